"""Symbols of documents, as the Court, its Assembly and the United Nations print them, in texts and in file names."""

from __future__ import annotations

import re

_END = r"(?:/[A-Z][A-Za-z]{1,5}\.\s?\d{1,3}(?:/Rev\.\s?\d)?)*"
PRINTED = re.compile(
    r"\b("
    r"ICC-ASP/\d{1,2}/(?:[A-Z][A-Za-z]{1,7}\.\s?\d{1,3}|[A-Z]{1,6}/\d{1,3}|\d{1,3}|\d{0,3})(?:\(SUPP\))?" + _END +
    r"|ICC-\d{2}/\d{2}(?:-\d{2}/\d{2})?(?:-\d{1,5}(?:-[A-Z][A-Za-z0-9]{1,6}){0,3})?"
    r"|RC/(?:[A-Z][A-Za-z]{1,6}\.\s?\d{1,3}|\d{1,3})" + _END +
    r"|PCNICC/\d{4}/[A-Z0-9][A-Za-z0-9./]{0,20}"
    r"|A/CONF\.\s?\d{2,3}/\d{1,3}" + _END +
    r"|[AS]/RES/\d{1,4}(?:/\d{1,3}|\s?\(\d{4}\))?"
    r"|[AS]/\d{2,4}/\d{1,4}" + _END +
    r")(?![A-Za-z0-9])"
)  # fmt: skip
# The same where a slash cannot stand: ICC-ASP-2-Res8, ICC-ASP-2-Res.8, RC-Res.6, ICC-01-04-01-06-2842, A-CONF.183-9.
_WORD = r"([A-Z][A-Za-z]{1,6})[.\s_-]?(\d{1,3})"
_IN_NAMES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"^ICC[-_ ]ASP[-_ ](\d{{1,2}})[-_ ]{_WORD}(?![A-Za-z0-9])", re.ASCII), "ICC-ASP/{0}/{1}.{2}"),
    (re.compile(r"^ICC[-_ ]ASP[-_ ](\d{1,2})[-_ ](\d{1,3})(?![A-Za-z0-9])", re.ASCII), "ICC-ASP/{0}/{1}"),
    (re.compile(rf"^RC[-_ ]{_WORD}(?![A-Za-z0-9])", re.ASCII), "RC/{0}.{1}"),
    (
        re.compile(r"^ICC[-_ ](\d\d)[-_ ](\d\d)[-_ ](\d\d)[-_ ](\d\d)[-_ ](\d{1,5})(?![A-Za-z0-9])", re.ASCII),
        "ICC-{0}/{1}-{2}/{3}-{4}",
    ),
    (re.compile(r"^ICC[-_ ](\d\d)[-_ ](\d\d)[-_ ](\d\d)[-_ ](\d\d)(?![A-Za-z0-9])", re.ASCII), "ICC-{0}/{1}-{2}/{3}"),
    (re.compile(r"^A[-_ ]CONF[.\s_-]?(\d{2,3})[-_ ](\d{1,3})(?![A-Za-z0-9])", re.ASCII), "A/CONF.{0}/{1}"),
)  # fmt: skip


def in_text(text: str) -> str:
    """Return the first symbol printed in the beginning of a text, empty without one."""
    found = PRINTED.search(text)
    return re.sub(r"\.\s+", ".", found[1]) if found else ""


def in_name(stem: str) -> str:
    """Return the symbol that a file name means."""
    for pattern, form in _IN_NAMES:
        if found := pattern.match(stem.strip()):
            return form.format(*found.groups())
    return ""
