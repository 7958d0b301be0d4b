"""The file format age (https://age-encryption.org/v1, C2SP) for its X25519 recipients: what is written here the program
`age` opens, and the other way round. Every primitive is of the package `cryptography`; nothing is invented here.

Whoever writes needs the public half only: a server that is broken into cannot open the backups it has made.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from cicc_site.backup import bech32

VERSION = b"age-encryption.org/v1"
RECIPIENT, IDENTITY = "age", "age-secret-key-"
LABEL = b"age-encryption.org/v1/X25519"
PART, TAG = 64 * 1024, 16
LONGEST_HEADER = 64 * 1024
VISIBLE = bytes(range(33, 127))  # what an argument of the header is made of
ZERO_NONCE = bytes(12)  # of a key that is used once only, as the format says


class NotOurs(Exception):
    """The file is no file of this format, or for another key."""


class Broken(Exception):
    """The file was changed, damaged or cut off."""


# --- Keys ------------------------------------------------------------------------------------------------------


def new_identity() -> str:
    """Return a new secret key, AGE-SECRET-KEY-1..."""
    return bech32.encode(IDENTITY, os.urandom(32)).upper()


def recipient_of(identity: str) -> str:
    """Return the public half of a secret key, age1...; ValueError for anything else."""
    return bech32.encode(RECIPIENT, _secret(identity).public_key().public_bytes_raw())


def check_recipient(recipient: str) -> None:
    """ValueError for what is no public key of this format."""
    _public(recipient)


def _secret(identity: str) -> X25519PrivateKey:
    return X25519PrivateKey.from_private_bytes(bech32.decode(IDENTITY, identity))


def _public(recipient: str) -> X25519PublicKey:
    return X25519PublicKey.from_public_bytes(bech32.decode(RECIPIENT, recipient))


# --- Header ----------------------------------------------------------------------------------------------------


def _header(file_key: bytes, recipients: Sequence[str]) -> bytes:
    lines = [VERSION]
    for recipient in recipients:
        public = _public(recipient)
        ephemeral = X25519PrivateKey.generate()
        share = ephemeral.public_key().public_bytes_raw()
        wrap = _hkdf(ephemeral.exchange(public), share + public.public_bytes_raw(), LABEL)
        lines.append(b"-> X25519 " + _base64(share))
        lines.append(_base64(ChaCha20Poly1305(wrap).encrypt(ZERO_NONCE, file_key, None)))
    lines.append(b"---")
    told = b"\n".join(lines)
    return told + b" " + _base64(_mac(file_key, told)) + b"\n"


def _read_header(source: BinaryIO) -> tuple[list[tuple[bytes, bytes]], bytes, bytes]:
    """Return (share, wrapped key) of each X25519 recipient, what the header's code is made of, and that code."""
    lines: list[bytes] = []
    left = LONGEST_HEADER
    while True:
        line = source.readline(left)
        left -= len(line)
        if not line.endswith(b"\n") or (not lines and line.rstrip(b"\n") != VERSION):
            raise NotOurs
        lines.append(line.rstrip(b"\n"))
        if lines[-1].startswith(b"---"):
            break
    code = lines[-1].removeprefix(b"--- ")
    told = b"\n".join([*lines[:-1], b"---"])
    return list(_stanzas(lines[1:-1])), told, _unbase64(code)


def _stanzas(lines: Sequence[bytes]) -> Iterator[tuple[bytes, bytes]]:
    position = 0
    while position < len(lines):
        head = lines[position].split(b" ")
        visible = all(argument and not argument.translate(None, VISIBLE) for argument in head)
        if head[0] != b"->" or len(head) < 2 or not visible:
            raise NotOurs
        end = position + 1
        while end < len(lines) and len(lines[end]) == 64:
            end += 1
        if end >= len(lines) or len(lines[end]) > 64:
            raise NotOurs
        body = _unbase64(b"".join(lines[position + 1 : end + 1]))
        if head[1] == b"X25519":
            if len(head) != 3 or len(body) != 32:
                raise NotOurs
            yield _unbase64(head[2]), body
        position = end + 1


