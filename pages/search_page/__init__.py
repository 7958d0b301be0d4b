"""The page of results, suggestions while somebody types, and what staff see of searches that found nothing."""
