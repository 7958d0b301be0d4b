"""The cache of whole pages: which answers are kept, what they were made of, and when they are gone again.

An answer is kept with the names of the tables that were read for it and their generation (`pages.generations`). It goes
when one of them is written, by whatever means: nobody has to say which pages a change concerns.
"""
