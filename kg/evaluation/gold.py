"""Passages annotated by hand, and claims to measure: JSON lines to records."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from kg.model import ArticleError, Claim, ready, relation

OnError = Callable[[ArticleError], None]
#: A longer line is reported and passed over.
MAX_LINE_BYTES = 8_000_000
#: As `kind` of a passage: nothing may be found in it.
NO_CLAIM = "no_claim"


class Qualified(msgspec.Struct, frozen=True, kw_only=True):
    """The qualifiers that are measured, as a claim or its annotation gives them; None where it says nothing."""

    amount: float | None = None
    currency: str | None = None
    percent: float | None = None
    exclusivity: str | None = None
    valid_from: str | int | None = None
    valid_until: str | int | None = None
    status: str | None = None
    polarity: str | None = None


#: Their names, in the order of the tables.
QUALIFIERS = Qualified.__struct_fields__


class GoldClaim(Qualified, frozen=True, kw_only=True):
    """What a passage says, as a person read it. Only the qualifiers that are given are measured.

    `subject` and `object` list the names that count as right; claims whose first names agree are one. An
    `optional` claim is neither missed nor false. `status_ok` are further statuses that are right, `evidence`
    the words of the passage.
    """

    subject: tuple[str, ...]
    relation: str
    object: tuple[str, ...] | None = None
    status_ok: tuple[str, ...] = ()
    optional: bool = False
    evidence: str | None = None

    def __post_init__(self) -> None:
        is_literal = relation(self.relation).is_literal
        if not self.subject or not (is_literal or self.object):
            raise ValueError(
                f"{self.relation} needs the names of its subject and object: lists of one or more"
            )
        if is_literal and self.object is not None:
            raise ValueError(f"{self.relation} has no object: its value is the amount")


class Passage(msgspec.Struct, frozen=True, kw_only=True):
    """One annotated text. `kind` "no_claim" marks one in which nothing may be found."""

    id: str
    lang: str
    text: str
    claims: tuple[GoldClaim, ...]
    kind: str | None = None


class Predicted(Qualified, frozen=True, kw_only=True):
    """A claim to be measured, as `kg extract` prints it. Other programs may list several names at an end."""

    article: str
    relation: str
    subject: str | tuple[str, ...] | None = None
    object: str | tuple[str, ...] | None = None
    id: str | None = None
    quote: str | None = None
    start: int | None = None
    subject_text: str | None = None
    subject_start: int | None = None
    object_text: str | None = None
    object_start: int | None = None
    confidence: float | None = None
    extractor: str | None = None


def predicted(claim: Claim) -> Predicted:
    """A claim of ours as one to be measured."""
    return msgspec.convert(msgspec.to_builtins(claim), ready(Predicted))


def read_gold(path: Path | str, *, on_error: OnError) -> list[Passage]:
    """The passages of a file of JSON lines, in its order; what is wrong with a line goes to `on_error`.

    Raises ArticleError for a file that cannot be read.
    """
    passages: dict[str, Passage] = {}
    for place, passage in _records(path, Passage, on_error=on_error, example=_GOLD_EXAMPLE):
        if passage.id in passages:
            on_error(
                ArticleError(place, f"has the id {passage.id!r} of an earlier line; give it one of its own")
            )
        else:
            passages[passage.id] = passage
    return list(passages.values())


def read_predictions(path: Path | str, *, on_error: OnError) -> list[Predicted]:
    """The claims of a file of JSON lines, in its order; what is wrong with a line goes to `on_error`.

    Raises ArticleError for a file that cannot be read.
    """
    return [claim for _, claim in _records(path, Predicted, on_error=on_error, example=_CLAIM_EXAMPLE)]


_GOLD_EXAMPLE = (
    '{"id": "desk-1", "lang": "en", "text": "...", "claims": '
    '[{"subject": ["Nvidia"], "relation": "SUES", "object": ["Foxglove"]}]}'
)
_CLAIM_EXAMPLE = '{"article": "desk-1", "subject": "Nvidia", "relation": "SUES", "object": "Foxglove"}'

_Record = TypeVar("_Record", Passage, Predicted)


def _records(
    path: Path | str, kind: type[_Record], *, on_error: OnError, example: str
) -> Iterator[tuple[str, _Record]]:
    """(file:line, record) of each line that is one."""
    decoder: msgspec.json.Decoder[Any] = msgspec.json.Decoder(ready(kind))
    try:
        with Path(path).open("rb") as stream:
            for number, line in enumerate(_lines(stream), start=1):
                place = f"{path}:{number}"
                if line is None:
                    on_error(
                        ArticleError(place, f"is longer than {MAX_LINE_BYTES:,} bytes; is it JSON lines?")
                    )
                elif line:
                    try:
                        yield place, decoder.decode(line)
                    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
                        on_error(ArticleError(place, f"cannot be used ({error}); write {example}"))
    except OSError as error:
        raise ArticleError(str(path), f"cannot be read ({error.strerror}); is the name right?") from error


def _lines(stream: Any) -> Iterator[bytes | None]:
    """The lines of a file without their ends; None for one that is too long."""
    while line := stream.readline(MAX_LINE_BYTES + 1):
        if len(line) <= MAX_LINE_BYTES:
            yield line.removeprefix(b"\xef\xbb\xbf").strip()
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(MAX_LINE_BYTES)
        yield None
