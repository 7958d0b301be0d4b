"""The archive and the media library."""
