"""What a model said, held against the article: a claim is kept if its quote is there and holds what it says.

Nothing of an answer is believed. Names, values and dates are found in the quote by the same code as the
built-in extractor's; what fails is dropped with a reason, counted and logged.
"""

import logging
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from extractors.llm.answer import Said
from extractors.llm.parties import End, Placed, Span, place, settle
from extractors.llm.quotes import Folded, find, fold
from extractors.llm.reasons import Rejected
from extractors.llm.tally import Tally
from extractors.llm.values import Values, check_qualifiers, find_values
from extractors.names.recognize import Name, find_names
from kg.model import QUALIFIERS, Article, Claim, InvalidClaim, Polarity, Relation, Status, relations

log = logging.getLogger(__name__)

#: Every claim gets this: a model says nothing usable of how sure it is. See docs/how-to/llm.md.
CONFIDENCE = 0.8
#: A longer quote is no sentence; and no piece of an article holds more claims.
MAX_QUOTE = 1_000
MAX_CLAIMS = 200
#: Relations whose one party is often named in the name of the other: "Amazon Prime Video", 小米汽车.
_OWNED = frozenset({"DEVELOPS", "SUBSIDIARY_OF"})


class _Draft(msgspec.Struct, frozen=True):
    said: Said
    relation: Relation
    status: Status
    polarity: Polarity
    quote: Span
    subject: Placed
    object: Placed | None


def check(
    article: Article,
    answers: Iterable[tuple[int, int, Sequence[Said | None]]],
    *,
    extractor: str,
    tally: Tally,
) -> list[Claim]:
    """The claims of an article that hold, in text order; `answers` come with the piece that each is about."""
    folded = fold(article.text)
    drafts: list[_Draft] = []
    for start, end, said in answers:
        if len(said) > MAX_CLAIMS:
            tally.dropped[f"beyond {MAX_CLAIMS} claims in one answer"] += len(said) - MAX_CLAIMS
        for claim in said[:MAX_CLAIMS]:
            try:
                drafts.append(_draft(claim, folded, start=start, end=end))
            except Rejected as reason:
                _dropped(article, claim, reason, tally)
    ends = [end for draft in drafts for end in (draft.subject, draft.object) if end is not None]
    names = find_names(article.text, [proposal for end in ends for proposal in end.proposals], whole=True)
    values = find_values(article)
    kept: list[Claim] = []
    for draft in drafts:
        try:
            kept.append(_claim(draft, article, folded, names, values, extractor=extractor, tally=tally))
        except (Rejected, InvalidClaim) as reason:
            _dropped(article, draft.said, reason, tally)
    merged = _merge(kept)
    tally.kept += len(merged)
    if len(merged) < len(kept):
        tally.dropped["duplicate"] += len(kept) - len(merged)
    return merged


def _dropped(article: Article, said: Said | None, reason: Exception, tally: Tally) -> None:
    why = str(reason) if isinstance(reason, Rejected) else "breaks the contract of claims"
    tally.dropped[why] += 1
    log.info(
        "%s: a claim was dropped: %s: %r", article.id, reason, None if said is None else said.quote[:120]
    )


def _draft(said: Said | None, folded: Folded, *, start: int, end: int) -> _Draft:
    if said is None:
        raise Rejected("not of the form asked for")
    relation = relations().get(said.relation)
    if relation is None:
        raise Rejected("relation not in the vocabulary")
    try:
        status, polarity = Status(said.status), Polarity(said.polarity)
    except ValueError:
        raise Rejected("status or polarity not in the vocabulary") from None
    if len(said.quote) > MAX_QUOTE or "\n" in fold(said.quote.strip()).text:
        raise Rejected("quote is more than a sentence")
    quote = next(find(said.quote, folded, start=start, end=end), None)
    if quote is None:
        raise Rejected("quote not in the article")
    if relation.is_literal != (said.object is None):
        raise Rejected("types do not fit the relation")
    subject = place(said.subject, folded, quote=quote)
    object_ = None if said.object is None else place(said.object, folded, quote=quote)
    return _Draft(said, relation, status, polarity, quote, subject, object_)


def _claim(
    draft: _Draft,
    article: Article,
    folded: Folded,
    names: Sequence[Name],
    values: Values,
    *,
    extractor: str,
    tally: Tally,
) -> Claim:
    text, (start, end) = article.text, draft.quote
    subject, object_ = _ends(draft, names, text)
    if object_ is not None and subject.entity_id == object_.entity_id:
        raise Rejected("subject and object are the same")
    if not draft.relation.allows(subject.type, None if object_ is None else object_.type):
        raise Rejected("types do not fit the relation")

    def drop(reason: str) -> None:
        tally.qualifiers[reason] += 1
        log.info("%s: a qualifier was dropped: %s: %r", article.id, reason, text[start:end][:120])

    qualifiers = check_qualifiers(
        dict(draft.said.qualifiers or {}), values, folded, text, quote=draft.quote, names=names, drop=drop
    )
    if draft.relation.is_literal and "amount" not in qualifiers:
        raise Rejected("value not in the quote")
    return Claim(
        article=article.id,
        lang=article.lang,
        relation=draft.said.relation,
        subject=subject.canonical,
        subject_id=subject.entity_id,
        subject_type=subject.type,
        object=object_.canonical if object_ else None,
        object_id=object_.entity_id if object_ else None,
        object_type=object_.type if object_ else None,
        status=draft.status,
        polarity=draft.polarity,
        quote=text[start:end],
        start=start,
        end=end,
        subject_text=subject.text,
        subject_start=subject.start,
        object_text=object_.text if object_ else None,
        object_start=object_.start if object_ else None,
        confidence=CONFIDENCE,
        extractor=extractor,
        published=article.published,
        publisher=article.publisher,
        story=article.story,
        **qualifiers,
    )


def _ends(draft: _Draft, names: Sequence[Name], text: str) -> tuple[End, End | None]:
    """Both parties; the one that may be named in the name of the other comes second."""
    if draft.object is None:
        return settle(draft.subject, names, text), None
    whole, owner = draft.object, draft.subject
    if draft.said.relation == "SUBSIDIARY_OF":
        whole, owner = owner, whole
    first = settle(whole, names, text)
    may_begin = draft.said.relation in _OWNED
    second = settle(owner, names, text, beside=(first.start, first.end), may_begin=may_begin)
    return (first, second) if draft.said.relation == "SUBSIDIARY_OF" else (second, first)


def _merge(claims: Iterable[Claim]) -> list[Claim]:
    """Claims in text order, those that say the same of one sentence as one.

    The qualifiers of both are kept where they agree or only one has them; two sums are two claims.
    """
    kept: list[Claim] = []
    for claim in claims:
        for i, other in enumerate(kept):
            joined = _joined(other, claim)
            if joined is not None:
                kept[i] = joined
                break
        else:
            kept.append(claim)
    return sorted(
        kept, key=lambda claim: (claim.start, claim.subject_start or 0, claim.object_start or 0, claim.id)
    )


def _joined(one: Claim, other: Claim) -> Claim | None:
    if (one.group, one.status, one.polarity) != (other.group, other.status, other.polarity):
        return None
    if one.end <= other.start or other.end <= one.start:
        return None
    more: dict[str, Any] = {}
    for name in QUALIFIERS:
        mine, theirs = getattr(one, name), getattr(other, name)
        if mine is None and theirs is not None:
            more[name] = theirs
        elif theirs not in (None, mine):
            return None
    return msgspec.structs.replace(one, id="", **more) if more else one
