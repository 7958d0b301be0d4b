"""Where modeltranslation meets Wagtail: texts in several languages that never leak into one another.

`reader`       which language a translated field without suffix means right now (English unless a reader is served)
`models`       TranslatedModel, the abstract base of everything with translated fields
`registration` the one loop that registers the declared fields with modeltranslation
`values`       what a reader gets: the value, the language it really is in, whether it fell back
`panels`       the editing tabs, one per language

No table lives here, and nothing here knows pages, members or documents.
"""
