"""The words of the files of the archive: found in a confined child process, kept in a row.

`working` reads what waits; `calling` starts the child over one file. Everything else here runs in the child, or knows
as little as it: nothing of Django, the settings or the database.
"""
