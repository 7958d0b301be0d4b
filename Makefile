# One door for every command. `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help run stop shell

PYTHON := .venv/bin/python
PORT ?= 8000
export PORT

help:  ## List the commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 18

migrate:
	@$(PYTHON) -m cicc_site.postgres start
	@$(PYTHON) manage.py migrate

run: migrate  ## Serve the site on this machine
	@$(PYTHON) manage.py collectstatic --noinput -v 0
	@$(PYTHON) -m granian --interface wsgi --port $(PORT) cicc_site.wsgi:application

stop:  ## Stop the database of this checkout
	@$(PYTHON) -m cicc_site.postgres stop
