"""The whole sitemap as search engines read it: the index, and after it every part it names."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.test import Client


def parts(client: Client) -> list[str]:
    """The texts of the parts."""
    index = client.get("/sitemap.xml").content.decode()
    addresses = re.findall(r"<loc>([^<]+)</loc>", index)
    return [client.get(urlsplit(address).path).content.decode() for address in addresses]


def whole(client: Client) -> str:
    return "\n".join(parts(client))
