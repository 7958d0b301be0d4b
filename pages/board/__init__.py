"""The board of translations: what is kept of each record (projection), what is shown (rows, views), what may be done.

The table is `pages.models.TranslationTask`.
"""
