"""No text makes an expression of ours work out of proportion: four times as long, at most four times as much work.

Nothing here measures how fast the machine is: two texts are compared with each other, in processor time.
"""

from __future__ import annotations

import re

import pytest

from tests.rules.expressions import SUSPECT, Expression, all_expressions, for_texts, growth

# Names of variables and files of ours are held against these, no text of anybody.
NOT_FOR_TEXTS = frozenset({"cicc_site.backup.inventory.HARMLESS"})


def test_no_expression_takes_more_than_its_share() -> None:
    found = [each for each in all_expressions() if each.where not in NOT_FOR_TEXTS]
    assert len(found) > 150
    worst = {each.where: grown for each in found if (grown := growth(each))[0] > SUSPECT}
    assert worst == {}


@pytest.mark.parametrize("pattern", [r"\s+$", r"(a+)+b", r"\w+@\w+\.\w+"])
def test_a_bad_one_is_known(pattern: str) -> None:
    if pattern.startswith("(a+)+"):
        pattern = r"(?:a|b)*a+b"  # the same fault, without taking a life time
    assert growth(Expression("here", re.compile(pattern, re.DOTALL)), SUSPECT)[0] > SUSPECT


@pytest.mark.parametrize("pattern", [rb"(?:<!--.*?-->\s*)*<html", rb"<a [^>]*>"])
def test_a_bad_one_for_bytes_is_known(pattern: bytes) -> None:
    expression = Expression("here", for_texts(re.compile(pattern, re.DOTALL)), ("match", "finditer"))
    assert growth(expression, SUSPECT)[0] > SUSPECT


@pytest.mark.parametrize("pattern", [r"\w+", r"(?<!\s)\s+$", r"(?<![^,])[^,]+,", r"<[^<>]*>"])
def test_a_good_one_is_left_in_peace(pattern: str) -> None:
    assert growth(Expression("here", re.compile(pattern)))[0] <= SUSPECT
