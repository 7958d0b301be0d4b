"""Production is the truth (production.py); dev.py and test.py only loosen it."""
