"""Backups of everything a site holds, and how one is opened again: knows settings and tables, no app."""


class BackupError(Exception):
    """One sentence for the person at the terminal."""
