"""Everything in the page tree."""
