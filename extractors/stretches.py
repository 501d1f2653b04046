"""A text in stretches: what is between the sentence starts that are known before there are trees (`kg_sentences`).

A trained component can then read only those that are worth it, all side by side.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise

import msgspec
import numpy as np
from spacy.tokens import Doc

from extractors.text import text_of


class Stretch(msgspec.Struct, frozen=True):
    """Words of a doc, from `first` up to `last`, which stand in the text from `start` up to the character `end`."""

    first: int
    last: int
    start: int
    end: int


def stretches(doc: Doc) -> Iterator[Stretch]:
    """The stretches of a doc, in order; all its words, each once.

    >>> import spacy
    >>> doc = Doc(spacy.blank("en").vocab, words=["Acme", "rose", "."] * 2, sent_starts=[1, 0, 0, 1, 0, 0])
    >>> [(one.first, one.last, one.start, one.end) for one in stretches(doc)]
    [(0, 3, 0, 12), (3, 6, 12, 24)]
    """
    at = [*doc.to_array("IDX").tolist(), len(text_of(doc))]
    known = [0, *(np.flatnonzero(doc.to_array("SENT_START")[1:] == 1) + 1).tolist(), len(doc)]
    for first, last in pairwise(known):
        if first < last:
            yield Stretch(first, last, int(at[first]), int(at[last]))


def apart(doc: Doc, some: Iterable[Stretch]) -> list[Doc]:
    """Stretches of a doc as docs by themselves, each with its part of the tensor and the sentence starts."""
    starts, words = doc.to_array("SENT_START").reshape(-1, 1), doc.to_array("ORTH").tolist()
    found = []
    for one in some:
        alone = Doc(doc.vocab, words=words[one.first : one.last])
        alone.tensor = doc.tensor[one.first : one.last]
        found.append(alone.from_array(["SENT_START"], starts[one.first : one.last]))  # type: ignore[arg-type]
    return found
