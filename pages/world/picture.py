"""The world map as a picture by itself: for the home page, in the colours of the site and both its schemes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

from django.conf import settings

from members.enums import TreatyStatus
from pages.world.shapes import DASHED, VIEW_BOX, Shape, shapes

NAME = "map.svg"
CONTENT_TYPE = "image/svg+xml; charset=utf-8"
# Which tokens the picture uses; their values are read from the one place that has them.
TOKENS = ("paper", "rule", "muted", "accent", "highlight", "surface")
# How each status is drawn, as in static/css/components/world_map.css: a tone, and lines in it where it is no plain one.
PATTERNS: dict[TreatyStatus, str] = {
    TreatyStatus.DEPOSITED: "M0 3h6",
    TreatyStatus.SIGNATORY: "M-1 1l2-2M0 6l6-6M5 7l2-2",
    TreatyStatus.SIGNATURE_NO_INTENT: "M-1 5l2 2M0 0l6 6M5-1l2 2",
    TreatyStatus.WITHDRAWN: "M0 3h6M3 0v6",
    TreatyStatus.ACCESSION_WITHDRAWN: "M3 0v6",
}
DOT = 6


def drawing(statuses: Mapping[str, TreatyStatus]) -> bytes:
    """The picture of a world in which each State (alpha-3) has the given status; one without is drawn plain."""
    groups: dict[str, list[Shape]] = {status.value: [] for status in TreatyStatus}
    others: list[Shape] = []
    for code, shape in shapes().items():
        if code in statuses:
            groups[statuses[code].value].append(shape)
        elif code != DASHED and shape.path:
            others.append(shape)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{VIEW_BOX}"><style>{style()}</style><defs>',
        *(
            f'<pattern id="{status.value}" width="6" height="6" patternUnits="userSpaceOnUse">'
            f'<path class="ground" d="M0 0h6v6H0z"/><path class="lines {status.value}-lines" d="{lines}"/></pattern>'
            for status, lines in PATTERNS.items()
        ),
        f'</defs><g class="other">{marks(others)}</g>',
        *(
            f'<g class="{status}"{fill(status)}>{marks(found)}</g>'
            for status, found in groups.items()
            if found
        ),
        f'<path class="dashed" d="{shapes()[DASHED].path}"/></svg>',
    ]
    return "".join(parts).encode()


def fill(status: str) -> str:
    return f' fill="url(#{status})"' if status in PATTERNS else ""


def marks(found: Iterable[Shape]) -> str:
    return "".join(
        f'<circle cx="{shape.dot[0]:g}" cy="{shape.dot[1]:g}" r="{DOT}"/>'
        if shape.dot
        else f'<path d="{shape.path}"/>'
        for shape in found
    )


@cache
def style() -> str:
    light, dark = tokens()
    return (
        f":root{{{light}}}@media (prefers-color-scheme:dark){{:root{{{dark}}}}}"
        "g{stroke:var(--paper);stroke-width:1}"
        ".state_party{fill:var(--accent)}.none{fill:var(--rule)}.other{fill:var(--surface);stroke:var(--rule)}"
        ".ground{fill:var(--rule)}.lines{stroke:var(--accent);stroke-width:1.5;fill:none}"
        ".dashed{fill:var(--surface);stroke:var(--muted);stroke-dasharray:2 1;stroke-width:.8}"
    )


def tokens() -> tuple[str, str]:
    """The values of the tokens in the light and the dark scheme, as declarations."""
    text = (settings.BASE_DIR / "static" / "css" / "tokens.css").read_text("utf-8")
    light, _, rest = text.partition("prefers-color-scheme: dark")
    dark = rest.partition("@media")[0]
    return declarations(light), declarations(dark)


def declarations(text: str) -> str:
    found = dict(re.findall(r"(?<![\w-])--([\w-]+):\s*(#[0-9a-fA-F]+);", text))
    return ";".join(f"--{name}:{found[name]}" for name in TOKENS if name in found)
