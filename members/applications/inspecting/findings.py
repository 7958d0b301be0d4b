"""What the child tells of a file: codes only. Their words are in members/applications/file_words.py."""

from __future__ import annotations

# What an officer should know before opening a file.
SCRIPTS = "scripts"
LAUNCH = "launch"
AUTOMATIC = "automatic"
EMBEDDED = "embedded"
MEDIA = "media"
FORM = "form"
REMOTE = "remote"
LINKS = "links"
ENCRYPTED = "encrypted"
UNREADABLE = "unreadable"

# Why a file is not taken.
BROKEN = "broken"
PIXELS = "pixels"
BOMB = "bomb"
MACROS = "macros"
LOCKED = "locked"
ARCHIVE = "archive"
TWO_KINDS = "two_kinds"
COSTLY = "costly"


class Refused(Exception):
    """The file is not taken; code: one of those above."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)
