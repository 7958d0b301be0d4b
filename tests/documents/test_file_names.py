"""The name a file is saved under: letters of any script, nothing that could be a folder, a header or a trick."""

from __future__ import annotations

import email.message
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.serving.names import LONGEST, clean, disposition


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("Resolution 8.pdf", "Resolution 8.pdf"),
        ("قرار.pdf", "قرار.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\files\\a.pdf", "a.pdf"),
        ("a\r\nX-Header: b.pdf", "aX-Header: b.pdf"),
        ("gpj.\u202efdp.exe", "gpj.fdp.exe"),
        ("  .hidden. ", "hidden"),
        ("\u200b\u200e", "document"),
        ("", "document"),
        ("e\N{COMBINING ACUTE ACCENT}tude.pdf", "étude.pdf"),
    ],
)
def test_a_name_is_only_a_name(name: str, cleaned: str) -> None:
    assert clean(name) == cleaned


def test_a_long_name_keeps_its_ending() -> None:
    assert clean("ш" * 300 + ".pdf").endswith("ш.pdf")
    assert len(clean("ш" * 300 + ".pdf")) <= LONGEST


def test_old_programs_get_latin_letters_and_new_ones_the_name() -> None:
    assert disposition("Res. 8.pdf", attachment=True) == 'attachment; filename="Res. 8.pdf"'
    value = disposition('résumé "final".pdf', attachment=False)
    assert (
        value
        == "inline; filename=\"resume -final-.pdf\"; filename*=UTF-8''r%C3%A9sum%C3%A9%20%22final%22.pdf"
    )


@given(st.text(max_size=80), st.booleans())
def test_the_header_is_ascii_in_one_line_and_says_the_name(name: str, attachment: bool) -> None:
    value = disposition(name, attachment=attachment)
    assert value.isascii()
    assert value.isprintable()
    message = email.message.Message()
    message["Content-Disposition"] = value
    assert message.get_content_disposition() == ("attachment" if attachment else "inline")
    if "filename*" in value:
        assert unquote(value.partition("UTF-8''")[2]) == clean(name)
    else:
        assert value.endswith(f'filename="{clean(name)}"')
