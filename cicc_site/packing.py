"""Compresses a page with brotli, for the price of a page: the library prepares for texts of any length otherwise."""

import brotli

# How far back, in bits, what repeats is looked for. Up to 16 the library's tables are of the size of a page; beyond
# they are of up to 32 MB: at quality 9 that took 7 ms for an article, here 0.3, and the result is no smaller.
NEAR, FAR = 16, 22
LONG = 128 * 1024  # bytes: from here the last percent is worth the tables


def packed(text: bytes, quality: int) -> bytes:
    window = FAR if len(text) > LONG else NEAR
    return bytes(brotli.compress(text, mode=brotli.MODE_TEXT, quality=quality, lgwin=window))
