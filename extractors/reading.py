"""A Doc to claims: what frames, patterns and the classifier read, held against each other.

A draft says that a sentence puts two names into a relation. Here it is thrown out, or gets its qualifiers, its
modality and its confidence, and of several readings of one relation in one sentence the best one stays.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec
import numpy as np
from spacy.tokens import Doc

from extractors.confidence import Judge, judge, signs_of
from extractors.frames.draft import PAIRS, Draft
from extractors.frames.match import match
from extractors.frames.names import BY_NAME, OWN_NAME, match_names
from extractors.frames.register import contradicted
from extractors.frames.roles import coordinated
from extractors.frames.surface import Found, match_surface
from extractors.mentions import Mention, Mentions
from extractors.modality import Reading, is_question, read_modality
from extractors.names.reconsider import reconsidered
from extractors.once import Once
from extractors.pairs.classifier import Classifier, Likely, Manner, classifier
from extractors.pairs.encoder import DENIED, MANNERS
from extractors.pairs.read import Known, Opinion, second_opinion
from extractors.passage import Passage
from extractors.qualifiers.periods import end_of
from extractors.qualifiers.qualify import qualify
from extractors.terms import came_about, later_terms
from kg.model import EntityType, Polarity, Status, relation

#: A reading that came to nothing, and why in a few words.
Fallen = tuple[Draft, str]
#: Relation, subject, object (entity ids) and sentence: what a claim is about.
Theme = tuple[str, str, str | None, tuple[int, int]]

#: A reading that denies or hedges counts before one that does not, where both read the same words.
_CAUTION = (Status.CURRENT, Status.PLANNED, Status.ENDED, Status.CONDITIONAL, Status.CONSIDERED)


#: From which chance on the encoder is believed on how a relation is said: where no frame has found the word that cues bear on, and where
#: one has; and by how much more it has to be sure against a cue. Chosen on pages that it has not learned: of the claims of their gold 524 of 603
#: English and 638 of 694 Chinese ones have the right status by their words, 558 and 651 so.
_SURE_ALONE, _SURE, _AGAINST_CUE = 0.6, 0.7, 0.2


class ReadClaim(msgspec.Struct, frozen=True):
    """A relation read in a Doc, with all that its sentence says of it; offsets are those of the Doc's text."""

    draft: Draft
    reading: Reading
    qualifiers: dict[str, Any]
    signs: dict[str, float]
    confidence: float


class Drafted(msgspec.Struct, frozen=True):
    """A Doc with all that was read in it, before any of it is thrown out: by trees, by all frames and patterns, by the classifier."""

    passage: Passage
    trees: Sequence[Draft]
    frames: Sequence[Draft]
    opinion: Opinion


class Memory(msgspec.Struct, frozen=True):
    """What has been worked out at the first look at a Doc, for a second one once its names are put right."""

    trees: Once[list[Draft]] = msgspec.field(default_factory=Once)
    surface: Once[Found] = msgspec.field(default_factory=Once)
    opinion: Known = msgspec.field(default_factory=Known)


def draft_claims(doc: Doc, *, lang: str, model: Classifier | None = None) -> Drafted:
    """What frames, patterns and the classifier read in a Doc, whose names are reconsidered by what the classifier makes of them.

    `model` stands in for the classifier of the language.
    """
    known = Memory()
    passage = _with_firms(Passage.of(doc, lang=lang), known)
    model = classifier(lang) if model is None else model
    drafted = _drafted(passage, model, known)
    corrected = reconsidered(passage, drafted.opinion.natures)
    return drafted if corrected is passage else _drafted(corrected, model, known)


def _with_firms(passage: Passage, known: Memory) -> Passage:
    """The passage with those names as firms that a frame can mean only as such: "a 15% stake in TikTok".

    A name that a firm shares with its product stands for the product until a frame or the classifier knows better.
    """
    firms = {one.start: firm for one in passage.mentions if (firm := one.as_firm()) is not one}
    if not firms:
        return passage
    _, drafts = read_frames(_renamed(passage, firms), known)
    meant = {start for draft in drafts for start in _where_no_product_fits(draft)}
    return _renamed(passage, {start: firm for start, firm in firms.items() if start in meant})


