"""What a visitor sees of the archive: the list, the page of a work, its text to read, downloads, feed and data."""
