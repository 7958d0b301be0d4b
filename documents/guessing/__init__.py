"""What a file seems to be, by its name and its words: proposals for a form that somebody confirms."""
