"""A site in five languages, for one test: tests/pages/test_fifth_language.py runs `prove.py` with these settings."""
