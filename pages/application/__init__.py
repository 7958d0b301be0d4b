"""The application for membership as a visitor sees it: the form in five steps, the applicant's own page."""
