"""Content ids: the same content has the same id in every run, on every machine."""

import hashlib

import msgspec


def content_id(prefix: str, *parts: object) -> str:
    """`prefix_` and 16 hex digits of the sha256 of `parts` as JSON.

    64 bits: with ten million records the chance of one clash is about 3 in a million.

    >>> content_id("a", "x") == content_id("a", "x")
    True
    """
    digest = hashlib.sha256(msgspec.json.encode(parts)).hexdigest()
    return f"{prefix}_{digest[:16]}"
