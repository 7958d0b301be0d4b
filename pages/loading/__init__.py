"""Loading the starting content from the reviewable files in pages/content/ into the page tree.

`files` reads and checks them, `markdown` turns their texts into rich text, `store` puts pages into the tree without
overwriting anybody's work, and one module per kind of content (`tree`, `sessions`, `cases` ...) knows its files.
"""
