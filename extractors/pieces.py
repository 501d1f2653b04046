"""Words in pieces of a fixed vocabulary, and a vector for each piece, as a public encoder knows them.

The pieces are those of BERT (Devlin et al. 2019, https://github.com/google-research/bert): lower case, no accents, each
Chinese character and each punctuation mark by itself, and the longest known stretches of what is left.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib import resources
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

#: Where the pieces of each language are: `LANG.txt`, one a line, and `LANG.npz`, their vectors by row, in whole
#: numbers of eight bits, with what a one is worth in each column.
_FOLDER = "models/pieces"
#: The row of what is not known, in all of BERT's vocabularies.
UNKNOWN = 100
#: A longer word is unknown as a whole.
_LONGEST = 100


class Piece(msgspec.Struct, frozen=True):
    """A row of the vocabulary, and the characters it stands for."""

    row: int
    start: int
    end: int


class Vocabulary:
    """The pieces of a language, by which each has its row; `##` before one says that it goes on a word."""

    def __init__(self, pieces: Sequence[str]) -> None:
        self.rows: Mapping[str, int] = {piece: row for row, piece in enumerate(pieces)}
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
                row = self.rows.get(("##" if start else "") + word[start:end])
                if row is not None:
                    break
            else:
                return unknown
            found.append((row, start, end))
            start = end
        return tuple(found)


@cache
def vocabulary_of(lang: str) -> Vocabulary:
    """The pieces of a language."""
    return Vocabulary(_file(f"{lang}.txt").read_text("utf-8").split("\n")[:-1])


@cache
def vectors_of(lang: str) -> NDArray[np.float32]:
    """The vector of each piece of a language, by its row in the vocabulary."""
    with np.load(_file(f"{lang}.npz")) as table:
        found: NDArray[np.float32] = table["rows"] * table["scale"]
    return found


def _file(name: str) -> Path:
    return Path(str(resources.files("extractors").joinpath(_FOLDER, name)))


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
