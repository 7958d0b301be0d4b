"""Template tags for the media library."""
