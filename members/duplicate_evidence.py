"""Whether two organizations may be one: what speaks for it, what against it, and how much together.

Each sign alone is a chance that they are one; several add up as independent chances do. Nothing here asks the database:
`members.duplicates` finds whom to compare. The limits are kept true by tests/members/test_duplicates.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import phonenumbers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from phonenumbers import NumberParseException

from members.enums import NameKind
from members.name_terms import Likeness, NameTerms, likeness, name_terms

POSSIBLE, LIKELY, CERTAIN = 60, 80, 95
# Places where many organizations have a page or a letter box: to be there says nothing.
SHARED_SITES = frozenset(
    """
    facebook.com fb.com m.facebook.com twitter.com x.com instagram.com youtube.com linkedin.com linktr.ee t.me
    wa.me sites.google.com medium.com tiktok.com flickr.com bit.ly
    """.split()  # noqa: SIM905 (hosts read better in one piece)
)
FREE_MAIL = re.compile(
    r"^(gmail|googlemail|hotmail|outlook|live|msn|yahoo|ymail|rocketmail|aol|icloud|me|mac|gmx|web|mail|protonmail|proton|"
    r"pm|tutanota|tuta|yandex|ya|qq|163|126|rediffmail|orange|wanadoo|free|laposte|libero|zoho)\.[a-z.]+$"
)
ISOLATE, END_OF_ISOLATE = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
ACRONYM = re.compile(r"[^\W\d_][\w.&-]{1,11}")


@dataclass(frozen=True, slots=True)
class CandidateFacts:
    """What is known of an organization, entered or not. names: (text, kind or ""); country: alpha-2.

    Everything may be missing. Personal data (e-mail, telephone) are compared and never kept.
    """

    names: tuple[tuple[str, str], ...]
    country: str = ""
    website: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    registration: str = ""
    external_id: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, as a code with the words it speaks of; `text` says it in the reader's language."""

    code: str
    values: dict[str, str] = field(default_factory=dict)

    def text(self) -> str:
        # A name may be written the other way than the sentence around it.
        isolated = {name: f"{ISOLATE}{value}{END_OF_ISOLATE}" for name, value in self.values.items()}
        return str(REASONS[self.code]) % isolated

    def as_json(self) -> dict[str, Any]:
        return {"code": self.code, **self.values}

    @classmethod
    def of_json(cls, told: dict[str, Any]) -> Reason:
        values = {name: str(value) for name, value in told.items() if name != "code"}
        return cls(told["code"], values)

    @property
    def speaks_against(self) -> bool:
        return self.code in AGAINST


