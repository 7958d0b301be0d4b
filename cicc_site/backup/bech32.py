"""Bech32 (BIP 173), in which keys of age are spelled: a name, the bytes in groups of five bits, and a checksum."""

from __future__ import annotations

from collections.abc import Iterable

SIGNS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
GENERATORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def encode(name: str, data: bytes) -> str:
    """Return the spelling, in small letters."""
    groups = list(_regrouped(data, 8, 5, fill=True))
    check = _remainder([*_expanded(name), *groups, *[0] * 6]) ^ 1
    groups += [check >> 5 * (5 - position) & 31 for position in range(6)]
    return f"{name}1" + "".join(SIGNS[group] for group in groups)


def decode(name: str, text: str) -> bytes:
    """Return the bytes; ValueError for another name, a slip of the pen, or large and small letters mixed."""
    if text not in {text.lower(), text.upper()}:
        raise ValueError("Large and small letters are mixed.")
    found, _, rest = text.lower().rpartition("1")
    if found != name or len(rest) < 6 or any(sign not in SIGNS for sign in rest):
        raise ValueError(f"This is no key that begins with {name}1.")
    groups = [SIGNS.index(sign) for sign in rest]
    if _remainder([*_expanded(name), *groups]) != 1:
        raise ValueError("A sign of the key is wrong.")
    return bytes(_regrouped(groups[:-6], 5, 8, fill=False))


def _expanded(name: str) -> list[int]:
    return [*(ord(sign) >> 5 for sign in name), 0, *(ord(sign) & 31 for sign in name)]


def _remainder(groups: Iterable[int]) -> int:
    value = 1
    for group in groups:
        top = value >> 25
        value = (value & 0x1FFFFFF) << 5 ^ group
        for position, generator in enumerate(GENERATORS):
            if top >> position & 1:
                value ^= generator
    return value


def _regrouped(data: Iterable[int], given: int, wanted: int, *, fill: bool) -> Iterable[int]:
    value = bits = 0
    for group in data:
        value = value << given | group
        bits += given
        while bits >= wanted:
            bits -= wanted
            yield value >> bits & (1 << wanted) - 1
        value &= (1 << bits) - 1
    if fill and bits:
        yield value << wanted - bits & (1 << wanted) - 1
    elif not fill and (bits >= given or value):
        raise ValueError("The key ends in the middle of a byte.")
