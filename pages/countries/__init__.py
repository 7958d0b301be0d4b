"""The pages of single countries: what stands on one, and how one is found. The index is in pages/world."""
