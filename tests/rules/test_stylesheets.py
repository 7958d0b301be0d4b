"""House rules of the style sheets and scripts: logical directions, colours in one place, small files, one list."""

from __future__ import annotations

import re

import pytest

from cicc_site.postgres_places import CHECKOUT
from cicc_site.storage import JOINED, SCRIPTS, STYLESHEETS, joined

STATIC = CHECKOUT / "static"
ALL_CSS = sorted(STATIC.glob("css/**/*.css"))
ALL_SCRIPTS = sorted(STATIC.glob("js/**/*.js"))
# The style sheets and scripts of the admin are Wagtail's to link, one by one.
ADMIN = (STATIC / "css" / "admin", STATIC / "js" / "admin")
PUBLIC_CSS = [path for path in ALL_CSS if ADMIN[0] not in path.parents]
PUBLIC_SCRIPTS = [path for path in ALL_SCRIPTS if ADMIN[1] not in path.parents]

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
PHYSICAL = re.compile(r"\b(left|right)\b|(?<![-\w])(width|height|min-width|max-width)\s*:(?!\s*[\d.]+rem\))")
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(|\boklch\(")
LONGEST_CSS = 200
LONGEST_SCRIPT = 140  # a list of proposals that keyboards and screen readers can use is the longest


def rules(path: object) -> str:
    return COMMENT.sub("", path.read_text("utf-8"))  # type: ignore[attr-defined]


def test_there_are_style_sheets_and_scripts_to_judge() -> None:
    assert len(PUBLIC_CSS) > 30
    assert PUBLIC_SCRIPTS


@pytest.mark.parametrize("path", ALL_CSS, ids=lambda path: path.name)
def test_no_direction_is_physical(path: object) -> None:
    """One style sheet serves both directions of reading: start and end, inline and block, never left and right."""
    assert PHYSICAL.findall(rules(path)) == []


@pytest.mark.parametrize("path", PUBLIC_CSS, ids=lambda path: path.name)
def test_colours_stand_in_the_tokens_only(path: object) -> None:
    colours = COLOUR.findall(rules(path))
    assert bool(colours) == (path.name == "tokens.css")  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", PUBLIC_CSS, ids=lambda path: path.name)
def test_a_style_sheet_is_short_and_says_what_it_is(path: object) -> None:
    text = path.read_text("utf-8")  # type: ignore[attr-defined]
    assert len(text.splitlines()) <= LONGEST_CSS
    assert text.startswith("/* ")


@pytest.mark.parametrize("path", PUBLIC_CSS, ids=lambda path: path.name)
def test_every_rule_is_in_a_layer(path: object) -> None:
    """A rule outside the layers would win over all of them."""
    depth = 0
    for line in rules(path).splitlines():
        if depth == 0 and line.strip():
            assert line.startswith(("@layer ", "@font-face"))
        depth += line.count("{") - line.count("}")
    assert depth == 0


@pytest.mark.parametrize("path", PUBLIC_SCRIPTS, ids=lambda path: path.name)
def test_a_script_is_short_and_stands_alone(path: object) -> None:
    text = path.read_text("utf-8")  # type: ignore[attr-defined]
    assert len(text.splitlines()) <= LONGEST_SCRIPT
    assert re.search(r"^\s*(import|export)\b", text, re.MULTILINE) is None


def test_every_file_is_in_the_list_of_what_is_joined() -> None:
    listed = {STATIC / name for name in [*STYLESHEETS, *SCRIPTS]}
    assert listed == {*PUBLIC_CSS, *PUBLIC_SCRIPTS}
    assert len(STYLESHEETS) == len(set(STYLESHEETS))


@pytest.mark.parametrize("name", JOINED)
def test_what_is_joined_is_smaller_and_whole(name: str) -> None:
    texts = [(STATIC / part).read_text("utf-8") for part in JOINED[name]]
    result = joined(name, texts)
    assert result.count("{") == result.count("}") > 0
    assert "/*" not in result
    assert len(result) < sum(map(len, texts))
