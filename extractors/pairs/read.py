"""Relations that the classifier reads in pairs of names, as drafts like those of the frames."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from functools import partial

import msgspec
import numpy as np
from spacy.tokens import Span

from extractors.frames.draft import PAIRS, Draft
from extractors.frames.patterns import patterns
from extractors.frames.surface import DONE_BY_PEOPLE
from extractors.mentions import Mention
from extractors.modality import cues
from extractors.once import Once
from extractors.pairs.classifier import Answers, Classifier, Likely, Nature, Odds, together
from extractors.pairs.features import Pair, Words, pairs, path, root, words_of
from extractors.passage import Passage
from kg.model import EntityType, relation

#: Relation, subject and object (entity ids) in the sentence that begins at an offset.
Key = tuple[str, str, str, int]

#: Relations of lower log odds (a chance of one in fifty) are not kept, unless somebody else reads them.
_FLOOR = -3.9

#: By how much log odds must favour a relation against the way round that a frame reads.
_FRAMED = 4.0

#: What may stand between "said" and who does what was said.
_THAT = re.compile(r"[\s,，:：]*(?:(?:on )?[A-Z][a-z]+day,? )?(?:that )?(?:the )?")


class Opinion(msgspec.Struct, frozen=True):
    """What the classifier makes of a text: how likely relations of its pairs are, what it reads itself, and what names are, by entity."""

    likely: Mapping[Key, Likely]
    drafts: tuple[Draft, ...]
    natures: Mapping[str, Nature] = {}

    def of(self, draft: Draft) -> Likely | None:
        """How likely it is what a draft reads; None where the classifier was not asked."""
        return None if draft.object is None else self.likely.get(_key(draft))


class Known(msgspec.Struct, frozen=True):
    """What has been worked out at an earlier look at a passage: the pairs of its sentences, and what the encoder made of them."""

    pairs: Once[list[Pair]] = msgspec.field(default_factory=Once)
    answers: Answers = msgspec.field(default_factory=dict)


class _Read(msgspec.Struct, frozen=True):
    relation: str
    pair: Pair
    sentence: Span
    likely: Likely


def second_opinion(
    passage: Passage, drafts: Sequence[Draft], *, model: Classifier | None, known: Known | None = None
) -> Opinion:
    """The classifier's opinion of a passage; with no model, none of anything.

    `drafts` are what frames and patterns read: the classifier knows them, so that it can bear them out or not. `known` is taken
    from and added to.
    """
    if model is None:
        return Opinion({}, ())
    known = Known() if known is None else known
    words = words_of(passage.doc, passage.text)
    found = list(pairs_of(passage, drafts, words=words, known=known.pairs))
    read_before = {_key(draft) for draft in drafts}
    odds = model.odds(passage, found, known.answers)
    best: dict[Key, _Read] = {}
    for read in _relations(model, odds, found, read_before):
        key = _key_of(read)
        if key not in best or best[key].likely.odds < read.likely.odds:
            best[key] = read
    return Opinion(
        {key: read.likely for key, read in best.items()},
        tuple(
            _draft(read, words)
            for key, read in best.items()
            if key not in read_before
            and not _is_turned(key, read, read_before, best)
            and not _does_the_same(key, read_before)
            and read.likely.probability >= model.linear.threshold(read.relation)
            and not _is_said_of_others(passage, read)
        ),
        odds.natures,
    )


def pairs_of(
    passage: Passage, drafts: Sequence[Draft], *, words: Words, known: Once[list[Pair]] | None = None
) -> Iterator[tuple[Span, Pair]]:
    """The pairs of all sentences of a passage, each with its sentence.

    `words` are those of its Doc, `known` the pairs of an earlier look.
    """
    known = Once() if known is None else known
    by_sentence: dict[tuple[int, int], list[Draft]] = defaultdict(list)
    for draft in drafts:
        by_sentence[draft.sentence].append(draft)
    for sentence in passage.sentences:
        span = (sentence.start_char, sentence.end_char)
        names, read = list(passage.mentions.within(*span)), by_sentence[span]
        for pair in known.of(sentence, (names, read), partial(_pairs, names, sentence, words, read)):
            yield sentence, pair


def _pairs(names: Sequence[Mention], sentence: Span, words: Words, drafts: Sequence[Draft]) -> list[Pair]:
    return list(pairs(names, sentence, words, drafts))


def _key(draft: Draft) -> Key:
    object_id = draft.object.entity_id if draft.object is not None else ""
    return _ordered(draft.relation, draft.subject.entity_id, object_id, draft.sentence[0])


def _ordered(name: str, subject_id: str, object_id: str, sentence: int) -> Key:
    """A key that is the same both ways round for a symmetric relation."""
    if relation(name).symmetric and object_id < subject_id:
        return name, object_id, subject_id, sentence
    return name, subject_id, object_id, sentence


def _key_of(read: _Read) -> Key:
    pair = read.pair
    return _ordered(read.relation, pair.subject.entity_id, pair.object.entity_id, read.sentence.start_char)


def _relations(
    model: Classifier, odds: Odds, found: Sequence[tuple[Span, Pair]], known: Set[Key]
) -> Iterator[_Read]:
    """The relations that are likely enough to be kept, and those that are known."""
    by_words, in_context = odds.by_words, odds.in_context
    kept = together(by_words, in_context) >= _FLOOR
    couples = {frozenset(key[1:]) for key in known}
    for row, (sentence, pair) in enumerate(found):
        if frozenset((pair.subject.entity_id, pair.object.entity_id, sentence.start_char)) in couples:
            kept[row] |= np.isfinite(by_words[row])
    for row, column in zip(*np.nonzero(kept), strict=True):
        sentence, pair = found[row]
        seen = not np.isnan(in_context[row, column])
        likely = Likely(
            float(by_words[row, column]),
            float(in_context[row, column]),
            odds.manners[row, column] if seen else None,
        )
        yield _Read(model.relations[column], pair, sentence, likely)


def _is_turned(key: Key, read: _Read, known: Set[Key], best: Mapping[Key, _Read]) -> bool:
    """True where the same relation is read the other way round, by a frame or with more likelihood: it goes one way."""
    turned = key[0], key[2], key[1], key[3]
    if turned == key or relation(key[0]).symmetric:
        return False
    if turned not in best:
        return turned in known
    surer = _FRAMED if turned in known else 0.0
    return best[turned].likely.odds + surer > read.likely.odds


def _does_the_same(key: Key, known: Set[Key]) -> bool:
    """True where the object is known to do to a third what the subject does: "A invests $5bn in X and B $1bn"."""
    name, subject_id, object_id, sentence = key
    if relation(name).symmetric:
        return False
    done = {other for one, doer, other, at in known if (one, doer, at) == (name, object_id, sentence)}
    return any((name, subject_id, other, sentence) in known for other in done)


def _is_said_of_others(passage: Passage, read: _Read) -> bool:
    """True where the subject only says whose customers, people or firm are meant ("customers of AMD", "Musk's xAI"), or says it."""
    subject, signing = read.pair.subject, patterns(passage.lang)[1]
    if _tells_of_another(passage, subject, read.pair.object):
        return True
    before, after = passage.text[read.sentence.start_char : subject.start], passage.text[subject.end :]
    if signing.barred is not None and signing.barred.search(before):
        return True
    if subject.type is EntityType.PERSON and signing.possessive is not None:
        between = passage.text[subject.end : read.pair.object.start]
        if signing.possessive.fullmatch(between):
            return True
    people = subject.type is EntityType.ORGANIZATION and read.relation in DONE_BY_PEOPLE
    return people and signing.crowd is not None and signing.crowd.match(after) is not None


def _tells_of_another(passage: Passage, subject: Mention, object_: Mention) -> bool:
    """True for who reports what somebody else does: "Acme said Bolt had bought Cog", Acme宣布Bolt收购Cog."""
    says = cues(passage.lang).says
    said = re.compile(says).match(passage.text, subject.end) if says else None
    if said is None:
        return False
    others = (
        m for m in passage.mentions.within(said.end(), object_.start) if m.entity_id != subject.entity_id
    )
    doer = next(others, None)
    return doer is not None and _THAT.fullmatch(passage.text, said.end(), doer.start) is not None


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
