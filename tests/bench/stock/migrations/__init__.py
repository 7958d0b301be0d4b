"""The tables of the stock project."""
