#!/bin/sh
# Production: bring everything up to date, then serve. The environment is that of docs/operators/settings.md.
# PYTHON names the interpreter.
set -eu
cd "$(dirname "$0")/.."
PYTHON=${PYTHON:-python}
export DJANGO_SETTINGS_MODULE=cicc_site.settings.production
"$PYTHON" -m cicc_site.catalogues compile
"$PYTHON" manage.py migrate --verbosity 0
"$PYTHON" manage.py collectstatic --noinput --verbosity 0
exec "$PYTHON" -m granian --interface wsgi --no-ws --host "${HOST:-127.0.0.1}" --port "${PORT:-8000}" \
    --workers "${WORKERS:-2}" --blocking-threads 4 --respawn-failed-workers cicc_site.wsgi:application
