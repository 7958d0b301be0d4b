"""Drills against real processes: a PostgreSQL of their own that may be killed, a mail server, the worker."""
