"""Addresses that no page answers at any more: those of the former website, and those staff redirect.

`asked`    what an address names, reduced to the one form in which addresses are stored and compared
`known`    the reviewable list pages/content/legacy_addresses.yaml: where an address of the former website leads
`answers`  the answer to a request: a redirect, or what helps a reader whose address leads nowhere
`misses`   counting the addresses that led nowhere, without anything about who asked
`importing` redirects out of a CSV, TSV or XLSX file
`report`, `viewsets` what staff see of it

The tables are in pages/models/old_addresses.py.
"""
