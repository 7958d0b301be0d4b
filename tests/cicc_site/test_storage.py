"""Joining and shrinking change nothing that a browser reads."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from cicc_site.storage import smaller_css, smaller_script


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a {\n  color: red;\n}\n", "a{color: red}"),
        ("/* it's a note */ a { b: c }", "a{b: c}"),
        ('a::before { content: "/* kept; { } */"; }', 'a::before{content: "/* kept; { } */"}'),
        ("a { width: calc(1px + 2 * (3px - 1px)); }", "a{width: calc(1px + 2 * (3px - 1px))}"),
        ("a :hover > b, c + d { e: f }", "a :hover > b,c + d{e: f}"),
        ("a { content: '\\'; x' ; }", "a{content: '\\'; x'}"),
        (
            "@media (min-width: 1rem) and (print) { a { b: c; } }",
            "@media (min-width: 1rem) and (print){a{b: c}}",
        ),
    ],
)
def test_a_smaller_style_sheet_says_the_same(text: str, expected: str) -> None:
    assert smaller_css(text) == expected


def test_a_smaller_script_keeps_its_own_scope_and_its_addresses() -> None:
    text = '// why\nconst a = "https://example.org"; // kept\n\n  if (a) {\n    b();\n  }\n'
    assert smaller_script(text) == '{\nconst a = "https://example.org"; // kept\nif (a) {\nb();\n}\n}\n'


def test_collecting_makes_one_hashed_style_sheet_that_finds_its_fonts(settings: Any, tmp_path: Path) -> None:
    """Our own folder only: gathering Wagtail's files as well would say nothing more and take long."""
    settings.STATIC_ROOT = str(tmp_path)
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "cicc_site.storage.SiteStaticFilesStorage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    names = json.loads((tmp_path / "staticfiles.json").read_text("utf-8"))["paths"]
    sheet = tmp_path / names["css/site.css"]
    assert names["css/site.css"] != "css/site.css"
    assert Path(names["fonts/coalition-serif.woff2"]).name in sheet.read_text("utf-8")
    assert sheet.with_name(sheet.name + ".br").stat().st_size < sheet.stat().st_size / 3
    assert (tmp_path / names["js/site.js"]).exists()