def _renamed(passage: Passage, others: Mapping[int, Mention]) -> Passage:
    """The passage with other mentions in place of those that begin at these offsets."""
    mentions = Mentions([others.get(one.start, one) for one in passage.mentions])
    return msgspec.structs.replace(passage, mentions=mentions)


def _where_no_product_fits(draft: Draft) -> Iterator[int]:
    """Where those parties of a draft stand that its relation does not let be products. "YouTube's Shorts" is left to the classifier."""
    if draft.relation == "DEVELOPS":
        return
    signature = relation(draft.relation)
    for party, types in ((draft.subject, signature.subject), (draft.object, signature.object)):
        if party is not None and EntityType.PRODUCT not in types:
            yield party.start


def _drafted(passage: Passage, model: Classifier | None, known: Memory) -> Drafted:
    trees, frames = read_frames(passage, known)
    return Drafted(passage, trees, frames, second_opinion(passage, frames, model=model, known=known.opinion))


def read_claims(
    drafted: Drafted, *, fallen: list[Fallen] | None = None, certain: Judge | None = None
) -> Iterator[ReadClaim]:
    """The claims of a Doc, one a relation and pair of parties in a sentence: the best read of each.

    What was read and came to nothing is added to `fallen`, for those who ask why (extractors/explain.py).
    `certain` stands in for the judge of the language.
    """
    passage, trees, opinion = drafted.passage, drafted.trees, drafted.opinion
    fallen = [] if fallen is None else fallen
    certain = judge(passage.lang) if certain is None else certain
    drafts = [*drafted.frames, *opinion.drafts]
    readers = _readers(drafts)
    best: dict[Theme, ReadClaim] = {}
    for draft in drafts:
        why = _ruled_out(passage, draft, trees)
        if why is not None:
            fallen.append((draft, why))
            continue
        theme = _theme(draft)
        likely = opinion.of(draft)
        signs = signs_of(draft, likely=likely, readers=readers[theme], natures=opinion.natures)
        read = _read(passage, draft, likely, signs, certain)
        if draft.object is None and "amount" not in read.qualifiers:
            fallen.append((draft, "no amount"))
            continue
        if read.confidence < certain.limit(signs):
            fallen.append((draft, f"not sure enough ({read.confidence:.2f})"))
            continue
        if draft.frame == PAIRS and draft.relation == "DEVELOPS" and read.reading.polarity is Polarity.DENIED:
            # "Acme has not announced the price of Bolt": the classifier cannot tell what is denied
            fallen.append((draft, "what is denied is something else"))
            continue
        other = best.get(theme)
        if other is None or _rank(read) > _rank(other):
            best[theme] = read
        if other is not None:
            worse = other if best[theme] is read else read
            fallen.append((worse.draft, "another reading of the sentence says more"))
    claims = sorted(best.values(), key=_place)
    yield from sorted([*claims, *_with_later_terms(passage, claims)], key=_place)


def _place(read: ReadClaim) -> tuple[tuple[int, int], str, int]:
    return read.draft.sentence, read.draft.relation, read.draft.subject.start


def _with_later_terms(passage: Passage, claims: Sequence[ReadClaim]) -> Iterator[ReadClaim]:
    """What later sentences say of deals that have been read, where these do not say it: as sure, and of the same status, as the deal.

    Or of their own, where they tell that it came to nothing, or what came about in its place.
    """
    fallen = {number for number, one in enumerate(claims) if not came_about(one.reading)}
    for terms in later_terms(passage, [one.draft for one in claims], fallen=fallen):
        deal = claims[terms.deal]
        if terms.reading is not None:
            deal = msgspec.structs.replace(deal, reading=terms.reading)
        elif not deal.qualifiers.keys().isdisjoint(terms.qualifiers):
            continue
        yield msgspec.structs.replace(deal, draft=terms.draft, qualifiers=terms.qualifiers)


def read_frames(passage: Passage, known: Memory | None = None) -> tuple[list[Draft], list[Draft]]:
    """What the trees of a passage say, and that with what word order and names say; `known` is taken from and added to."""
    known = Memory() if known is None else known
    trees = list(match(passage, known.trees))
    return trees, [*trees, *match_surface(passage, known.surface), *match_names(passage)]