def _opened(stanzas: Sequence[tuple[bytes, bytes]], identity: str) -> bytes:
    secret = _secret(identity)
    own = secret.public_key().public_bytes_raw()
    for share, body in stanzas:
        try:
            shared = secret.exchange(X25519PublicKey.from_public_bytes(share))
            return ChaCha20Poly1305(_hkdf(shared, share + own, LABEL)).decrypt(ZERO_NONCE, body, None)
        except (InvalidTag, ValueError):  # for somebody else, or a point that is none
            continue
    raise NotOurs


# --- Contents --------------------------------------------------------------------------------------------------


class Writer:
    """Encrypts what is written to it, for each of the recipients; `close` writes the last part and leaves the target
    open. A file that was not closed is one that was cut off."""

    def __init__(self, target: BinaryIO, recipients: Sequence[str]) -> None:
        if not recipients:
            raise ValueError("Nobody could open what is encrypted for nobody.")
        file_key, nonce = os.urandom(16), os.urandom(16)
        target.write(_header(file_key, recipients) + nonce)
        self._target = target
        self._cipher = ChaCha20Poly1305(_hkdf(file_key, nonce, b"payload"))
        self._waiting = bytearray()
        self._count = 0

    def write(self, data: bytes) -> int:
        self._waiting += data
        while len(self._waiting) > PART:  # one that is exactly full may be the last
            self._put(bytes(self._waiting[:PART]), is_last=False)
            del self._waiting[:PART]
        return len(data)

    def close(self) -> None:
        self._put(bytes(self._waiting), is_last=True)
        self._waiting.clear()

    def _put(self, part: bytes, *, is_last: bool) -> None:
        self._target.write(self._cipher.encrypt(_nonce(self._count, is_last), part, None))
        self._count += 1


class Reader:
    """Reads what was encrypted: nothing is handed out that was not proven. Raises NotOurs or Broken."""

    def __init__(self, source: BinaryIO, identity: str) -> None:
        stanzas, told, code = _read_header(source)
        file_key = _opened(stanzas, identity)
        if not hmac.compare_digest(_mac(file_key, told), code):
            raise Broken
        nonce = _exactly(source, 16)
        if len(nonce) != 16:
            raise Broken
        self._source = source
        self._cipher = ChaCha20Poly1305(_hkdf(file_key, nonce, b"payload"))
        self._count = 0
        self._next = _exactly(source, PART + TAG)
        self._ready = memoryview(b"")
        self._is_over = False

    def read(self, size: int = -1) -> bytes:
        """Return so many bytes, fewer only at the end; all that is left when size is negative."""
        parts: list[bytes] = []
        missing = size
        while missing and (self._ready or not self._is_over):
            if not self._ready:
                self._open_next()
                continue
            taken = self._ready if size < 0 else self._ready[:missing]
            self._ready = self._ready[len(taken) :]
            parts.append(bytes(taken))
            missing -= len(taken) if size >= 0 else 0
        return b"".join(parts)

    def _open_next(self) -> None:
        sealed, self._next = self._next, _exactly(self._source, PART + TAG)
        is_last = not self._next
        try:
            part = self._cipher.decrypt(_nonce(self._count, is_last), sealed, None)
        except (InvalidTag, ValueError):
            raise Broken from None
        if is_last and not part and self._count:
            raise Broken  # the format ends in a part with something in it
        self._count += 1
        self._ready, self._is_over = memoryview(part), is_last


def _nonce(count: int, is_last: bool) -> bytes:
    return count.to_bytes(11, "big") + bytes([is_last])


def _exactly(source: BinaryIO, size: int) -> bytes:
    """So many bytes, fewer only at the end of the file."""
    parts: list[bytes] = []
    while size and (part := source.read(size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _hkdf(secret: bytes, salt: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=salt, info=purpose).derive(secret)


def _mac(file_key: bytes, told: bytes) -> bytes:
    return hmac.digest(_hkdf(file_key, b"", b"header"), told, hashlib.sha256)


def _base64(data: bytes) -> bytes:
    return base64.b64encode(data).rstrip(b"=")


def _unbase64(text: bytes) -> bytes:
    """Strictly: one spelling for each value, no padding, no line ends."""
    try:
        data = base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)
    except ValueError:
        raise NotOurs from None
    if _base64(data) != text:
        raise NotOurs
    return data
