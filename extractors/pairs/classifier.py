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

from extractors.mentions import Mention
from extractors.pairs.encoder import Encoder, encoder
from extractors.pairs.features import Pair
from extractors.pairs.model import PairModel, pair_model
from extractors.passage import Passage
from kg.model import EntityType, relation

#: The encoder reads sentences in which the linear model gives some relation these log odds, which is a chance of one in twenty:
#: 30 % of the characters of news about companies, and all claims that it would find (counted on pages that neither had seen).
_WORTH_READING = -3.0


class Likely(msgspec.Struct, frozen=True):
    """How likely a relation of a pair is, as log odds: by its words, and in the context of its sentence where that was read."""

    by_words: float
    in_context: float | None = None

    @property
    def odds(self) -> float:
        """What both together say: the mean."""
        return self.by_words if self.in_context is None else (self.by_words + self.in_context) / 2

    @property
    def probability(self) -> float:
        """
        >>> Likely(2.0, -2.0).probability
        0.5
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

    def odds(
        self, passage: Passage, found: Sequence[tuple[Span, Pair]]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Log odds of each relation (columns) for each pair (rows): by words, and in context.

        A relation that cannot join entities of these types has none (minus infinity) in the first table. The second
        has NaN where a sentence was not worth reading again, or is too long.
        """
        by_words = self.linear.odds([pair.features for _, pair in found])
        for row, (_, pair) in enumerate(found):
            by_words[row, ~_allowed(self.relations, pair.subject.type, pair.object.type)] = -np.inf
        in_context = np.full_like(by_words, np.nan)
        if self.encoder is None or not found:
            return by_words, in_context
        columns = [self.encoder.relations.index(name) for name in self.relations]
        questions: list[tuple[int, int, Sequence[Mention], list[tuple[Mention, Mention]]]] = []
        places: list[list[int]] = []
        for _, group in groupby(range(len(found)), key=lambda row: found[row][0].start_char):
            rows = list(group)
            if by_words[rows].max() < _WORTH_READING:
                continue
            span = found[rows[0]][0].start_char, found[rows[0]][0].end_char
            pairs = [(found[row][1].subject, found[row][1].object) for row in rows]
            questions.append((*span, list(passage.mentions.within(*span)), pairs))
            places.append(rows)
        for rows, odds in zip(places, self.encoder.odds(passage.text, questions), strict=True):
            in_context[rows] = odds[:, columns]
        return by_words, in_context


@cache
def _allowed(names: tuple[str, ...], subject: EntityType, object_: EntityType) -> NDArray[np.bool_]:
    return np.array([relation(name).allows(subject, object_) for name in names])


@cache
def classifier(lang: str) -> Classifier | None:
    """The classifier of a language; None where there is none, and only frames and patterns read."""
    linear = pair_model(lang)
    return None if linear is None else Classifier(linear, encoder(lang))
