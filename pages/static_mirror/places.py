"""Where an address lies in the folder of a mirror, and how one file there links to another.

A page is the `index.html` of its folder, as its address says. What stands in a query becomes a folder with a full stop
in its name (`page.2/`), which no page of the site can be called. Names are composed (NFC) and short enough for every
file system.
"""

from __future__ import annotations

import hashlib
import mimetypes
import posixpath
import re
import unicodedata
from email.message import Message
from urllib.parse import quote, unquote

from pages.static_mirror.addresses import query_of

LONGEST = 180  # bytes of a name; file systems end at 255, some programs earlier
OWN = "_mirror"  # a folder that belongs to the mirror alone: every page is below a language
# Names that Windows keeps for devices, and signs it knows no file name with.
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\/]')
_EXTENSIONS = {"application/atom+xml": ".xml", "application/xml": ".xml", "text/html": ".html"}


def place_of(address: str, media_type: str, disposition: str = "") -> str:
    """Where the answer to an address lies. disposition: the header that names a file that is saved."""
    path = unquote(address.partition("?")[0])
    parts = [safe(part) for part in path.split("/") if part and part not in (".", "..")]
    asked = [safe(f"{name}.{value}") for name, value in sorted(query_of(address), key=_page_last)]
    saved_as = file_name(disposition)
    if media_type == "text/html" and not saved_as:
        return "/".join([*parts, *asked, "index.html"])
    if not path.endswith("/") and parts and posixpath.splitext(parts[-1])[1]:
        return "/".join([*parts[:-1], *asked, parts[-1]])
    name = safe(saved_as) if saved_as else f"index{_extension(media_type)}"
    return "/".join([*parts, *asked, name])


def safe(name: str) -> str:
    """A name that every file system takes; what is too long ends in a digest of the whole."""
    clean = _UNSAFE.sub("-", unicodedata.normalize("NFC", name)).rstrip(". ") or "-"
    if _DEVICES.match(clean):
        clean = f"_{clean}"
    raw = clean.encode()
    if len(raw) <= LONGEST:
        return clean
    stem, extension = posixpath.splitext(clean)
    end = f"-{hashlib.sha256(raw).hexdigest()[:10]}{extension[:10]}"
    return stem.encode()[: LONGEST - len(end.encode())].decode(errors="ignore") + end


def file_name(disposition: str) -> str:
    """The name in a header Content-Disposition; that in letters of any script goes first (RFC 6266)."""
    if match := re.search(r"filename\*=UTF-8''([^;\s]+)", disposition, re.IGNORECASE):
        return unquote(match[1])
    message = Message()
    message["content-disposition"] = disposition
    return message.get_filename() or ""


def link(to: str, on: str | None, *, plain: bool, root: str = "/") -> str:
    """The link from the file `on` to the file `to`.

    plain: name every file, for readers without a web server. on: None for a page that is shown at any address; its
    links begin at the folder `root` of the server.
    """
    folder, name = posixpath.split(to)
    shown = name if plain or name != "index.html" else ""
    if on is None:
        return quote(posixpath.join(root, folder, shown) if folder or shown else root)
    way = posixpath.relpath(f"/{folder}", posixpath.dirname(f"/{on}"))
    return quote(f"{'' if way == '.' and shown else way + '/'}{shown}")


def _extension(media_type: str) -> str:
    return _EXTENSIONS.get(media_type) or mimetypes.guess_extension(media_type) or ".bin"


def _page_last(pair: tuple[str, str]) -> tuple[bool, str]:
    return pair[0] == "page", pair[0]
