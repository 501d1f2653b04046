"""What refers back: "the company", "the cloud giant", "it", 该公司, 其. Each to the entity that the text was about.

A phrase of `lang/xx/coreference.yaml` looks back for an entity of its type: the subject of its own sentence first, then of
the sentences before, then the nearest name. A descriptive noun ("the chipmaker") only takes an entity of its kind where
entities.yaml knows the kind. A party never refers to the other party of its own clause.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources

import msgspec
from spacy.tokens import Doc, Span, Token

from extractors.frames.register import makes
from extractors.frames.roles import base, roles, syntax
from extractors.mentions import Mention, Mentions, Reference
from kg.model import EntityType, entities

#: "its", of which the subject of the clause is the likeliest owner; other phrases hardly mean that subject.
_POSSESSIVES = frozenset({"its", "his", "her", "their", "其"})
#: How many words up the verb of a phrase is sought: "the company's largest shareholder".
_CLIMB = 3
#: How long a product name after "its" may be.
_WITHIN = 40


class Anaphor(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Phrases that refer back: a regular expression, the type they take, the kinds of entity where known."""

    pattern: str
    type: EntityType
    kinds: frozenset[str] = frozenset()
    sentences: int = 3
    subject_only: bool = False


@cache
def anaphors(lang: str) -> tuple[tuple[Anaphor, re.Pattern[str]], ...]:
    """The phrases of a language, compiled."""
    raw = resources.files("extractors").joinpath(f"lang/{lang}/coreference.yaml").read_bytes()
    found = msgspec.yaml.decode(raw, type=list[Anaphor])
    return tuple((anaphor, re.compile(anaphor.pattern)) for anaphor in found)


def refer_back(doc: Doc, names: Mentions, *, lang: str) -> Iterator[Mention]:
    """Mentions for the phrases of `doc` that refer to one of `names`, in text order."""
    text = doc.text
    sentences = list(doc.sents)
    taken: list[Mention] = list(names)
    found: list[tuple[int, int, int, Anaphor]] = []
    for i, sentence in enumerate(sentences):
        for anaphor, pattern in anaphors(lang):
            found.extend(
                (hit.start("it") if "it" in pattern.groupindex else hit.start(), hit.end(), i, anaphor)
                for hit in pattern.finditer(text, sentence.start_char, sentence.end_char)
            )
    for start, end, i, anaphor in sorted(found, key=lambda hit: (hit[0], -hit[1])):
        if any(start < other.end and other.start < end for other in taken):
            continue
        span = doc.char_span(start, end, alignment_mode="expand")
        if span is None or _names_follow(span, names):
            continue
        antecedent = _maker(span, names, anaphor) or _antecedent(span, sentences, i, anaphor, taken)
        if antecedent is None:
            continue
        mention = msgspec.structs.replace(
            antecedent,
            first=span.start,
            last=span.end,
            start=span.start_char,
            end=span.end_char,
            text=span.text,
            reference=Reference.ANAPHOR,
        )
        taken.append(mention)
        yield mention


def _names_follow(span: Span, names: Mentions) -> bool:
    """True for "the company Acme": the phrase introduces a name and refers to nothing before it."""
    if span.end >= len(span.doc):
        return False
    following = span.doc[span.end]
    return (
        names.at(following) is not None
        and following.head.i in {following.i, *range(span.start, span.end)}
        and base(following) in {"appos", "flat", "compound"}
    )


def _maker(span: Span, names: Mentions, anaphor: Anaphor) -> Mention | None:
    """Whose product follows: "its Claude models" are those of the firm, named before, that entities.yaml has as maker."""
    if anaphor.type is not EntityType.ORGANIZATION:
        return None
    product = next(names.within(span.end_char, span.end_char + _WITHIN), None)
    if product is None or product.type is not EntityType.PRODUCT or product.start - span.end_char > 1:
        return None
    before = list(names.within(0, span.start_char))
    return next((named for named in reversed(before) if makes(named.entity_id, product.entity_id)), None)


def _antecedent(
    span: Span, sentences: Sequence[Span], index: int, anaphor: Anaphor, taken: Sequence[Mention]
) -> Mention | None:
    doc = span.doc
    first = sentences[max(0, index - anaphor.sentences)].start_char
    rivals = _clause_mates(span, taken)
    best: tuple[int, int] | None = None
    chosen: Mention | None = None
    for mention in taken:
        if (
            not (first <= mention.start and mention.end <= span.start_char)
            or mention.type is not anaphor.type
        ):
            continue
        if mention.entity_id in rivals or not _is_kind(mention, anaphor):
            continue
        subject = _is_subject(doc[mention.last - 1], doc[mention.first])
        if anaphor.subject_only and not subject:
            continue
        reports = 3 if _reports(mention) else 0  # papers and databases are seldom "the company"
        distance = sum(1 for sentence in sentences[: index + 1] if sentence.start_char > mention.start)
        score = (2 * int(subject) - 2 * distance - reports, mention.start)
        if best is None or score > best:
            best, chosen = score, mention
    return chosen


def _is_kind(mention: Mention, anaphor: Anaphor) -> bool:
    listed = entities().get(mention.entity_id)
    if not anaphor.kinds or listed is None or listed.kind is None:
        return True
    return listed.kind in anaphor.kinds


def _reports(mention: Mention) -> bool:
    listed = entities().get(mention.entity_id)
    return listed is not None and listed.kind in {"media", "data", "exchange"}


def _is_subject(*tokens: Token) -> bool:
    return any(base(token) == "nsubj" for token in tokens)


def _clause_mates(span: Span, taken: Sequence[Mention]) -> set[str]:
    """Entities that are another argument of the same verb: "Amazon invests in the model maker" is not Amazon."""
    if base(span.root) == "nsubj" or (len(span) == 1 and span.text.lower() in _POSSESSIVES):
        return set()
    governor = span.root.head
    for _ in range(_CLIMB):
        if governor.pos_ in {"VERB", "AUX"} or any(base(child) == "nsubj" for child in governor.children):
            break
        governor = governor.head
    said = roles(governor, syntax(span.doc.lang_))
    mates = {word.i for role in ("subj", "obj") for word in said.get(role, ())}
    return {
        mention.entity_id for mention in taken if any(i in mates for i in range(mention.first, mention.last))
    }
