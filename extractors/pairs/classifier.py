"""The classifier of pairs of names: a linear model over words and trees, and an encoder where that one sees something.

The linear model is fast and knows what frames and patterns read; the encoder reads whole sentences. Each finds what the other
does not: the mean of their log odds is better than either (docs/reference/quality.md has the figures).
"""

import math
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import groupby

import msgspec
import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Span

from extractors.mentions import Reference
from extractors.pairs.encoder import DENIED, Answer, Asked, Encoder, Sentence, encoder
from extractors.pairs.features import Pair
from extractors.pairs.model import PairModel, pair_model
from extractors.passage import Passage
from kg.model import EntityType, relation

#: The encoder reads sentences in which the linear model gives some relation these log odds, which is a chance of one in twenty; where
#: a name is not listed, any relation, since its type may be mistaken: 44 % of the characters of the English pages kept out, 60 % of the Chinese.
_WORTH_READING = -3.0

Table = NDArray[np.float64]
#: The log chances that a name is of each type (`NATURES`), and that it is none (the last).
Nature = NDArray[np.float32]
#: The log chances that a relation is said in each of `MANNERS`, and that it is denied (the last).
Manner = NDArray[np.float32]
Answers = dict[Asked, Answer]


def together(by_words: Table, in_context: Table) -> Table:
    """What both say: the mean of their log odds, or those by words where nothing was read in context (NaN)."""
    return np.where(np.isnan(in_context), by_words, (by_words + in_context) / 2)


class Likely(msgspec.Struct, frozen=True):
    """How likely a relation of a pair is, as log odds: by its words, and in the context of its sentence (NaN where that was not read).

    `manner` says how it is said if it is, None where the context was not read.
    """

    by_words: float
    in_context: float = math.nan
    manner: Manner | None = None

    @property
    def odds(self) -> float:
        """What both say: `together` for one relation."""
        if math.isnan(self.in_context):
            return self.by_words
        return (self.by_words + self.in_context) / 2

    @property
    def probability(self) -> float:
        """
        >>> Likely(2.0, -2.0).probability, Likely(0.0).probability
        (0.5, 0.5)
        """
        return 1 / (1 + math.exp(-self.odds))


class Odds(msgspec.Struct, frozen=True):
    """Of some pairs (rows) the log odds of each relation (columns), by words and in context, and its manner; and of entities what their names are.

    A relation that cannot join entities of these types has none (minus infinity) by words. In context there is NaN where
    a sentence was not worth reading again, or is too long. `natures` has those entities whose names were read in context.
    """

    by_words: Table
    in_context: Table
    manners: NDArray[np.float32]
    natures: Mapping[str, Nature]


class Classifier(msgspec.Struct, frozen=True):
    """The two models of a language; the encoder may be missing."""

    linear: PairModel
    encoder: Encoder | None = None

    @property
    def relations(self) -> tuple[str, ...]:
        """The columns of `odds`."""
        return self.linear.relations

    def odds(
        self, passage: Passage, found: Sequence[tuple[Span, Pair]], known: Answers | None = None
    ) -> Odds:
        """What both say of the pairs of a passage, each given with its sentence; `known` is what the encoder read before."""
        by_words = self.linear.odds([pair.features for _, pair in found])
        can = np.array(
            [allowed(self.relations, pair.subject.type, pair.object.type) for _, pair in found], dtype=bool
        ).reshape(by_words.shape)
        guessed = np.array(
            [not (pair.subject.is_listed and pair.object.is_listed) for _, pair in found], dtype=bool
        )
        worth = by_words.max(axis=1, where=can | guessed[:, None], initial=-np.inf)
        by_words[~can] = -np.inf
        in_context = np.full_like(by_words, np.nan)
        manners = np.full((*by_words.shape, DENIED + 1), np.nan, dtype=np.float32)
        if self.encoder is None or not found:
            return Odds(by_words, in_context, manners, {})
        columns = [self.encoder.relations.index(name) for name in self.relations]
        questions: list[Sentence] = []
        places: list[list[int]] = []
        for _, group in groupby(range(len(found)), key=lambda row: found[row][0].start_char):
            rows = list(group)
            if worth[rows].max() < _WORTH_READING:
                continue
            start, end = found[rows[0]][0].start_char, found[rows[0]][0].end_char
            pairs = [(found[row][1].subject, found[row][1].object) for row in rows]
            questions.append(Sentence(start, end, list(passage.mentions.within(start, end)), pairs))
            places.append(rows)
        seen: dict[str, list[Nature]] = {}
        for rows, question, answer in zip(
            places, questions, self.encoder.read(passage.text, questions, known), strict=True
        ):
            in_context[rows] = answer.relations[:, columns]
            manners[rows] = answer.manners[:, columns]
            for mention, nature in zip(question.mentions, answer.natures, strict=True):
                if mention.reference is Reference.NAME and not np.isnan(nature[0]):
                    seen.setdefault(mention.entity_id, []).append(nature)
        natures = {one: np.log(np.mean(np.exp(chances), axis=0)) for one, chances in seen.items()}
        return Odds(by_words, in_context, manners, natures)


@cache
def allowed(names: tuple[str, ...], subject: EntityType, object_: EntityType) -> NDArray[np.bool_]:
    """For each relation of `names` whether it can join a subject and an object of these types."""
    return np.array([relation(name).allows(subject, object_) for name in names])


@cache
def classifier(lang: str) -> Classifier | None:
    """The classifier of a language; None where there is none, and only frames and patterns read."""
    linear = pair_model(lang)
    return None if linear is None else Classifier(linear, encoder(lang))