REASONS = {
    "name_same": gettext_lazy("The same name: “%(first)s”."),
    "name_words": gettext_lazy("Names of the same words: “%(first)s” and “%(second)s”."),
    "name_near": gettext_lazy("Names that are much alike: “%(first)s” and “%(second)s”."),
    "name_script": gettext_lazy("The same name in another script: “%(first)s” and “%(second)s”."),
    "name_translated": gettext_lazy("Names that say the same: “%(first)s” and “%(second)s”."),
    "name_former": gettext_lazy(
        "The former name of one is the name of the other: “%(first)s” and “%(second)s”."
    ),
    "acronym_same": gettext_lazy("The same acronym: %(first)s."),
    "acronym_name": gettext_lazy(
        "The name of one is the acronym of the other: “%(first)s” and “%(second)s”."
    ),
    "acronym_letters": gettext_lazy("%(first)s may be short for “%(second)s”."),
    "website": gettext_lazy("The same website: %(first)s."),
    "email_site": gettext_lazy("The e-mail address of one belongs to the website of the other: %(first)s."),
    "email_host": gettext_lazy("E-mail addresses of the same organization: %(first)s."),
    "email": gettext_lazy("The same e-mail address."),
    "phone": gettext_lazy("The same telephone number."),
    "registration": gettext_lazy("The same registration number."),
    "external_id": gettext_lazy("Nearly the same number in other files: %(first)s and %(second)s."),
    "other_country": gettext_lazy("But they are in different countries."),
    "other_registration": gettext_lazy("But their registration numbers differ."),
}
AGAINST = frozenset({"other_country", "other_registration"})


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts made ready for comparing. Acronyms stand apart from names. pk None: not entered yet.

    external: external_id as `external_key` has it. said: each name as it were one if it is an acronym.
    """

    pk: int | None
    country: str
    names: tuple[tuple[NameTerms, str], ...]
    acronyms: frozenset[str]
    site: str
    emails: frozenset[str]
    hosts: frozenset[str]
    phones: frozenset[str]
    registration: str
    external_id: str
    external: str
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """score: 0 to 100; `POSSIBLE`, `LIKELY` and `CERTAIN` are its steps."""

    score: int
    reasons: tuple[Reason, ...]


def level(score: int) -> str:
    """Return a score as a word for officers."""
    if score >= CERTAIN:
        return _("Almost certain")
    return _("Likely") if score >= LIKELY else _("Possible")


def prepare(told: CandidateFacts, pk: int | None = None) -> Facts:
    """Make facts ready for comparing."""
    acronyms = frozenset(plain(text) for text, kind in told.names if kind == NameKind.ACRONYM)
    seen: dict[str, tuple[NameTerms, str]] = {}
    for text, kind in told.names:
        if kind != NameKind.ACRONYM and text:
            terms = name_terms(text, told.country)
            seen.setdefault(terms.key, (terms, kind))
    emails = frozenset(email.strip().lower() for email in told.emails if "@" in email)
    hosts = frozenset(email.rpartition("@")[2] for email in emails)
    return Facts(
        pk,
        told.country,
        tuple(seen.values()),
        frozenset(filter(None, acronyms)),
        site_key(told.website),
        emails,
        frozenset(host for host in hosts if not FREE_MAIL.match(host)),
        frozenset(filter(None, (phone_key(phone, told.country) for phone in told.phones))),
        plain(told.registration),
        told.external_id.strip(),
        external_key(told.external_id),
        tuple(plain(" ".join(sorted(terms.terms))) for terms, _kind in seen.values()),
    )


def judge(first: Facts, second: Facts) -> Judgement:
    """Say how likely two organizations are one, and why."""
    same_country = first.country == second.country or not (first.country and second.country)
    found = [_best_name(first, second, same_country), _acronym(first, second) if same_country else None]
    found += [*_addresses(first, second), _registered(first, second, same_country), _external(first, second)]
    signs = [sign for sign in found if sign is not None]
    if not signs:
        return Judgement(0, ())
    reasons, apart = [reason for _chance, reason in sorted(signs, key=lambda sign: -sign[0])], 1.0
    for chance, _reason in signs:
        apart *= 1 - chance
    score = round((1 - apart) * 100)
    if (
        first.registration
        and second.registration
        and first.registration != second.registration
        and same_country
    ):
        reasons.append(Reason("other_registration"))
        score = min(round(score * 0.8), LIKELY - 1)
    if not same_country:
        reasons.append(Reason("other_country"))
        score = min(score, CERTAIN - 1)
    return Judgement(score, tuple(reasons))


Sign = tuple[float, Reason]


def _best_name(first: Facts, second: Facts, same_country: bool) -> Sign | None:
    best: Sign | None = None
    for mine, kind in first.names:
        for theirs, other_kind in second.names:
            sign = _name(mine, theirs, NameKind.FORMER in {kind, other_kind}, same_country)
            if sign and (best is None or sign[0] > best[0]):
                best = sign
    return best


def _name(mine: NameTerms, theirs: NameTerms, former: bool, same_country: bool) -> Sign | None:
    alike = likeness(mine, theirs)
    chance, code = _chance_of_names(alike)
    if former and chance > 0.5:
        chance, code = chance * 0.95, "name_former"
    if not same_country:
        # Many networks have members of one name in many countries.
        chance *= 0.65 if alike.same_key else 0.4
    if chance < 0.2:
        return None
    return chance, Reason(code, {"first": mine.text, "second": theirs.text})


def _chance_of_names(alike: Likeness) -> tuple[float, str]:
    value = alike.value
    if alike.same_key:
        return 0.96, "name_same"
    steps = ((0.995, 0.9), (0.88, 0.82), (0.8, 0.7), (0.7, 0.55), (0.62, 0.4))
    chance = next((chance for least, chance in steps if value >= least), 0.0)
    if not alike.own:
        # Only words that everybody uses: in one language much the same name, in two it may be chance.
        chance = min(chance, 0.78) if value >= 0.995 else chance * 0.6
        return chance, "name_words" if alike.same_script else "name_translated"
    if not alike.same_script:
        return min(chance, 0.82), "name_script"
    return chance, "name_words" if value >= 0.995 and alike.exact else "name_near"


def _acronym(first: Facts, second: Facts) -> Sign | None:
    for one, other in ((first, second), (second, first)):
        for (name, _kind), said in zip(other.names, other.said, strict=True):
            if said in one.acronyms and len(said) > 2:
                return 0.75, Reason("acronym_name", {"first": name.text, "second": said.upper()})
    shared = max(first.acronyms & second.acronyms, key=len, default="")
    if len(shared) > 2:
        return (0.5 if len(shared) > 3 else 0.35), Reason("acronym_same", {"first": shared.upper()})
    for one, other in ((first, second), (second, first)):
        short = one.acronyms | {name.key for name, _kind in one.names if _looks_short(name)}
        for name, _kind in other.names:
            letters = max((word for word in short & name.initials), key=len, default="")
            if len(letters) > 2:
                chance = 0.65 if len(letters) > 3 else 0.4
                return chance, Reason("acronym_letters", {"first": letters.upper(), "second": name.text})
    return None


def _addresses(first: Facts, second: Facts) -> list[Sign | None]:
    signs: list[Sign | None] = []
    if first.site and first.site == second.site:
        signs.append((0.75, Reason("website", {"first": first.site})))
    if first.emails & second.emails:
        signs.append((0.8, Reason("email")))
    elif first.hosts & second.hosts:
        signs.append((0.6, Reason("email_host", {"first": min(first.hosts & second.hosts)})))
    else:
        crossed = ({first.site} & second.hosts) | ({second.site} & first.hosts)
        if crossed:
            signs.append((0.65, Reason("email_site", {"first": min(crossed)})))
    if first.phones & second.phones:
        signs.append((0.7, Reason("phone")))
    return signs


def _registered(first: Facts, second: Facts, same_country: bool) -> Sign | None:
    if same_country and len(first.registration) > 2 and first.registration == second.registration:
        return 0.88, Reason("registration")
    return None


def _external(first: Facts, second: Facts) -> Sign | None:
    if not first.external_id or not second.external_id or first.external_id == second.external_id:
        return None
    if first.external == second.external:
        return 0.65, Reason("external_id", {"first": first.external_id, "second": second.external_id})
    return None


def site_key(address: str) -> str:
    """Return where a website is: its host, and on a site that many share the first step of the path."""
    if not address:
        return ""
    try:
        parts = urlsplit(address if "//" in address else f"//{address}")
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    if host in SHARED_SITES:
        page = parts.path.strip("/").partition("/")[0].lower()
        return f"{host}/{page}" if page else ""
    return host


def phone_key(text: str, alpha2: str) -> str:
    """Return a telephone number in international form; its digits where it is none; "" where there are few."""
    if not text.strip():
        return ""
    try:
        number = phonenumbers.parse(text, alpha2 or None)
    except NumberParseException:
        digits = re.sub(r"\D", "", text)
        return digits if len(digits) > 6 else ""
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def external_key(text: str) -> str:
    """Return a number of another file without signs, case and leading zeros: demo-0007 and DEMO 7 are near."""
    return "".join(re.sub(r"^0+(?=.)", "", part) for part in re.findall(r"\d+|[^\W\d_]+", text.lower()))


def plain(text: str) -> str:
    """Return a number or an acronym without signs and case."""
    return re.sub(r"[\W_]+", "", text).lower()


def _looks_short(name: NameTerms) -> bool:
    """Return whether a name is written as an acronym is: one word in capitals."""
    return " " not in name.key and name.text.isupper() and bool(ACRONYM.fullmatch(name.text))


def reasons_of_json(told: Iterable[dict[str, Any]]) -> list[Reason]:
    return [Reason.of_json(row) for row in told if row.get("code") in REASONS]
