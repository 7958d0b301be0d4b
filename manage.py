#!/usr/bin/env python
"""Django's command line. Commands that read or change all of the schema connect as the owner of the database."""

import gc
import os
import sys

OWNER_COMMANDS = {"migrate", "flush", "dbshell", "backup", "restore"}


def main() -> None:
    gc.disable()  # until the site is read (cicc_site/apps.py)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cicc_site.settings.dev")
    if len(sys.argv) > 1 and sys.argv[1] in OWNER_COMMANDS:
        os.environ["DATABASE_ROLE"] = "owner"
    os.environ["DATABASE_STATEMENT_SECONDS"] = "0"  # nobody waits for a command, and some take long
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
