#!/bin/sh
# Production: serves, and does nothing else; deploy/prepare.sh has brought everything up to date before.
# The environment is that of docs/operators/settings.md. PYTHON names the interpreter.
set -eu
cd -P "$(dirname "$0")/.." # the real folder, as in manage.sh
test -n "${PYTHON:-}" || { test -x .venv/bin/python && PYTHON=.venv/bin/python || PYTHON=python; }
export DJANGO_SETTINGS_MODULE=cicc_site.settings.production
exec "$PYTHON" -m cicc_site.serving
