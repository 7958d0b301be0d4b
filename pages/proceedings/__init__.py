"""The language of proceedings: codes, what may be published, and how an event reads. No tables, no pages."""
