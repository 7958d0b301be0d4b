"""What is encrypted opens with its key only, whole or not at all, in the format of the program `age`."""

from __future__ import annotations

import base64
import hashlib
import io

import pytest

from cicc_site.backup import age, bech32

KEY = "AGE-SECRET-KEY-1EGTZVFFV20835NWYV6270LXYVK2VKNX2MMDKWYKLMGR48UAWX40Q2P2LM0"
PART = age.PART
LENGTHS = [0, 1, PART - 1, PART, PART + 1, 2 * PART, 3 * PART + 5]


def sealed(data: bytes, *recipients: str) -> bytes:
    target = io.BytesIO()
    writer = age.Writer(target, recipients or (age.recipient_of(KEY),))
    for position in range(0, len(data), 50_000):
        writer.write(data[position : position + 50_000])
    writer.close()
    return target.getvalue()


def opened(data: bytes, identity: str = KEY) -> bytes:
    return age.Reader(io.BytesIO(data), identity).read()


@pytest.mark.parametrize("length", LENGTHS)
def test_what_was_written_is_read_again_in_any_portions(length: int) -> None:
    data = hashlib.shake_128(b"backup").digest(length)
    written = sealed(data)
    assert opened(written) == data
    reader = age.Reader(io.BytesIO(written), KEY)
    assert b"".join(iter(lambda: reader.read(777), b"")) == data


def test_each_of_several_keys_opens_it_and_no_other() -> None:
    first, second, third = (age.new_identity() for _ in range(3))
    written = sealed(b"ours", age.recipient_of(first), age.recipient_of(second))
    assert opened(written, first) == opened(written, second) == b"ours"
    with pytest.raises(age.NotOurs):
        opened(written, third)


@pytest.mark.parametrize("length", LENGTHS)
def test_no_beginning_of_it_passes_for_the_whole(length: int) -> None:
    written = sealed(bytes(length))
    payload = written.index(b"\n", written.index(b"\n--- ") + 1) + 1
    sealed_part = PART + age.TAG
    ends = {payload, payload + 16, len(written) - 1, len(written) - age.TAG}
    ends |= {payload + 16 + count * sealed_part for count in range(4)}
    for end in sorted(end for end in ends if end < len(written)):
        with pytest.raises((age.Broken, age.NotOurs)):
            opened(written[:end])


def test_no_bit_of_it_can_be_changed_and_nothing_added() -> None:
    written = sealed(bytes(PART + 10))
    for position in [*range(0, 220, 3), PART, len(written) - 1]:
        changed = bytearray(written)
        changed[position] ^= 1
        with pytest.raises((age.Broken, age.NotOurs)):
            opened(bytes(changed))
    with pytest.raises(age.Broken):
        opened(written + b"\0")


def test_parts_cannot_change_places() -> None:
    written = sealed(bytes(PART) + bytes(PART) + b"end")
    start = written.index(b"\n", written.index(b"\n--- ") + 1) + 1 + 16
    size = PART + age.TAG
    first, second = written[start : start + size], written[start + size : start + 2 * size]
    with pytest.raises(age.Broken):
        opened(written[:start] + second + first + written[start + 2 * size :])


def test_the_header_is_spelled_as_the_format_says() -> None:
    lines = sealed(b"x").split(b"\n")
    assert lines[0] == b"age-encryption.org/v1"
    kind, name, share = lines[1].split(b" ")
    assert (kind, name, len(base64.b64decode(share + b"="))) == (b"->", b"X25519", 32)
    assert len(base64.b64decode(lines[2] + b"=")) == 32
    assert lines[3].startswith(b"--- ")


def test_recipients_of_other_kinds_are_passed_over() -> None:
    """The header is proven by its code, so this one is written anew with a stanza that we do not know."""
    file_key = bytes(16)
    lines = age._header(file_key, [age.recipient_of(KEY)]).split(b"\n")
    told = b"\n".join([lines[0], b"-> other argument", b"AAAA", *lines[1:3], b"---"])
    header = told + b" " + age._base64(age._mac(file_key, told)) + b"\n"
    stanzas, found, _code = age._read_header(io.BytesIO(header))
    assert age._opened(stanzas, KEY) == file_key
    assert found == told


def test_nobody_is_no_recipient() -> None:
    with pytest.raises(ValueError, match="nobody"):
        age.Writer(io.BytesIO(), [])


def test_a_key_is_spelled_with_a_checksum() -> None:
    recipient = age.recipient_of(KEY)
    assert recipient.startswith("age1")
    age.check_recipient(recipient)
    assert KEY.lower() == bech32.encode("age-secret-key-", bech32.decode("age-secret-key-", KEY))
    for wrong in (recipient[:-1] + "q", recipient[:-1], recipient.replace("age1", "aged1"), "", KEY):
        with pytest.raises(ValueError, match="key"):
            age.check_recipient(wrong)
    with pytest.raises(ValueError, match="mixed"):
        age.check_recipient(recipient[:-1] + recipient[-1].upper())


def test_bech32_as_bip_173_gives_it() -> None:
    """A valid string of the standard itself."""
    data = bech32.decode("abcdef", "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw")
    assert data.hex() == "00443214c74254b635cf84653a56d7c675be77df"
    assert bech32.encode("abcdef", data) == "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw"
