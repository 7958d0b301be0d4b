"""Applications for membership: what is asked, how it is kept, who sees what. The verbs that move an application from
state to state are in members/workflow/applications.py; what a visitor sees of it is made in pages/application/."""
