"""The officers' desk for applications in the Wagtail admin: the queue, the page of one, what can be done."""
