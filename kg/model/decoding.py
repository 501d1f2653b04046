"""Decoding into types, safe in threads: the tables that ship with the packages, and every record."""

from importlib import resources
from threading import RLock
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")

_LOCK = RLock()
_READY: set[Any] = set()


def ready(kind: type[T]) -> type[T]:
    """`kind`, which msgspec can decode into in several threads at once.

    What msgspec knows of a record it works out when the record is first decoded. A second thread that decodes one in that moment is given
    the half-finished description, and the process dies of a segmentation fault (msgspec 0.22.0).
    So every type passes here before it is decoded into, and is worked out by one thread.

    >>> msgspec.json.decode(b"[1, 2]", type=ready(list[int]))
    [1, 2]
    """
    if kind not in _READY:
        with _LOCK:
            msgspec.json.Decoder(kind)
            _READY.add(kind)
    return kind


def load_table(package: str, path: str, kind: type[T], *, strict: bool = True) -> T:
    """A YAML or JSON file within a package, as `kind`; `strict` as in msgspec, so False reads "3" where a number is asked for.

    Raises FileNotFoundError where there is none, msgspec.ValidationError where it is no such table.

    >>> load_table("kg", "data/relations.yaml", dict[str, dict[str, Any]])["SUES"]["kind"]
    'event'
    """
    raw = resources.files(package).joinpath(path).read_bytes()
    decode = msgspec.json.decode if path.endswith(".json") else msgspec.yaml.decode
    return decode(raw, type=ready(kind), strict=strict)
