"""What a page is packed into is the page, as small as with all the room the library would take."""

import random

import brotli
import pytest

from cicc_site import packing

WORDS = [f"{chr(97 + number % 26) * (2 + number % 7)}{number}" for number in range(3_000)]


def text(length: int) -> bytes:
    chosen = random.Random(7)  # noqa: S311 - the same text each time
    return "".join(f"<p>{chosen.choice(WORDS)} " for _ in range(length // 8)).encode()[:length]


@pytest.mark.parametrize("length", [0, 1, 20_000, packing.LONG, packing.LONG + 1])
@pytest.mark.parametrize("quality", [5, 9])
def test_it_comes_out_as_it_went_in_and_no_larger(length: int, quality: int) -> None:
    written = text(length)
    packed = packing.packed(written, quality)
    assert brotli.decompress(packed) == written
    assert len(packed) <= 1.02 * len(brotli.compress(written, mode=brotli.MODE_TEXT, quality=quality)) + 4


def test_a_page_is_not_packed_with_the_tables_of_a_library(monkeypatch: pytest.MonkeyPatch) -> None:
    windows = []

    def compress(written: bytes, *, lgwin: int, **given: object) -> bytes:
        windows.append(lgwin)
        return b""

    monkeypatch.setattr(brotli, "compress", compress)
    packing.packed(text(packing.LONG), 9)
    packing.packed(text(packing.LONG + 1), 9)
    assert windows == [16, 22]
