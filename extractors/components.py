"""The spaCy components: names, values, claims. Each can be added to anybody's pipeline that has UD trees.

nlp.add_pipe("kg_names"); nlp.add_pipe("kg_values"); nlp.add_pipe("kg_claims")
doc = nlp("Microsoft holds about 27 percent of OpenAI.")
doc._.kg_claims
"""

from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from extractors.frames.descriptors import match_descriptors
from extractors.frames.draft import Draft
from extractors.frames.match import match
from extractors.frames.register import contradicted
from extractors.frames.roles import coordinated
from extractors.frames.surface import match_surface
from extractors.mentions import Mention, Mentions, Reference
from extractors.modality import Reading, is_question, read_modality
from extractors.names.coreference import refer_back
from extractors.names.recognize import TYPES, find_names
from extractors.passage import Passage, Values
from extractors.qualifiers import qualify
from extractors.values import find_dates, find_money, find_percents
from kg.model import Status

Component = Callable[[Doc], Doc]


class ReadClaim(msgspec.Struct, frozen=True):
    """A relation read in a Doc, with all that its sentence says of it; offsets are those of the Doc's text."""

    draft: Draft
    reading: Reading
    qualifiers: dict[str, Any]
    confidence: float


def _extend() -> None:
    """Declare what the components write on a Doc."""
    for name, default in (
        ("kg_mentions", None),
        ("kg_values", None),
        ("kg_claims", None),
        ("kg_published", None),
    ):
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=default)


@Language.factory("kg_names", requires=["token.dep"], assigns=["doc.ents", "doc._.kg_mentions"])
def make_names(nlp: Language, name: str) -> Component:  # noqa: ARG001, spaCy passes both
    """Names (listed and recognized) and what refers back to them."""
    _extend()
    lang = nlp.lang or ""

    def names(doc: Doc) -> Doc:
        text = doc.text
        recognized = [(ent.start_char, ent.end_char, ent.label_) for ent in doc.ents]
        found: list[Mention] = []
        ents: list[Span] = []
        taken = -1
        for named in find_names(text, recognized):
            span = doc.char_span(named.start, named.end, label=named.label, alignment_mode="expand")
            if span is None or span.start < taken:
                continue
            taken = span.end
            ents.append(span)
            found.append(
                Mention(
                    first=span.start,
                    last=span.end,
                    start=named.start,
                    end=named.end,
                    text=text[named.start : named.end],
                    type=named.type,
                    entity_id=named.entity_id,
                    canonical=named.canonical,
                    reference=Reference.DESCRIPTOR if named.descriptor else Reference.NAME,
                )
            )
        doc.ents = ents
        mentions = Mentions(found)
        doc._.kg_mentions = Mentions([*mentions, *refer_back(doc, mentions, lang=lang)])
        return doc

    return names


@Language.factory("kg_more_names", assigns=["doc.ents"], default_config={"pipeline": ""})
def make_more_names(nlp: Language, name: str, pipeline: str) -> Component:  # noqa: ARG001
    """The names that another installed pipeline finds (`en_core_web_sm`, or a folder), beside those found so far.

    Goes before `kg_names`. Where both see a name at one place, the longer span stays.
    """
    other = spacy.load(pipeline)

    def more_names(doc: Doc) -> Doc:
        further = other(doc.text).ents
        spans = [
            doc.char_span(ent.start_char, ent.end_char, label=ent.label_, alignment_mode="contract")
            for ent in further
        ]
        kept = [span for span in spans if isinstance(span, Span) and len(span) and span.label_ in TYPES]
        doc.ents = filter_spans([*doc.ents, *kept])
        return doc

    return more_names


@Language.factory("kg_values", assigns=["doc._.kg_values"])
def make_values(nlp: Language, name: str) -> Component:  # noqa: ARG001
    """Sums of money, percentages and dates; dates resolved against `doc._.kg_published`."""
    _extend()
    lang = nlp.lang or ""

    def values(doc: Doc) -> Doc:
        text = doc.text
        doc._.kg_values = Values(
            money=tuple(find_money(text, lang=lang)),
            percents=tuple(find_percents(text, lang=lang)),
            dates=tuple(find_dates(text, lang=lang, published=doc._.kg_published)),
        )
        return doc

    return values


@Language.factory(
    "kg_claims", requires=["token.dep", "doc._.kg_mentions", "doc._.kg_values"], assigns=["doc._.kg_claims"]
)
def make_claims(nlp: Language, name: str) -> Component:  # noqa: ARG001
    """Relations between names, with values, modality and source."""
    _extend()
    lang = nlp.lang or ""

    def claims(doc: Doc) -> Doc:
        doc._.kg_claims = list(read_claims(doc, lang=lang))
        return doc

    return claims


def read_claims(doc: Doc, *, lang: str) -> Iterator[ReadClaim]:
    """The claims of a Doc, one a relation and pair of parties in a sentence: the best read of each."""
    passage = Passage(doc, doc.text, lang, doc._.kg_mentions, doc._.kg_values)
    best: dict[tuple[object, ...], ReadClaim] = {}
    trees = list(match(passage))
    drafts = [*trees, *match_surface(passage), *match_descriptors(passage)]
    for draft in drafts:
        if draft.surface and any(turned_round(passage, draft, tree) for tree in trees):
            continue
        if is_question(passage, draft) or contradicted(draft):
            continue
        qualifiers = qualify(passage, draft)
        if draft.object is None and "amount" not in qualifiers:
            continue
        reading = read_modality(passage, draft)
        if reading.status is Status.ENDED and "valid_until" not in qualifiers and "valid_from" in qualifiers:
            qualifiers["valid_until"] = qualifiers.pop("valid_from")  # "ended in May": the day it ended
        read = ReadClaim(draft, reading, qualifiers, _confidence(draft))
        key = (
            draft.relation,
            draft.subject.entity_id,
            draft.object.entity_id if draft.object else None,
            draft.sentence,
        )
        if key not in best or _rank(read) > _rank(best[key]):
            best[key] = read
    yield from sorted(
        best.values(), key=lambda read: (read.draft.sentence, read.draft.relation, read.draft.subject.start)
    )


#: A reading that hedges counts before one that does not, where both read the same words.
_CAUTION = (Status.CURRENT, Status.PLANNED, Status.ENDED, Status.CONDITIONAL, Status.CONSIDERED)


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


def _rank(read: ReadClaim) -> tuple[int, int, float]:
    return len(read.qualifiers), _CAUTION.index(read.reading.status), read.confidence


def _confidence(draft: Draft) -> float:
    """A first estimate by how the parties are named; calibrated figures come with the trained second opinion."""
    parties = [draft.subject, *([draft.object] if draft.object else [])]
    anaphors = sum(party.reference is Reference.ANAPHOR for party in parties)
    unlisted = sum(party.entity_id.startswith("x_") for party in parties)
    return round(0.9 - 0.15 * anaphors - 0.05 * unlisted, 2)
