#!/bin/sh
# Production: serves, and does nothing else; deploy/prepare.sh has brought everything up to date before.
# The environment is that of docs/operators/settings.md. PYTHON names the interpreter.
set -eu
cd "$(dirname "$0")/.."
PYTHON=${PYTHON:-python}
export DJANGO_SETTINGS_MODULE=cicc_site.settings.production
exec "$PYTHON" -m cicc_site.serving --host "${HOST:-127.0.0.1}" --port "${PORT:-8000}" \
    --socket "${SOCKET:-}" --workers "${WORKERS:-2}"
