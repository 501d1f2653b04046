"""Relations that the classifier reads in pairs of names, as drafts like those of the frames."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from extractors.frames.draft import Draft
from extractors.pairs.features import Pair, Words, pairs, path, root, words_of
from extractors.pairs.model import PairModel
from extractors.passage import Passage
from kg.model import relation

#: Written in the place of a frame's name.
PAIRS = "pairs"

#: Relation, subject and object (entity ids) in the sentence that begins at an offset.
Key = tuple[str, str, str, int]


class Opinion(msgspec.Struct, frozen=True):
    """What the classifier makes of a text: how probable each relation of each pair is, and what it reads itself."""

    probability: Mapping[Key, float]
    drafts: tuple[Draft, ...]

    def of(self, draft: Draft) -> float | None:
        """The probability of what a draft reads; None where the classifier was not asked."""
        return None if draft.object is None else self.probability.get(_key(draft))


class _Read(msgspec.Struct, frozen=True):
    relation: str
    pair: Pair
    probability: float


def second_opinion(passage: Passage, drafts: Sequence[Draft], *, model: PairModel | None) -> Opinion:
    """The classifier's opinion of a passage; with no model, none of anything.

    `drafts` are what frames and patterns read: the classifier knows them, so that it can bear them out or not.
    """
    if model is None:
        return Opinion({}, ())
    by_sentence: dict[tuple[int, int], list[Draft]] = defaultdict(list)
    for draft in drafts:
        by_sentence[draft.sentence].append(draft)
    words = words_of(passage.doc, passage.text)
    best: dict[Key, float] = {}
    found: list[Draft] = []
    for sentence in passage.doc.sents:
        span = (sentence.start_char, sentence.end_char)
        here = by_sentence[span]
        names = list(passage.mentions.within(*span))
        read = {_key(draft) for draft in here if draft.object is not None}
        likely: dict[Key, _Read] = {}
        for pair in pairs(names, sentence, words, here):
            for one in _relations(model, pair):
                key = _ordered(one.relation, pair.subject.entity_id, pair.object.entity_id, span[0])
                best[key] = max(best.get(key, 0.0), one.probability)
                if key not in read and (key not in likely or likely[key].probability < one.probability):
                    likely[key] = one
        found += [
            _draft(one, span, words, surface=words.characters is not None)
            for one in likely.values()
            if one.probability >= model.threshold(one.relation)
        ]
    return Opinion(best, tuple(found))


def _key(draft: Draft) -> Key:
    object_id = draft.object.entity_id if draft.object is not None else ""
    return _ordered(draft.relation, draft.subject.entity_id, object_id, draft.sentence[0])


def _ordered(name: str, subject_id: str, object_id: str, sentence: int) -> Key:
    """A key that is the same both ways round for a symmetric relation."""
    if relation(name).symmetric and object_id < subject_id:
        return name, object_id, subject_id, sentence
    return name, subject_id, object_id, sentence


def _relations(model: PairModel, pair: Pair) -> Iterator[_Read]:
    for name, likely in zip(model.relations, model.probabilities(pair.features), strict=True):
        if relation(name).allows(pair.subject.type, pair.object.type):
            yield _Read(name, pair, float(likely))


def _draft(read: _Read, sentence: tuple[int, int], words: Words, *, surface: bool) -> Draft:
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
        sentence=sentence,
        clause=(first, last),
        surface=surface,
    )
