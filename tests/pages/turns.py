"""Who does the deeds of a test: not everybody each time, but in turn, so that no deed and no language is left out.

No deed knows which languages there are: what leaks from the menus of one into a text leaks from those of the next.
Each deed with each of them would cost three times as much and prove no more.
"""

from __future__ import annotations

import pytest

from cicc_site import languages

CODE = ["none", "reader"]


def desks(number: int) -> list[str]:
    """Return the languages of the menus for a module's test of that number: one that is not English, or English too."""
    others = languages.translation_codes()
    turn = number % len(others)
    return [others[turn], *([languages.DEFAULT_LANGUAGE] if turn == 0 else [])]


def hands(number: int) -> list[str]:
    """Return who does what a module's test of that number is about: editors, and code with and without a reader."""
    return [*desks(number), *CODE]


def give(metafunc: pytest.Metafunc) -> None:
    """Parametrize the fixtures `desk` and `editor` of a module's test, unless it says itself who it is about."""
    said = {mark.args[0] for mark in metafunc.definition.iter_markers("parametrize")}
    tests = [name for name in vars(metafunc.module) if name.startswith("test_")]
    number = tests.index(metafunc.function.__name__)
    for name, chosen in (("desk", desks), ("editor", hands)):
        if name in metafunc.fixturenames and not any(name in str(names) for names in said):
            metafunc.parametrize(name, chosen(number), indirect=True)
