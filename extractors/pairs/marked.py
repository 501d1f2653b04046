"""A sentence as the encoder reads it: pieces of words, and a mark before each name that says what it is."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import msgspec

from extractors.mentions import Mention, Reference
from extractors.pieces import Piece, vocabulary_of
from kg.model import EntityType

#: Rows of BERT's vocabularies that begin and end a text. Row 0 fills up, the next are free for marks.
BEGINNING, END = 101, 102
#: More of a sentence is not read.
MAX_PIECES = 200
#: Nor is what stands more pieces than this from all names; a Chinese piece is one character.
AROUND: Mapping[str, int] = MappingProxyType({"en": 12, "zh": 24})

_TYPES = {one: number for number, one in enumerate(EntityType)}
_REFERENCES = {one: number for number, one in enumerate(Reference)}
#: How many kinds of mentions there are, each with a mark of its own.
KINDS = len(EntityType) * len(Reference)

#: What is where a mention stands: its mark, its first and its last piece.
Place = tuple[int, int, int]


class Marked(msgspec.Struct, frozen=True):
    """The rows of a sentence, and where in them its mentions are, by their first and last character in the text."""

    rows: tuple[int, ...]
    places: Mapping[tuple[int, int], Place]


def kind(mention: Mention) -> int:
    """What a mention is, as a number below `KINDS`: its type, and how it names its entity."""
    return len(Reference) * _TYPES[mention.type] + _REFERENCES[mention.reference]


def marked(text: str, start: int, end: int, mentions: Sequence[Mention], *, lang: str) -> Marked:
    """The sentence `text[start:end]` with its mentions marked; mentions beyond `MAX_PIECES` have no place."""
    pieces = _near(vocabulary_of(lang).pieces(text[start:end]), start, mentions, AROUND[lang])
    waiting = sorted({(one.start - start, one.end - start, kind(one)) for one in mentions}, reverse=True)
    inside = waiting[::-1]
    rows, marks, at = [BEGINNING], {}, []
    for piece in pieces:
        while waiting and waiting[-1][0] < piece.end:
            first, last, what = waiting.pop()
            marks[first, last] = len(rows)
            rows.append(1 + what)
        at.append(len(rows))
        rows.append(piece.row)
    places = {}
    for first, last, _ in inside:
        covered = [
            place for piece, place in zip(pieces, at, strict=True) if piece.start < last and piece.end > first
        ]
        if covered and covered[-1] < MAX_PIECES:
            places[first + start, last + start] = (marks[first, last], covered[0], covered[-1])
    return Marked((*rows[:MAX_PIECES], END), places)


def _near(pieces: Sequence[Piece], start: int, mentions: Sequence[Mention], around: int) -> Sequence[Piece]:
    """The pieces of a sentence that begins at `start`, from so many before its first mention to so many behind its last."""
    if not mentions:
        return pieces
    first = bisect_right(pieces, min(one.start for one in mentions) - start, key=lambda piece: piece.end)
    last = bisect_left(pieces, max(one.end for one in mentions) - start, key=lambda piece: piece.start)
    return pieces[max(0, first - around) : last + around]
