"""A small stock Wagtail project: what the uncached pages of the site are compared with. Only the benchmark loads it.

Written as Wagtail's tutorial, its documentation of menus and languages and its demonstration site do it, by somebody
who knows Django well: cached templates, `select_related` and `prefetch_related` where rows have relations, no query in
a loop. It shows the same texts, rows and numbers as the site, in pages of about the same size (`content.py`).
"""
