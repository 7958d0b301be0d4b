"""Handing out the files of the archive: ranges, conditions, names, headers. Who may read what is asked before this."""
