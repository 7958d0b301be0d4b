"""A legacy archive into ours: a folder of files on the server, and a manifest that says what they are.

columns (headings), known (names of subjects), values (cells), manifest (rows gathered into works), sources (files of
the folder), records, planning (what a work of the manifest would change), states (staff's edits told from imports),
writing, relating, report (for people), running (the course of an import). Tables are read, and cells cleaned, by
members/importing.
"""
