"""Opening what a stranger sent, in a process of its own: what a file really is, and what an officer should know of it.

Everything here but `calling` runs in a child with little memory, little time and no way to write a file. It knows
nothing of Django, the settings or the database. `calling.look_into` starts it.
"""
