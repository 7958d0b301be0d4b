"""`make bench`: how much a page costs on the production server, against a bare Django view on the same server.

Run by hand, never by pytest: its numbers depend on the machine, its ratios hardly. How to read them:
docs/developers/benchmarks.md. `server` starts what is measured, `load` asks it, `measures` does the arithmetic.
"""
