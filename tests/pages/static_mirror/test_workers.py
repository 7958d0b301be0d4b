"""Two processes make the same mirror as one, and what fails in one of them ends the run."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pages.static_mirror.hands import Hands
from tests.factories import pages as make
from tests.pages.static_mirror.conftest import Mirror


@pytest.mark.django_db(transaction=True)
def test_two_processes_make_the_same_mirror(tmp_path: Path) -> None:
    north = make.about(make.home(), "North")
    for number in range(8):
        make.about(north, f"Village {number}")
    one, two = Mirror(tmp_path / "one"), Mirror(tmp_path / "two")
    for mirror in (one, two):
        mirror.target.parent.mkdir()
    assert one.make().is_whole
    assert two.make(workers=2).is_whole
    first, second = one.digests(), two.digests()
    del first["_mirror/manifest.json"], second["_mirror/manifest.json"]  # of another moment
    assert first == second


def test_each_thing_is_done_once_and_brings_others() -> None:
    taken: list[tuple[int, int]] = []

    def took(made: tuple[int, int]) -> list[int]:
        taken.append(made)
        return [made[0] * 2] if made[0] < 500 else []

    told: list[tuple[int, int]] = []
    hands = Hands(lambda number: (number, os.getpid()), took, lambda done, known: told.append((done, known)))
    hands.go(range(1, 101), workers=2)
    numbers = [number for number, _process in taken]
    assert sorted(numbers) == sorted(_all_of(range(1, 101)))
    assert os.getpid() not in {process for _number, process in taken}
    assert told[-1] == (len(numbers), len(numbers))


def _all_of(numbers: range) -> list[int]:
    found = []
    for number in numbers:
        while True:
            found.append(number)
            if number >= 500:
                break
            number *= 2
    return found


def test_what_fails_in_another_process_is_raised_here() -> None:
    def fail(number: int) -> int:
        if number == 7:
            raise ZeroDivisionError
        return number

    with pytest.raises(ZeroDivisionError):
        Hands(fail, lambda _made: (), lambda _done, _known: None).go(range(20), workers=2)
