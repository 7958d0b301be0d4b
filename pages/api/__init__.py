"""Open data: the read-only API at /api/v1/ and the files at /open-data/. Only what the pages of the site show, too."""
