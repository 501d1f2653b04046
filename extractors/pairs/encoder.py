"""A small language model that reads the pairs of names of a sentence in their context: one half of the classifier's opinion.

A BERT encoder (Devlin et al. 2019) reads the sentence once, with a mark before each name (after "typed markers", Zhong and Chen 2021);
each pair looks at the sentence from its two names and gives the odds of every relation, with the manner in which it would be said (done, over, planned,
denied), and each name gives the odds of what it is, since the recognizer, which read less, may have been wrong. Trained by training/scripts/encoder.py, run by ONNX Runtime on whole numbers of eight bits;
nothing leaves the machine.
"""

import math
from collections.abc import MutableMapping, Sequence
from functools import cache
from importlib import resources
from pathlib import Path

import msgspec
import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from extractors.mentions import Mention
from extractors.pairs.marked import Place, kind, marked
from kg.model import EntityType, Status

#: Folder of the encoders, two files a language.
_FOLDER = "models/encoder"

#: How many buckets there are for the distance of two names, half of them for each order, and how fine they are.
DISTANCES, _FINE = 40, 3
#: Before, between and after the two names of a pair, in each order.
ZONES = 6

#: What a name can be: of a type, in this order, or (the last column) no name at all.
NATURES = tuple(EntityType)
NO_NAME = len(NATURES)

#: How a relation is said: of a status, in this order, or (the last column) to be denied.
MANNERS = tuple(Status)
DENIED = len(MANNERS)

Tensors = dict[str, NDArray[np.int64]]
Floats = NDArray[np.float32]


class Asked(msgspec.Struct, frozen=True):
    """A sentence with its mentions, place and kind of each, and the pairs that are asked about: numbers of mentions."""

    rows: tuple[int, ...]
    mentions: tuple[tuple[Place, int], ...]
    pairs: tuple[tuple[int, int], ...]


class Sentence(msgspec.Struct, frozen=True):
    """A sentence by its offsets in a text, with its mentions and those pairs of them, subject first, that are asked about."""

    start: int
    end: int
    mentions: Sequence[Mention]
    pairs: Sequence[tuple[Mention, Mention]]


class Answer(msgspec.Struct, frozen=True):
    """Of a sentence: log odds of the relations (columns) of its pairs (rows), and for each mention the log chances of `NATURES` and `NO_NAME`.

    `manners` are, by pair and relation, the log chances of `MANNERS` and `DENIED`. What stands beyond the first `MAX_PIECES` pieces is NaN.
    """

    relations: Floats
    natures: Floats
    manners: Floats


def ask(text: str, sentence: Sentence, *, lang: str) -> tuple[Asked, list[int], list[int]]:
    """The question for a sentence of `text`, which of its mentions it holds, and which of its pairs: those that have a place."""
    read = marked(text, sentence.start, sentence.end, sentence.mentions, lang=lang)
    placed: dict[tuple[int, int, int], int] = {}
    mentions: list[tuple[Place, int]] = []
    seen = []
    for number, one in enumerate(sentence.mentions):
        place = read.places.get((one.start, one.end))
        if place is not None:
            placed[_where(one)] = len(mentions)
            mentions.append((place, kind(one)))
            seen.append(number)
    pairs, held = [], []
    for number, (subject, object_) in enumerate(sentence.pairs):
        if _where(subject) in placed and _where(object_) in placed:
            pairs.append((placed[_where(subject)], placed[_where(object_)]))
            held.append(number)
    return Asked(read.rows, tuple(mentions), tuple(pairs)), seen, held


def _where(mention: Mention) -> tuple[int, int, int]:
    return mention.start, mention.end, kind(mention)


