"""By what an application is known again: its names, folded, and marks of its addresses and numbers.

Marks outlive the personal data they are made of (retention keeps them, so that somebody who was refused is recognized
when applying again). Hosts are written out; e-mail addresses, telephone and registration numbers only as keyed digests.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.crypto import salted_hmac

from cicc_site.text import match_key
from members.duplicate_evidence import FREE_MAIL, phone_key, plain, site_key

SALT = "members.applications.marks"
SITE, HOST, EMAIL, PHONE, NUMBER = "site", "host", "email", "phone", "number"
LONGEST = 120
# Shorter numbers are no numbers of a register.
SHORTEST_NUMBER = 3


def name_keys(names: Iterable[str], longest: int) -> list[str]:
    """Return the folded forms of names, each once."""
    keys = dict.fromkeys(match_key(name) for name in names)
    return [key[:longest] for key in keys if key]


def of(
    *, country: str, website: str, emails: Iterable[str], phones: Iterable[str], registration: str
) -> list[str]:
    """Return the marks of what an organization answered. country: alpha-2; it goes into a registration number's mark,
    since each country counts anew."""
    return sorted({mark[:LONGEST] for mark in _marks(country, website, emails, phones, registration)})


def _marks(
    country: str, website: str, emails: Iterable[str], phones: Iterable[str], registration: str
) -> Iterator[str]:
    if site := site_key(website):
        yield f"{SITE}:{site}"
    for email in {email.strip().lower() for email in emails if "@" in email}:
        yield f"{EMAIL}:{_digest(EMAIL, email)}"
        host = email.rpartition("@")[2]
        if host and not FREE_MAIL.match(host):
            yield f"{HOST}:{host}"
    for phone in {phone_key(phone, country) for phone in phones} - {""}:
        yield f"{PHONE}:{_digest(PHONE, phone)}"
    if len(plain(registration)) >= SHORTEST_NUMBER:
        yield f"{NUMBER}:{_digest(NUMBER, country + plain(registration))}"


def values(marks: Iterable[str], kind: str) -> frozenset[str]:
    """Return what marks of one kind say."""
    return frozenset(mark.partition(":")[2] for mark in marks if mark.startswith(f"{kind}:"))


def _digest(kind: str, value: str) -> str:
    """With the key of the site: a telephone number alone is guessed in no time."""
    return salted_hmac(f"{SALT}.{kind}", value, algorithm="sha256").hexdigest()[:24]
