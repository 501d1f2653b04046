"""A sentence as the encoder reads it: pieces of words from a vocabulary, and a mark before each name that says what it is.

The pieces are those of BERT (Devlin et al. 2019, https://github.com/google-research/bert): lower case, no accents, each
Chinese character and each punctuation mark by itself, and the longest known stretches of what is left.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import msgspec

from extractors.mentions import Mention, Reference
from kg.model import EntityType

#: Rows of the vocabulary that mean the same in all of BERT's: unknown, beginning, end. Row 0 fills up, the next are free for marks.
UNKNOWN, BEGINNING, END = 100, 101, 102
#: A longer word is unknown as a whole.
_LONGEST = 100
#: More of a sentence is not read.
MAX_PIECES = 200

_TYPES = {one: number for number, one in enumerate(EntityType)}
_REFERENCES = {one: number for number, one in enumerate(Reference)}
#: How many kinds of mentions there are, each with a mark of its own.
KINDS = len(EntityType) * len(Reference)

#: What is where a mention stands: its mark, its first and its last piece.
Place = tuple[int, int, int]


class Piece(msgspec.Struct, frozen=True):
    """A row of the vocabulary, and the characters it stands for."""

    row: int
    start: int
    end: int


class Marked(msgspec.Struct, frozen=True):
    """The rows of a sentence, and where in them its mentions are, by their first and last character in the text."""

    rows: tuple[int, ...]
    places: Mapping[tuple[int, int], Place]


def kind(mention: Mention) -> int:
    """What a mention is, as a number below `KINDS`: its type, and how it names its entity."""
    return len(Reference) * _TYPES[mention.type] + _REFERENCES[mention.reference]


class Vocabulary:
    """The pieces of a language; `##` before one says that it goes on a word."""

    def __init__(self, pieces: Sequence[str]) -> None:
        self._rows = {piece: row for row, piece in enumerate(pieces)}
        self._of_word = lru_cache(maxsize=20_000)(self._split)

    def pieces(self, text: str) -> list[Piece]:
        """The pieces of a text, in order.

        >>> words = ["[PAD]"] * 100 + ["[UNK]", "[CLS]", "[SEP]", "open", "##ai", "in", "智"]
        >>> [(one.row, one.start, one.end) for one in Vocabulary(words).pieces("OpenAI in 智谱")]
        [(103, 0, 4), (104, 4, 6), (105, 7, 9), (106, 10, 11), (100, 11, 12)]
        """
        found: list[Piece] = []
        for word, origin in _words(text):
            for row, start, end in self._of_word(word):
                found.append(Piece(row, origin[start], origin[end - 1] + 1))
        return found

    def _split(self, word: str) -> tuple[tuple[int, int, int], ...]:
        unknown = ((UNKNOWN, 0, len(word)),)
        if len(word) > _LONGEST:
            return unknown
        found, start = [], 0
        while start < len(word):
            for end in range(len(word), start, -1):
                row = self._rows.get(("##" if start else "") + word[start:end])
                if row is not None:
                    break
            else:
                return unknown
            found.append((row, start, end))
            start = end
        return tuple(found)


def marked(text: str, start: int, end: int, mentions: Sequence[Mention], vocabulary: Vocabulary) -> Marked:
    """The sentence `text[start:end]` with its mentions marked; mentions beyond `MAX_PIECES` have no place."""
    pieces = vocabulary.pieces(text[start:end])
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


def read_vocabulary(path: Path) -> Vocabulary:
    """The vocabulary in a file with one piece a line."""
    return Vocabulary(path.read_text("utf-8").split("\n")[:-1])


def _words(text: str) -> list[tuple[str, list[int]]]:
    """Words in lower case without accents, each with the place in the text of each of its characters."""
    found: list[tuple[str, list[int]]] = []
    letters: list[str] = []
    origin: list[int] = []

    def end_word() -> None:
        if letters:
            found.append(("".join(letters), [*origin]))
            letters.clear()
            origin.clear()

    for place, character in enumerate(text):
        form, alone = _form(character)
        if form is None or alone:
            end_word()
        if form and alone:
            found.append((form, [place] * len(form)))
        elif form:
            letters.extend(form)
            origin.extend([place] * len(form))
    end_word()
    return found


@lru_cache(maxsize=65_536)
def _form(character: str) -> tuple[str | None, bool]:
    """How a character is written in the vocabulary, and whether it is a word by itself; None for a space, "" for nothing."""
    if character in "\t\n\r" or unicodedata.category(character) == "Zs":
        return None, False
    if character in "\0\ufffd" or unicodedata.category(character)[0] == "C":
        return "", False
    kept = (one for one in unicodedata.normalize("NFD", character) if unicodedata.category(one) != "Mn")
    form = "".join(kept).lower()
    sign = unicodedata.category(character)[0] == "P" or (character.isascii() and not character.isalnum())
    return form, sign or _is_chinese(character)


def _is_chinese(character: str) -> bool:
    code = ord(character)
    return (
        0x4E00 <= code <= 0x9FFF
        or 0x3400 <= code <= 0x4DBF
        or 0xF900 <= code <= 0xFAFF
        or 0x20000 <= code <= 0x2FA1F
    )
