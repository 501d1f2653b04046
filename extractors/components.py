"""The spaCy components: names, references, values, claims. They can be added to anybody's pipeline that has UD trees.

for reading in ("kg_names", "kg_references", "kg_values", "kg_claims"):
    nlp.add_pipe(reading)
doc = nlp("Microsoft holds about 27 percent of OpenAI.")
doc._.kg_claims
"""

from collections.abc import Callable

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from extractors.mentions import Mention, Mentions, Reference
from extractors.names.coreference import refer_back
from extractors.names.recognize import TYPES, find_names
from extractors.names.structure import propose
from extractors.passage import Values
from extractors.reading import draft_claims, read_claims
from extractors.text import text_of
from extractors.values import find_dates, find_money, find_percents

Component = Callable[[Doc], Doc]


def _extend() -> None:
    """Declare what the components write on a Doc."""
    for name, default in (
        ("kg_mentions", None),
        ("kg_values", None),
        ("kg_claims", None),
        ("kg_fallen", None),
        ("kg_published", None),
    ):
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=default)


@Language.factory("kg_names", assigns=["doc.ents", "doc._.kg_mentions"])
def make_names(nlp: Language, name: str) -> Component:  # noqa: ARG001, spaCy passes both
    """Names, listed and recognized."""
    _extend()
    lang = nlp.lang or ""

    def names(doc: Doc) -> Doc:
        text = text_of(doc)
        recognized = [(ent.start_char, ent.end_char, ent.label_) for ent in doc.ents]
        recognized += propose(text, recognized, lang=lang)
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
        doc._.kg_mentions = Mentions(found)
        if not doc.has_annotation("DEP"):
            for span in ents:
                for token in span[1:]:
                    token.is_sent_start = False  # a parser may end one within a name: “Chuy” García
        return doc

    return names


@Language.factory(
    "kg_references",
    requires=["token.dep", "doc._.kg_mentions"],
    assigns=["doc._.kg_mentions"],
)
def make_references(nlp: Language, name: str) -> Component:  # noqa: ARG001
    """What refers back to names: "the company", "it"."""
    _extend()
    lang = nlp.lang or ""

    def references(doc: Doc) -> Doc:
        mentions = doc._.kg_mentions
        doc._.kg_mentions = Mentions([*mentions, *refer_back(doc, mentions, lang=lang)])
        return doc

    return references


@Language.factory("kg_more_names", assigns=["doc.ents"], default_config={"pipeline": ""})
def make_more_names(nlp: Language, name: str, pipeline: str) -> Component:  # noqa: ARG001
    """The names that another installed pipeline finds (`en_core_web_sm`, or a folder), beside those found so far.

    Goes before `kg_names`. Where both see a name at one place, the longer span stays.
    """
    other = spacy.load(pipeline)

    def more_names(doc: Doc) -> Doc:
        further = other(text_of(doc)).ents
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
        text = text_of(doc)
        doc._.kg_values = Values(
            money=tuple(find_money(text, lang=lang)),
            percents=tuple(find_percents(text, lang=lang)),
            dates=tuple(find_dates(text, lang=lang, published=doc._.kg_published)),
        )
        return doc

    return values


@Language.factory(
    "kg_claims",
    requires=["token.dep", "doc._.kg_mentions", "doc._.kg_values"],
    assigns=["doc._.kg_claims", "doc._.kg_mentions"],
)
def make_claims(nlp: Language, name: str) -> Component:  # noqa: ARG001
    """Relations between names, with values, modality and source; names that turn out to be none, or of another type, are put right."""
    _extend()
    lang = nlp.lang or ""

    def claims(doc: Doc) -> Doc:
        doc._.kg_fallen = []
        drafted = draft_claims(doc, lang=lang)
        doc._.kg_mentions = drafted.passage.mentions
        doc._.kg_claims = list(read_claims(drafted, fallen=doc._.kg_fallen))
        return doc

    return claims
