"""A small S3 store for the tests: one private bucket in memory; what is not signed (AWS, version 4) is refused.

It speaks what archive and backups use: PUT, also in parts, GET with Range, HEAD, DELETE, and lists; addresses by path.
Like the strictest real stores it refuses access lists and the checksums of newer clients.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import re
import threading
import time
from dataclasses import dataclass, field
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, quote, unquote, urlsplit
from xml.sax.saxutils import escape

BUCKET, REGION, KEY_ID, KEY = "cicc-archive", "eu-central-1", "AKIDTESTS", "wJalrXUtnFEMIK7MDENGbPxRfiCYzzzz"
DATED = "%Y%m%dT%H%M%SZ"
SKEW = 900  # seconds that the clock of a client may be wrong
UNKNOWN_HERE = re.compile(r"x-amz-(acl|checksum-.*|sdk-checksum-algorithm|trailer)")


@dataclass
class Kept:
    data: bytes
    headers: dict[str, str]
    changed: dt.datetime


@dataclass
class Store:
    """What lies there, what was asked, and how it behaves.

    asked: (method, key). later: seconds its clock is ahead. slow: seconds before each answer. failing: status and code
    of each answer, to some methods. full_with: so many files, and from then on it fails. spoiling: bytes change on
    their way. gone: it is stopped.
    """

    kept: dict[str, Kept] = field(default_factory=dict)
    parts: dict[str, dict[int, bytes]] = field(default_factory=dict)  # of uploads that are not complete
    largest: int = 0  # bytes of the largest request
    asked: list[tuple[str, str]] = field(default_factory=list)
    later: float = 0.0
    slow: float = 0.0
    failing: tuple[int, str] | None = None
    failing_for: tuple[str, ...] = ("GET", "PUT", "HEAD", "DELETE")
    full_with: int | None = None
    spoiling: bool = False
    gone: bool = False

    def __post_init__(self) -> None:
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), type("Answers", (Answers,), {"store": self}))
        self.server.daemon_threads = True
        self.endpoint = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        self.gone = True
        self.server.shutdown()
        self.server.server_close()

    def now(self) -> float:
        return time.time() + self.later


def _hashed(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def _coded(text: str) -> str:
    return quote(text, safe="-_.~")


class Answers(BaseHTTPRequestHandler):
    """One request. `store` is put in by the store that is asked."""

    store: Store
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the store remembers what it was asked."""

    def _answer(self) -> None:
        store, parts = self.store, urlsplit(self.path)
        if store.gone:  # a connection that was kept
            self.close_connection = True
            return
        self.query = dict(parse_qsl(parts.query, keep_blank_values=True))
        bucket, _slash, key = unquote(parts.path).lstrip("/").partition("/")
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        store.asked.append((self.command, key))
        store.largest = max(store.largest, len(body))
        if store.full_with is not None and len(store.kept) >= store.full_with:
            store.failing = (503, "SlowDown")
        time.sleep(store.slow)
        if store.spoiling and body:
            body = bytes([body[0] ^ 1]) + body[1:]
        why = self._refused(parts.path, parts.query, body)
        if store.failing and self.command in store.failing_for:
            self._say(store.failing[0], code=store.failing[1])
        elif why:
            self._say(501 if why == "NotImplemented" else 403, code=why)
        elif bucket != BUCKET:
            self._say(404, code="NoSuchBucket")
        elif not key:
            self._list()
        else:
            getattr(self, f"_{self.command.lower()}")(key, body)

    do_GET = do_PUT = do_HEAD = do_DELETE = do_POST = _answer

    def _refused(self, path: str, query: str, body: bytes) -> str:
        """Why a request is not answered: unsigned, signed wrongly, too old, sent otherwise than it was signed."""
        signed = self.query if "X-Amz-Signature" in self.query else self._authorization()
        if not signed:
            return "AccessDenied"
        key_id, day, region, service, _end = signed["X-Amz-Credential"].split("/")
        date = self.query.get("X-Amz-Date") or str(self.headers.get("X-Amz-Date", ""))
        age = self.store.now() - dt.datetime.strptime(date, DATED).replace(tzinfo=dt.UTC).timestamp()
        if "X-Amz-Expires" in self.query:
            if not -SKEW < age <= int(self.query["X-Amz-Expires"]):
                return "AccessDenied"
        elif abs(age) > SKEW:
            return "RequestTimeTooSkewed"
        if (key_id, region, service, day) != (KEY_ID, REGION, "s3", date[:8]):
            return "InvalidAccessKeyId"
        sent = str(self.headers.get("X-Amz-Content-SHA256", "UNSIGNED-PAYLOAD"))
        names = signed["X-Amz-SignedHeaders"].split(";")
        pairs = sorted(part.partition("=")[::2] for part in query.split("&") if part)
        asked = [
            f"{_coded(unquote(name))}={_coded(unquote(value))}"
            for name, value in pairs
            if name != "X-Amz-Signature"
        ]
        lines = [f"{name}:{' '.join((self.headers.get(name) or '').split())}" for name in names]
        whole = "\n".join([self.command, path, "&".join(asked), *lines, "", ";".join(names), sent])
        scope = f"{day}/{region}/{service}/aws4_request"
        text = "\n".join(["AWS4-HMAC-SHA256", date, scope, hashlib.sha256(whole.encode()).hexdigest()])
        made = f"AWS4{KEY}".encode()
        for part in scope.split("/"):
            made = _hashed(made, part)
        if not hmac.compare_digest(_hashed(made, text).hex(), signed["X-Amz-Signature"]):
            return "SignatureDoesNotMatch"
        if sent != "UNSIGNED-PAYLOAD" and sent != hashlib.sha256(body).hexdigest():
            return "XAmzContentSHA256Mismatch"
        return "NotImplemented" if any(UNKNOWN_HERE.fullmatch(name.lower()) for name in self.headers) else ""

    def _authorization(self) -> dict[str, str]:
        kind, _space, rest = self.headers.get("Authorization", "").partition(" ")
        if kind != "AWS4-HMAC-SHA256" or "x-amz-date" not in rest:
            return {}
        return {f"X-Amz-{name}": value for name, value in re.findall(r"(\w+)=([^, ]+)", rest)}

    def _say(self, status: int, body: bytes = b"", code: str = "", **headers: str) -> None:
        if code:
            body = (
                f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>{code}</Message></Error>".encode()
            )
        headers.setdefault("Content_Length", "0" if self.command == "HEAD" else str(len(body)))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _post(self, key: str, body: bytes) -> None:
        """An upload in parts begins, or is complete."""
        if "uploads" in self.query:
            upload = f"upload-{len(self.store.asked)}"
            self.store.parts[upload] = {}
            told = f"<InitiateMultipartUploadResult><UploadId>{upload}</UploadId></InitiateMultipartUploadResult>"
            self._say(200, told.encode(), "", Content_Type="application/xml")
            return
        parts = self.store.parts.pop(self.query["uploadId"])
        asked = [int(number) for number in re.findall(r"<PartNumber>(\d+)</PartNumber>", body.decode())]
        if asked != sorted(parts):
            self._say(400, code="InvalidPart")
            return
        changed = dt.datetime.fromtimestamp(int(self.store.now()), dt.UTC)
        self.store.kept[key] = Kept(b"".join(parts[number] for number in asked), {}, changed)
        told = "<CompleteMultipartUploadResult><ETag>whole</ETag></CompleteMultipartUploadResult>"
        self._say(200, told.encode(), "", Content_Type="application/xml")

    def _put(self, key: str, body: bytes) -> None:
        if "uploadId" in self.query:
            self.store.parts[self.query["uploadId"]][int(self.query["partNumber"])] = body
            self._say(200, ETag=f'"{hashlib.md5(body, usedforsecurity=False).hexdigest()}"')
            return
        headers = {
            name: value for name in ("Content-Type", "Cache-Control") if (value := self.headers.get(name))
        }
        changed = dt.datetime.fromtimestamp(int(self.store.now()), dt.UTC)
        self.store.kept[key] = Kept(body, headers, changed)
        self._say(200, ETag=f'"{hashlib.md5(body, usedforsecurity=False).hexdigest()}"')

    def _delete(self, key: str, _body: bytes) -> None:
        if "uploadId" in self.query:
            self.store.parts.pop(self.query["uploadId"], None)
            self._say(204)
            return
        self.store.kept.pop(key, None)
        self._say(204)

    def _get(self, key: str, _body: bytes) -> None:
        found = self.store.kept.get(key)
        if found is None:
            self._say(404, code="NoSuchKey")
            return
        headers = {**found.headers, "Last-Modified": format_datetime(found.changed, usegmt=True)}
        for name, value in self.query.items():
            if name.startswith("response-"):
                headers[name.removeprefix("response-").title()] = value
        data, status = found.data, 200
        if part := re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", "")):
            first, last = int(part[1]), min(int(part[2] or len(data)), len(data) - 1)
            data, status = data[first : last + 1], 206
            headers["Content-Range"] = f"bytes {first}-{last}/{len(found.data)}"
        self._say(status, data, "", Content_Length=str(len(data)), Accept_Ranges="bytes", **headers)

    _head = _get

    def _list(self) -> None:
        prefix, folders = self.query.get("prefix", ""), set()
        parts = []
        for key, kept in sorted(self.store.kept.items()):
            folder, slash, _rest = key.removeprefix(prefix).partition("/")
            if not key.startswith(prefix):
                continue
            if slash and self.query.get("delimiter") == "/":
                folders.add(f"{prefix}{folder}/")
            else:
                changed = kept.changed.strftime("%Y-%m-%dT%H:%M:%S.000Z")
                parts.append(
                    f"<Contents><Key>{escape(key)}</Key><LastModified>{changed}</LastModified></Contents>"
                )
        parts += [
            f"<CommonPrefixes><Prefix>{escape(each)}</Prefix></CommonPrefixes>" for each in sorted(folders)
        ]
        told = "".join(["<ListBucketResult><IsTruncated>false</IsTruncated>", *parts, "</ListBucketResult>"])
        self._say(200, told.encode(), "", Content_Type="application/xml")
