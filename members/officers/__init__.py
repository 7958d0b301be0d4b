"""The officers' desk: organizations in the Wagtail admin, from the list to the printed sheet."""
