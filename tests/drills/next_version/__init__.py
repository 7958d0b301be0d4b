"""A part of an imagined next version of the site: one migration, as a real one brings it, and nothing else."""
