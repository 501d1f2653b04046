"""Relations that the classifier reads in pairs of names, as drafts like those of the frames."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set

import msgspec
import numpy as np
from spacy.tokens import Span

from extractors.frames.draft import Draft
from extractors.frames.patterns import patterns
from extractors.frames.surface import DONE_BY_PEOPLE
from extractors.mentions import Mention
from extractors.pairs.features import Pair, Words, pairs, path, root, words_of
from extractors.pairs.model import PairModel
from extractors.passage import Passage
from kg.model import EntityType, relation

#: Written in the place of a frame's name.
PAIRS = "pairs"

#: Relation, subject and object (entity ids) in the sentence that begins at an offset.
Key = tuple[str, str, str, int]
#: Two entities, whichever way round, in the sentence that begins at an offset.
Couple = tuple[str, str, int]

#: Less likely relations are not kept: what was asked about and is not there counts as this likely.
FLOOR = 0.02


class Opinion(msgspec.Struct, frozen=True):
    """What the classifier makes of a text: how probable each relation of each pair is, and what it reads itself."""

    probability: Mapping[Key, float]
    asked: frozenset[Couple]
    drafts: tuple[Draft, ...]

    def of(self, draft: Draft) -> float | None:
        """The probability of what a draft reads; None where the classifier was not asked."""
        if draft.object is None:
            return None
        likely = self.probability.get(_key(draft))
        if likely is None and _couple(draft.subject, draft.object, draft.sentence[0]) in self.asked:
            return FLOOR
        return likely


class _Read(msgspec.Struct, frozen=True):
    relation: str
    pair: Pair
    sentence: Span
    probability: float


def second_opinion(passage: Passage, drafts: Sequence[Draft], *, model: PairModel | None) -> Opinion:
    """The classifier's opinion of a passage; with no model, none of anything.

    `drafts` are what frames and patterns read: the classifier knows them, so that it can bear them out or not.
    """
    if model is None:
        return Opinion({}, frozenset(), ())
    words = words_of(passage.doc, passage.text)
    found = list(pairs_of(passage, drafts, words=words))
    best: dict[Key, _Read] = {}
    for read in _relations(model, found):
        ids = read.pair.subject.entity_id, read.pair.object.entity_id
        key = _ordered(read.relation, *ids, read.sentence.start_char)
        if key not in best or best[key].probability < read.probability:
            best[key] = read
    known = {_key(draft) for draft in drafts}
    return Opinion(
        {key: read.probability for key, read in best.items()},
        frozenset(_couple(pair.subject, pair.object, sentence.start_char) for sentence, pair in found),
        tuple(
            _draft(read, words)
            for key, read in best.items()
            if key not in known
            and not _is_turned(key, read, known, best)
            and read.probability >= model.threshold(read.relation)
            and not _is_said_of_others(passage, read)
        ),
    )


def pairs_of(passage: Passage, drafts: Sequence[Draft], *, words: Words) -> Iterator[tuple[Span, Pair]]:
    """The pairs of all sentences of a passage, each with its sentence; `words` are those of its Doc."""
    by_sentence: dict[tuple[int, int], list[Draft]] = defaultdict(list)
    for draft in drafts:
        by_sentence[draft.sentence].append(draft)
    for sentence in passage.doc.sents:
        span = (sentence.start_char, sentence.end_char)
        names = list(passage.mentions.within(*span))
        for pair in pairs(names, sentence, words, by_sentence[span]):
            yield sentence, pair


def _key(draft: Draft) -> Key:
    object_id = draft.object.entity_id if draft.object is not None else ""
    return _ordered(draft.relation, draft.subject.entity_id, object_id, draft.sentence[0])


def _ordered(name: str, subject_id: str, object_id: str, sentence: int) -> Key:
    """A key that is the same both ways round for a symmetric relation."""
    if relation(name).symmetric and object_id < subject_id:
        return name, object_id, subject_id, sentence
    return name, subject_id, object_id, sentence


def _couple(one: Mention, other: Mention, sentence: int) -> Couple:
    ids = one.entity_id, other.entity_id
    return min(ids), max(ids), sentence


def _relations(model: PairModel, found: Sequence[tuple[Span, Pair]]) -> Iterator[_Read]:
    table = model.probabilities([pair.features for _, pair in found])
    for row, column in zip(*np.nonzero(table >= FLOOR), strict=True):
        sentence, pair = found[row]
        name = model.relations[column]
        if relation(name).allows(pair.subject.type, pair.object.type):
            yield _Read(name, pair, sentence, float(table[row, column]))


def _is_turned(key: Key, read: _Read, known: Set[Key], best: Mapping[Key, _Read]) -> bool:
    """True where the same relation is read the other way round, by a frame or with more likelihood: it goes one way."""
    turned = key[0], key[2], key[1], key[3]
    if turned == key or relation(key[0]).symmetric:
        return False
    return turned in known or (turned in best and best[turned].probability > read.probability)


def _is_said_of_others(passage: Passage, read: _Read) -> bool:
    """True where the subject only says whose customers or people are meant: "customers of AMD", "Acme executives"."""
    subject, signing = read.pair.subject, patterns(passage.lang)[1]
    before, after = passage.text[read.sentence.start_char : subject.start], passage.text[subject.end :]
    if signing.barred is not None and signing.barred.search(before):
        return True
    people = subject.type is EntityType.ORGANIZATION and read.relation in DONE_BY_PEOPLE
    return people and signing.crowd is not None and signing.crowd.match(after) is not None


def _draft(read: _Read, words: Words) -> Draft:
    """What was read as a draft: called by the word that governs both names, in the stretch from one to the other."""
    subject, object_ = read.pair.subject, read.pair.object
    up, top, down = path(words, root(words, subject), root(words, object_))
    inner = [*up[1:], *down[:-1]]
    named = {*range(subject.first, subject.last), *range(object_.first, object_.last)}
    trigger = top if top >= 0 and top not in named else next(iter(inner), min(subject.last, object_.last) - 1)
    first, last = min(subject.start, object_.start), max(subject.end, object_.end)
    return Draft(
        relation=read.relation,
        frame=PAIRS,
        subject=subject,
        object=object_,
        trigger=trigger,
        sentence=(read.sentence.start_char, read.sentence.end_char),
        clause=(first, last),
        surface=words.characters is not None,
    )
