"""Reading content files. Every mistake in a file is reported with the file's name and what to do, never half loaded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from cicc_site import languages

CONTENT = Path(__file__).resolve().parent.parent / "content"


class ContentError(Exception):
    """A content file that cannot be loaded: names the file and the reason."""

    def __init__(self, path: Path, reason: str) -> None:
        shown = path.relative_to(CONTENT) if path.is_relative_to(CONTENT) else path
        super().__init__(f"pages/content/{shown}: {reason}")


def read(path: Path) -> Any:
    """Return the parsed YAML of a file; raises ContentError when it is missing or not YAML."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 (a safe loader)
    except FileNotFoundError:
        raise ContentError(path, "the file is missing") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ContentError(path, f"not readable as YAML: {error}") from error


# The parser written in C, where PyYAML comes with it: ten times as fast.
_SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_SafeLoader):  # type: ignore[misc, valid-type]
    """Dates stay text: they come with the precision they are known with, which a date object cannot hold."""


_Loader.yaml_implicit_resolvers = {
    initial: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for initial, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def columns(field: str, texts: dict[str, str] | None) -> dict[str, str | None]:
    """Return {column: text} for a translated field written as {language: text}; missing languages are None."""
    texts = texts or {}
    return {f"{field}_{code}": texts.get(code) for code in languages.codes()}


def slug_columns(english: str, slugs: dict[str, str] | None) -> dict[str, str]:
    """Return {column: slug}; a language without a slug of its own is empty and answers at the English one."""
    slugs = slugs or {}
    return {
        "slug": english,
        **{f"slug_{code}": slugs.get(code, "") for code in languages.translation_codes()},
    }
