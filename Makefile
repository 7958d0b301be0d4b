# One door for every command. `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help run dev test drill hostile check bench format messages migrations next lock shell password stop clean packages tools pictures

PYTHON3 ?= python3
PYTHON := .venv/bin/python
MANAGE := $(PYTHON) manage.py
UV ?= uv
PORT ?= 8000
TESTS ?=
SECONDS ?= 3
ROUNDS ?= 5
PART ?=
NEXT ?=
# Where we rely on what a package does not promise (docs/developers/traps.md).
TRAPS = tests/cicc_site/test_patches.py tests/cicc_site/test_multilingual.py tests/cicc_site/test_serving.py \
	tests/cicc_site/test_storage.py tests/cicc_site/test_start.py tests/cicc_site/test_security_headers.py \
	tests/pages/test_leaks_*.py tests/pages/test_publishing*.py tests/rules \
	tests/members/test_second_step_*.py tests/members/test_sign_in_limits.py
export PORT
# Hundreds of processes are started by the tests, and one by each command: none need read the code anew.
export PYTHONDONTWRITEBYTECODE =

help:  ## List the commands
	@echo "The website of the Coalition for the International Criminal Court"
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' Makefile | while IFS='|' read -r name text; do printf '%-18s %s\n' "$$name" "$$text"; done

run: packages  ## Serve the site on http://localhost:8000 (PORT=8001 changes it); Ctrl-C stops it
	@exec $(PYTHON) -m cicc_site.devserver

dev: packages  ## The same while writing code: reloads itself, shows errors, links style sheets singly
	@exec $(PYTHON) -m cicc_site.devserver reload

test: tools  ## Run every test, browser ones included (TESTS=tests/pages runs a part)
	@$(PYTHON3) deploy/bootstrap.py browser
	@$(PYTHON3) deploy/bootstrap.py proxy
	@$(PYTHON3) deploy/bootstrap.py compose
	@$(PYTHON) -m pytest -n 2 --dist worksteal $(TESTS)

drill: tools  ## Kill database, server and worker amid much work, send hostile texts into every field, look at what is left
	@$(PYTHON3) deploy/bootstrap.py proxy
	@DRILL=full $(PYTHON) -m pytest -q -n 2 --dist loadfile --ignore=tests/drills/test_deployment.py \
		tests/members/applications/test_application_stateful.py tests/drills/test_restoring.py tests/drills
	@DRILL=full $(PYTHON) -m pytest -q tests/drills/test_deployment.py

hostile: tools  ## Each hostile text in every field of the application (some minutes)
	@DRILL=full $(PYTHON) -m pytest -q -n 2 --dist worksteal tests/pages/application/test_hostile_*.py

check: tools  ## Format, lint, types, layers, templates, migrations, translations, deployment settings
	@$(PYTHON) deploy/check.py

bench: packages  ## Every figure in one table of ratios, an hour (PART=pages, edge, uncached, growth, register, archive, search, capacity, importing, applications or archive_import: one of them)
	@test -n "$(filter-out edge capacity,$(PART))" || $(PYTHON3) deploy/bootstrap.py proxy
	@$(PYTHON) -m tests.bench.$(or $(PART),everything) --rounds $(ROUNDS)$(if $(filter pages,$(PART)), --seconds $(SECONDS))

pictures: tools  ## Take the pictures of the guide for editors anew (docs/images/editors)
	@$(PYTHON3) deploy/bootstrap.py browser
	@$(PYTHON) -m pytest -q tests/browser/pictures.py

format: tools  ## Bring code and templates into the one format
	@$(PYTHON) -m ruff format --quiet .
	@$(PYTHON) -m ruff check --quiet --fix-only .
	@find templates -name '*.html' -exec $(PYTHON) -m djhtml --tabwidth 2 {} + 2>/dev/null || true

messages: packages  ## Collect the strings of code and templates into locale/
	@$(PYTHON) -m cicc_site.catalogues update

migrations: packages  ## Write migrations for changed models
	@$(PYTHON) -m cicc_site.postgres during $(MANAGE) makemigrations

next: tools  ## Try versions that are not locked yet: NEXT="wagtail==8.1"; runs the trap tests on them
	@test -n "$(NEXT)" || { echo 'Which version? make next NEXT="wagtail==8.1"'; exit 1; }
	@$(PYTHON3) deploy/bootstrap.py next $(NEXT)
	@var/next/bin/python -m pytest -n 2 --dist worksteal $(TRAPS) $(TESTS)

lock: ## Pin the newest allowed packages (needs uv)
	@command -v $(UV) >/dev/null || { echo "make lock needs uv: install it, or name it with UV=..."; exit 1; }
	@$(UV) pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --only-binary :all: \
		--no-emit-index-url --no-header --no-annotate pyproject.toml -o requirements.lock
	@$(UV) pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --only-binary :all: \
		--no-emit-index-url --no-header --no-annotate --group s3 -c requirements.lock -o requirements-s3.lock
	@$(UV) pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --only-binary :all: \
		--no-emit-index-url --no-header --no-annotate --group dev -c requirements.lock -c requirements-s3.lock -o requirements-dev.lock

shell: packages  ## A Python shell inside the site
	@$(PYTHON) -m cicc_site.postgres during $(MANAGE) shell

password: packages  ## Give the local account admin another password
	@$(PYTHON) -m cicc_site.postgres during $(MANAGE) changepassword admin

stop:  ## Stop the database of this checkout, should it still run
	@test ! -x $(PYTHON) || $(PYTHON) -m cicc_site.postgres stop

clean: stop  ## Remove everything that was made here: database, uploaded files, packages
	@test ! -x $(PYTHON) || $(PYTHON) -m cicc_site.postgres remove
	@rm -rf var .venv .mypy_cache .ruff_cache .import_linter_cache
	@find . -name __pycache__ -prune -exec rm -rf {} + -o -name '*.mo' -exec rm -f {} +

packages:
	@command -v $(PYTHON3) >/dev/null || { echo "Python is missing. Install it, then try again: apt-get install python3 python3-venv"; exit 1; }
	@$(PYTHON3) deploy/bootstrap.py packages

tools:
	@command -v $(PYTHON3) >/dev/null || { echo "Python is missing. Install it, then try again: apt-get install python3 python3-venv"; exit 1; }
	@$(PYTHON3) deploy/bootstrap.py packages dev
