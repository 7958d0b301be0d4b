#!/bin/sh
# While an image is built: all that needs neither a database nor a secret. PYTHON names the interpreter, STATIC_ROOT the
# folder of the static files. The settings want an environment: this one is complete, and good for nothing else.
set -eu
cd "$(dirname "$0")/.."
PYTHON=${PYTHON:-python}
"$PYTHON" -m cicc_site.catalogues compile
SECRET_KEY=$("$PYTHON" -c "import secrets; print(secrets.token_hex(32))") \
    DJANGO_SETTINGS_MODULE=cicc_site.settings.production \
    SITE_URL=https://image.invalid ALLOWED_HOSTS=image.invalid DATABASE_URL=postgresql://nobody@/nothing \
    EMAIL_URL=smtp+tls://image.invalid:587 DEFAULT_FROM_EMAIL=nobody@image.invalid \
    "$PYTHON" manage.py collectstatic --noinput --verbosity 0
