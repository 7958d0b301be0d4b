"""Looks for links that lead nowhere: the worker asks the site itself for every link on every published page.

Links to other sites are not asked: the server goes nowhere (docs/decisions/broken-links.md).
"""
