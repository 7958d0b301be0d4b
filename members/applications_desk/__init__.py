"""The officers' desk for applications in the Wagtail admin: the queue, the page of one application, what can be done."""
