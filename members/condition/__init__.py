"""How the site is doing, in plain words for somebody who is no engineer: one page in the admin, a line for each part.

`rows.py` is the list and what a line consists of; each other module says how one part stands. Apps add their own
(`rows.provide`).
"""
