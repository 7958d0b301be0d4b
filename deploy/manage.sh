#!/bin/sh
# A command of the site with the settings of production: deploy/manage.sh backup. PYTHON names the interpreter.
#
# From the real folder of this version, and with a path relative to it: /srv/cicc is a link that the next version moves,
# and a process that runs must go on finding its own packages.
set -eu
cd -P "$(dirname "$0")/.."
test -n "${PYTHON:-}" || { test -x .venv/bin/python && PYTHON=.venv/bin/python || PYTHON=python; }
export DJANGO_SETTINGS_MODULE=cicc_site.settings.production
exec "$PYTHON" manage.py "$@"