class Encoder:
    """The encoder of one language: its network, and the relations in the order of the odds."""

    def __init__(self, model: Path, lang: str) -> None:
        options = ort.SessionOptions()
        options.log_severity_level = 3
        options.intra_op_num_threads = 1  # a second would mostly wait; another article can be read beside
        # ONNX Runtime's kernel for a sum and its norm at once takes ten times as long as the two one by one
        self._session = ort.InferenceSession(
            model, options, providers=["CPUExecutionProvider"], disabled_optimizers=["SkipLayerNormFusion"]
        )
        self.lang = lang
        self.relations = tuple(self._session.get_modelmeta().custom_metadata_map["relations"].split())

    def read(
        self, text: str, sentences: Sequence[Sentence], known: MutableMapping[Asked, Answer] | None = None
    ) -> list[Answer]:
        """What the encoder makes of sentences of `text`; what is in `known` is not read again, and what is new is put there."""
        known = {} if known is None else known
        found = [
            Answer(
                _unknown(len(one.pairs), len(self.relations)),
                _unknown(len(one.mentions), NO_NAME + 1),
                _unknown(len(one.pairs), len(self.relations), DENIED + 1),
            )
            for one in sentences
        ]
        for one, sentence in zip(found, sentences, strict=True):
            question, seen, held = ask(text, sentence, lang=self.lang)
            if not held:
                continue
            if (
                question not in known
            ):  # by itself: as fast, and what is read does not depend on what else is read
                known[question] = Answer(*self._session.run(None, tensors([question])))
            answer = known[question]
            one.relations[held] = answer.relations
            one.natures[seen] = answer.natures
            one.manners[held] = answer.manners
        return found


def _unknown(*shape: int) -> Floats:
    return np.full(shape, np.nan, dtype=np.float32)


def tensors(questions: Sequence[Asked]) -> Tensors:
    """What the network is given.

    Rows filled up with 0; for each mention its sentence, places and kind; for each pair its sentence, its number there, the mentions
    that are its subject and object, and their distance; for each sentence and number of a pair the zone of each piece.
    """
    length = max(len(one.rows) for one in questions)
    most = max(len(one.pairs) for one in questions)
    rows = np.zeros((len(questions), length), dtype=np.int64)
    for number, one in enumerate(questions):
        rows[number, : len(one.rows)] = one.rows
    numbers = np.arange(len(questions))
    sentence = np.repeat(numbers, [len(one.pairs) for one in questions])
    place = np.array([number for one in questions for number in range(len(one.pairs))])
    mentions = [mention for one in questions for mention in one.mentions]
    firsts = np.cumsum([0, *(len(one.mentions) for one in questions[:-1])])
    pairs = np.array([pair for one in questions for pair in one.pairs]) + firsts[sentence][:, None]
    places = np.array([place for place, _ in mentions])
    subject, object_ = places[pairs[:, 0]], places[pairs[:, 1]]
    first = np.minimum(subject[:, 0], object_[:, 0])[:, None]
    last = np.maximum(subject[:, 2], object_[:, 2])[:, None]
    at = np.arange(length)[None]
    zone = np.zeros((len(questions), most, length), dtype=np.int64)
    within = (at >= first).astype(np.int64) + (at > last)  # numbers: two truths added are one
    zone[sentence, place] = within + 3 * (subject[:, :1] < object_[:, :1])
    return {
        "rows": rows,
        "home": np.repeat(numbers, [len(one.mentions) for one in questions]),
        "mention": places,
        "kind": np.array([what for _, what in mentions]),
        "sentence": sentence,
        "place": place,
        "pair": pairs,
        "distance": np.array([_distance(*two) for two in zip(subject, object_, strict=True)]),
        "zone": zone,
    }


def _distance(subject: NDArray[np.int64], object_: NDArray[np.int64]) -> int:
    after = subject[0] < object_[0]
    pieces = min(60, abs(object_[0] - subject[2] if after else object_[2] - subject[0]))
    return (0 if after else DISTANCES // 2) + min(DISTANCES // 2 - 1, int(math.log2(pieces + 1) * _FINE))


@cache
def encoder(lang: str) -> Encoder | None:
    """The encoder of a language; None where there is none."""
    folder = Path(str(resources.files("extractors").joinpath(_FOLDER)))
    model = folder / f"{lang}.onnx"
    return Encoder(model, lang) if model.is_file() else None
