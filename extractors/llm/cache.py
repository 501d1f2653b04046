"""Answers kept by what was asked: asking the same again asks nobody."""

import contextlib
import hashlib
import os
import tempfile
from pathlib import Path
from typing import Any

import msgspec

from kg.model import ready

#: A larger file is none of ours.
_MAX_BYTES = 16_000_000


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a model answered. `cut` is True where it was stopped before its end."""

    content: str
    cut: bool = False


class _Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    key: str
    content: str
    cut: bool


def key_of(*asked: Any) -> str:
    """The name under which the answer to this is kept: model, prompt, schema and text go into it."""
    return hashlib.sha256(msgspec.json.encode(asked)).hexdigest()


def load(folder: Path, key: str) -> Answer | None:
    """The answer kept under a key; None if there is none, or the file is damaged."""
    try:
        with _file(folder, key).open("rb") as stream:
            raw = stream.read(_MAX_BYTES + 1)
    except OSError:
        return None
    try:
        entry = msgspec.json.decode(raw, type=ready(_Entry))
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return Answer(content=entry.content, cut=entry.cut) if entry.key == key else None


def keep(folder: Path, key: str, answer: Answer) -> None:
    """Write an answer whole or not at all. Raises OSError where the folder cannot be written."""
    file = _file(folder, key)
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    raw = msgspec.json.encode(_Entry(key=key, content=answer.content, cut=answer.cut))
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(raw)
        Path(name).replace(file)
    except OSError:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


def _file(folder: Path, key: str) -> Path:
    return folder / key[:2] / f"{key}.json"
