"""The classifier of pairs of names: a linear model over words and trees, and an encoder where that one sees something.

The linear model is fast and knows what frames and patterns read; the encoder reads whole sentences. Each finds what the other
does not: the mean of their log odds is better than either (docs/reference/quality.md has the figures).
"""

import math
from collections.abc import Sequence
from functools import cache
from itertools import groupby

import msgspec
import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Span

from extractors.pairs.encoder import Encoder, Sentence, encoder
from extractors.pairs.features import Pair
from extractors.pairs.model import PairModel, pair_model
from extractors.passage import Passage
from kg.model import EntityType, relation

#: The encoder reads sentences in which the linear model gives some relation these log odds, which is a chance of one in twenty:
#: 30 % of the characters of English news about companies, and all claims that both would find (counted on pages that neither had seen).
_WORTH_READING = -3.0

Table = NDArray[np.float64]
_Values = NDArray[np.float64] | np.float64


def together(by_words: _Values, in_context: _Values) -> NDArray[np.float64]:
    """What both say: the mean of their log odds, or those by words where nothing was read in context (NaN)."""
    return np.where(np.isnan(in_context), by_words, (by_words + in_context) / 2)


class Likely(msgspec.Struct, frozen=True):
    """How likely a relation of a pair is, as log odds: by its words, and in the context of its sentence (NaN where that was not read)."""

    by_words: float
    in_context: float = math.nan

    @property
    def odds(self) -> float:
        """What both say."""
        return float(together(np.float64(self.by_words), np.float64(self.in_context)))

    @property
    def probability(self) -> float:
        """
        >>> Likely(2.0, -2.0).probability, Likely(0.0).probability
        (0.5, 0.5)
        """
        return 1 / (1 + math.exp(-self.odds))


class Classifier(msgspec.Struct, frozen=True):
    """The two models of a language; the encoder may be missing."""

    linear: PairModel
    encoder: Encoder | None = None

    @property
    def relations(self) -> tuple[str, ...]:
        """The columns of `odds`."""
        return self.linear.relations

    def odds(self, passage: Passage, found: Sequence[tuple[Span, Pair]]) -> tuple[Table, Table]:
        """Log odds of each relation (columns) for each pair (rows): by words, and in context.

        A relation that cannot join entities of these types has none (minus infinity) in the first table. The second
        has NaN where a sentence was not worth reading again, or is too long.
        """
        by_words = self.linear.odds([pair.features for _, pair in found])
        for row, (_, pair) in enumerate(found):
            by_words[row, ~allowed(self.relations, pair.subject.type, pair.object.type)] = -np.inf
        in_context = np.full_like(by_words, np.nan)
        if self.encoder is None or not found:
            return by_words, in_context
        columns = [self.encoder.relations.index(name) for name in self.relations]
        questions: list[Sentence] = []
        places: list[list[int]] = []
        for _, group in groupby(range(len(found)), key=lambda row: found[row][0].start_char):
            rows = list(group)
            if by_words[rows].max() < _WORTH_READING:
                continue
            start, end = found[rows[0]][0].start_char, found[rows[0]][0].end_char
            pairs = [(found[row][1].subject, found[row][1].object) for row in rows]
            questions.append(Sentence(start, end, list(passage.mentions.within(start, end)), pairs))
            places.append(rows)
        for rows, odds in zip(places, self.encoder.odds(passage.text, questions), strict=True):
            in_context[rows] = odds[:, columns]
        return by_words, in_context


@cache
def allowed(names: tuple[str, ...], subject: EntityType, object_: EntityType) -> NDArray[np.bool_]:
    """For each relation of `names` whether it can join a subject and an object of these types."""
    return np.array([relation(name).allows(subject, object_) for name in names])


@cache
def classifier(lang: str) -> Classifier | None:
    """The classifier of a language; None where there is none, and only frames and patterns read."""
    linear = pair_model(lang)
    return None if linear is None else Classifier(linear, encoder(lang))
