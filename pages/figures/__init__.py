"""Figures inside running text: an editor chooses one from a list, the site counts it whenever it is read.

`known` says which figures there are and counts them, `wording` puts them into words, `tokens` is the element that
stands for one in stored rich text, `editor` brings it into the rich text editor, `typed` finds figures that somebody
typed all the same, `report` lists for staff what has to be looked at.
"""
