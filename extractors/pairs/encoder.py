"""A small language model that reads the pairs of names of a sentence in their context: one half of the classifier's opinion.

A BERT encoder (Devlin et al. 2019) reads the sentence once, with a mark before each name (after "typed markers", Zhong and Chen 2021);
each pair looks at the sentence from its two names and gives the odds of every relation. Trained by training/scripts/encoder.py,
run by ONNX Runtime on whole numbers of eight bits; nothing leaves the machine.
"""

import math
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources
from pathlib import Path

import msgspec
import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from extractors.mentions import Mention
from extractors.pairs.pieces import Place, Vocabulary, kind, marked, read_vocabulary

#: Folder of the encoders, two files a language.
_FOLDER = "models/encoder"

#: How many buckets there are for the distance of two names, half of them for each order, and how fine they are.
DISTANCES, _FINE = 40, 3
#: Before, between and after the two names of a pair, in each order.
ZONES = 6
#: What is read at once, in pieces, and in pieces times pairs: more is not faster.
_PIECES, _CELLS = 2_000, 60_000

Tensors = dict[str, NDArray[np.int64]]
Odds = NDArray[np.float32]


class Asked(msgspec.Struct, frozen=True):
    """A sentence with the pairs that are asked about: the places of subject and object, and the kind of each."""

    rows: tuple[int, ...]
    pairs: tuple[tuple[Place, Place, int, int], ...]


class Sentence(msgspec.Struct, frozen=True):
    """A sentence by its offsets in a text, with its mentions and those pairs of them, subject first, that are asked about."""

    start: int
    end: int
    mentions: Sequence[Mention]
    pairs: Sequence[tuple[Mention, Mention]]


def ask(text: str, sentence: Sentence, vocabulary: Vocabulary) -> tuple[Asked, list[int]]:
    """The question for a sentence of `text`, and which of its pairs it holds: those whose names both have a place."""
    read = marked(text, sentence.start, sentence.end, sentence.mentions, vocabulary)
    found, held = [], []
    for number, (subject, object_) in enumerate(sentence.pairs):
        one = read.places.get((subject.start, subject.end))
        other = read.places.get((object_.start, object_.end))
        if one is not None and other is not None:
            found.append((one, other, kind(subject), kind(object_)))
            held.append(number)
    return Asked(read.rows, tuple(found)), held


class Encoder:
    """The encoder of one language: its vocabulary, its network, and the relations in the order of the odds."""

    def __init__(self, model: Path, vocabulary: Vocabulary) -> None:
        options = ort.SessionOptions()
        options.log_severity_level = 3
        self._session = ort.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self.vocabulary = vocabulary
        self.relations = tuple(self._session.get_modelmeta().custom_metadata_map["relations"].split())

    def odds(self, text: str, sentences: Sequence[Sentence]) -> list[Odds]:
        """For each sentence of `text` the log odds of each relation (columns) for each of its pairs (rows).

        A pair whose names stand beyond the first `MAX_PIECES` pieces is a row of NaN.
        """
        found = [
            np.full((len(one.pairs), len(self.relations)), np.nan, dtype=np.float32) for one in sentences
        ]
        questions = []
        for number, sentence in enumerate(sentences):
            question, held = ask(text, sentence, self.vocabulary)
            if held:
                questions.append((question, number, held))
        for some in batches([question for question, _, _ in questions]):
            answer = self._session.run(None, tensors([questions[i][0] for i in some]))[0]
            ends = np.cumsum([len(questions[i][2]) for i in some])
            for i, part in zip(some, np.split(answer, ends[:-1]), strict=True):
                _, number, held = questions[i]
                found[number][held] = part
        return found


def batches(questions: Sequence[Asked]) -> Iterator[list[int]]:
    """The numbers of the questions that are read together: such of about one length."""
    taken: list[int] = []
    most = 0
    for i in sorted(range(len(questions)), key=lambda i: len(questions[i].rows)):
        length, most = len(questions[i].rows), max(most, len(questions[i].pairs))
        if taken and (length * (len(taken) + 1) > _PIECES or length * (len(taken) + 1) * most > _CELLS):
            yield taken
            taken, most = [], len(questions[i].pairs)
        taken.append(i)
    if taken:
        yield taken


def tensors(questions: Sequence[Asked]) -> Tensors:
    """What the network is given: rows filled up with 0, and for each pair its sentence, its number there, places, kinds and distance."""
    length = max(len(one.rows) for one in questions)
    most = max(len(one.pairs) for one in questions)
    rows = np.zeros((len(questions), length), dtype=np.int64)
    for number, one in enumerate(questions):
        rows[number, : len(one.rows)] = one.rows
    pairs = [pair for one in questions for pair in one.pairs]
    sentence = np.repeat(np.arange(len(questions)), [len(one.pairs) for one in questions])
    place = np.array([number for one in questions for number in range(len(one.pairs))])
    subject, object_ = np.array([pair[0] for pair in pairs]), np.array([pair[1] for pair in pairs])
    first = np.minimum(subject[:, 0], object_[:, 0])[:, None]
    last = np.maximum(subject[:, 2], object_[:, 2])[:, None]
    at = np.arange(length)[None]
    zone = np.zeros((len(questions), most, length), dtype=np.int64)
    within = (at >= first).astype(np.int64) + (at > last)  # numbers: two truths added are one
    zone[sentence, place] = within + 3 * (subject[:, :1] < object_[:, :1])
    return {
        "rows": rows,
        "sentence": sentence,
        "place": place,
        "subject": subject,
        "object_": object_,
        "kinds": np.array([pair[2:] for pair in pairs]),
        "distance": np.array([_distance(pair[0], pair[1]) for pair in pairs]),
        "zone": zone,
    }


def _distance(subject: Place, object_: Place) -> int:
    after = subject[0] < object_[0]
    pieces = min(60, abs(object_[0] - subject[2] if after else object_[2] - subject[0]))
    return (0 if after else DISTANCES // 2) + min(DISTANCES // 2 - 1, int(math.log2(pieces + 1) * _FINE))


@cache
def encoder(lang: str) -> Encoder | None:
    """The encoder of a language; None where there is none."""
    folder = Path(str(resources.files("extractors").joinpath(_FOLDER)))
    model = folder / f"{lang}.onnx"
    return Encoder(model, read_vocabulary(folder / f"{lang}.txt")) if model.is_file() else None
