"""Template tags all apps share. Tags that know pages live in pages/templatetags."""
