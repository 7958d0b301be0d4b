"""The one search over pages, documents, members, cases and countries, in every language they are in.

`ask(Question(...)) -> Answer`; `rebuild()` makes the table anew; `listen()` keeps it true from then on.
"""

from pages.search.asking import ask
from pages.search.freshness import listen
from pages.search.question import Answer, Hit, Passage, Problem, Question, Sort
from pages.search.rebuilding import rebuild

__all__ = ["Answer", "Hit", "Passage", "Problem", "Question", "Sort", "ask", "listen", "rebuild"]