def _read(
    passage: Passage, draft: Draft, likely: Likely | None, signs: dict[str, float], certain: Judge
) -> ReadClaim:
    qualifiers = qualify(passage, draft)
    reading = read_modality(passage, draft)
    if likely is not None and likely.manner is not None and "status" not in draft.fixed:
        framed = draft.frame != PAIRS
        stands = (
            framed and draft.relation != "DEVELOPS"
        )  # "has not said when its Bolt will ship": a product all the same
        reading = in_context(reading, np.exp(likely.manner), framed=framed, denial_stands=stands)
    if reading.status is Status.ENDED and "valid_until" not in qualifiers:
        since, ended = qualifiers.get("valid_from"), end_of(passage, draft)
        if since is not None and ended in (None, since):
            ended = qualifiers.pop("valid_from")  # "ended in May": the day it ended
        qualifiers |= {} if ended is None else {"valid_until": ended}
    return ReadClaim(draft, reading, qualifiers, signs, certain.confidence(signs))


def in_context(reading: Reading, manner: Manner, *, framed: bool, denial_stands: bool) -> Reading:
    """What words say of a relation, or what the encoder makes of its sentence where that one is sure enough; `manner` are its chances.

    What the words of a frame deny mostly stands: a denial taken for a fact is worse than the reverse. So does a contract that is made.
    """
    column = int(manner.argmax())
    denied = reading.polarity is Polarity.DENIED
    enough = _SURE if framed else _SURE_ALONE
    if denied or reading.status is not Status.CURRENT:
        enough += _AGAINST_CUE
    if manner[column] < enough or (denied and denial_stands):
        return reading
    if reading.agreed and column == MANNERS.index(Status.PLANNED):
        return reading  # "has agreed to buy capacity": it is there once it is agreed
    if column == DENIED:
        return msgspec.structs.replace(reading, polarity=Polarity.DENIED)
    return msgspec.structs.replace(reading, status=MANNERS[column], polarity=Polarity.AFFIRMED)


def _ruled_out(passage: Passage, draft: Draft, trees: Sequence[Draft]) -> str | None:
    if draft.surface and draft.frame != PAIRS and any(turned_round(passage, draft, tree) for tree in trees):
        return "turned round by the tree"
    if is_question(passage, draft):
        return "is a question"
    return "contradicted by the register" if contradicted(draft) else None


def turned_round(passage: Passage, draft: Draft, tree: Draft) -> bool:
    """True where word order takes another party for the subject than the tree of the same verb.

    "Musk, who founded A, is suing B": the words before the verb are A, its subject is Musk. Members of a list that
    the tree has cut short are left alone.
    """
    if (
        (draft.trigger, draft.relation) != (tree.trigger, tree.relation)
        or tree.object is None
        or draft.object is None
    ):
        return False
    if tree.object.start == draft.subject.start or tree.subject.start == draft.object.start:
        return True
    between = tree.subject.start < draft.subject.start < passage.doc[draft.trigger].idx
    listed = {word.i for word in coordinated(passage.doc[tree.subject.last - 1])}
    return between and listed.isdisjoint(range(draft.subject.first, draft.subject.last))


def _theme(draft: Draft) -> Theme:
    object_id = draft.object.entity_id if draft.object else None
    return draft.relation, draft.subject.entity_id, object_id, draft.sentence


def _readers(drafts: Sequence[Draft]) -> dict[Theme, frozenset[str]]:
    """Who read each theme: trees, patterns over word order, names by themselves, the classifier."""
    found: dict[Theme, set[str]] = defaultdict(set)
    for draft in drafts:
        found[_theme(draft)].add(_reader(draft))
    return {theme: frozenset(readers) for theme, readers in found.items()}


def _reader(draft: Draft) -> str:
    if draft.frame == PAIRS:
        return "pairs"
    if draft.frame in BY_NAME:
        return "name"
    return "pattern" if draft.surface else "tree"


def _rank(read: ReadClaim) -> tuple[bool, bool, int, int, float]:
    framed = read.draft.frame not in (PAIRS, OWN_NAME)
    denied = read.reading.polarity is Polarity.DENIED
    return framed, denied, len(read.qualifiers), _CAUTION.index(read.reading.status), read.confidence
