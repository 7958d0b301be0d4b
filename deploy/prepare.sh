#!/bin/sh
# Production: brings catalogues, tables and static files up to date; once before the first start and with each new
# version, while the old one still serves. Needs DATABASE_OWNER_URL. PYTHON names the interpreter.
set -eu
cd -P "$(dirname "$0")/.." # the real folder, as in manage.sh
test -n "${PYTHON:-}" || { test -x .venv/bin/python && PYTHON=.venv/bin/python || PYTHON=python; }
export DJANGO_SETTINGS_MODULE=cicc_site.settings.production
"$PYTHON" -m cicc_site.catalogues compile
"$PYTHON" manage.py migrate --verbosity 0
"$PYTHON" manage.py collectstatic --noinput --verbosity 0
