"""Organizations out of a file: read, understand, compare with the register, tell, and only then write.

reading (files to rows), mapping (columns), checking (rows to values with problems), comparing (with the register),
applying (set by set, in one transaction), report (for people), running (the course of a run, and who works on it).
Nothing here knows of requests.
"""
