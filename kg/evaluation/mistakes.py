"""Every mistake with the place where it was made: the sentence, its parties, its parse, and what was nearly read there."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any

import msgspec

from kg.evaluation.gold import QUALIFIERS, GoldClaim, Passage, Predicted
from kg.evaluation.names import keys
from kg.evaluation.places import (
    Mark,
    Reading,
    marks_of,
    marks_of_claim,
    names_one,
    place_of,
    read,
    sentence_of,
)
from kg.evaluation.scoring import UNSAID, PassageScore, Slip, Triple
from kg.model import Attempt, ExplainedSentence, Explanation

#: At most so many readings that came to nothing are told of a missed claim, the nearest first.
MOST_NOTES = 8


class Kind(StrEnum):
    """What is wrong."""

    MISSED = "missed"
    FALSE = "false"
    QUALIFIER = "qualifier"


class Mistake(msgspec.Struct, frozen=True, kw_only=True):
    """One claim missed, one that is false, or one qualifier of a claim that was found.

    `said` are its qualifiers, or gold against found; `notes` why it may have happened; `parse` is the sentence as
    the extractor saw it, where it explains itself. `sentence` is empty where none names the parties.
    """

    kind: Kind
    passage: str
    lang: str
    relation: str
    subject: str
    object: str | None
    said: tuple[tuple[str, str], ...] = ()
    sentence: str = ""
    marks: tuple[Mark, ...] = ()
    notes: tuple[str, ...] = ()
    parse: ExplainedSentence | None = None


def mistakes(
    passage: Passage, result: PassageScore, *, text: str | None = None, explanation: Explanation | None = None
) -> Iterator[Mistake]:
    """The mistakes of a passage: what was missed, what is false, then qualifiers.

    `text` is the passage as the extractor read it, which its offsets count; without it, the passage's own.
    """
    reading = read(passage.text if text is None else text, explanation)
    for triple in result.missed:
        yield _missed(passage, triple, reading)
    for claim in result.false:
        yield _false(passage, claim, reading)
    for slip in result.slips:
        yield _slip(passage, slip, reading)


def _missed(passage: Passage, triple: Triple, reading: Reading) -> Mistake:
    gold = next(claim for claim in triple.claims if not claim.optional)
    place = place_of(triple, gold.evidence, reading)
    marks = [] if place is None else marks_of(triple, place, reading)
    return Mistake(
        kind=Kind.MISSED,
        passage=passage.id,
        lang=passage.lang,
        relation=triple.relation,
        subject=gold.subject[0],
        object=gold.object[0] if gold.object else None,
        said=_qualifiers(gold),
        notes=tuple(_why_missed(triple, place, reading)),
        **_shown(place, marks, reading, otherwise=gold.evidence),
    )


def _false(passage: Passage, claim: Predicted, reading: Reading) -> Mistake:
    return _of_claim(Kind.FALSE, passage, claim, reading, relation=claim.relation, said=_qualifiers(claim))


def _slip(passage: Passage, slip: Slip, reading: Reading) -> Mistake:
    said = (
        (f"{slip.qualifier}, gold", " or ".join(map(_written, slip.wanted))),
        (f"{slip.qualifier}, found", " and ".join(map(_written, slip.said))),
    )
    return _of_claim(
        Kind.QUALIFIER, passage, slip.claims[0], reading, relation=slip.triple.relation, said=said
    )


def _of_claim(
    kind: Kind,
    passage: Passage,
    claim: Predicted,
    reading: Reading,
    *,
    relation: str,
    said: tuple[tuple[str, str], ...],
) -> Mistake:
    """A mistake in a claim that was made, with what made it."""
    place = sentence_of(claim, reading)
    marks = [] if place is None else marks_of_claim(claim, place, reading)
    by = f"read by {claim.extractor or 'an unnamed extractor'}"
    notes = [by if claim.confidence is None else f"{by}, confidence {claim.confidence:g}"]
    if place is not None:
        read_as = [one for one in place.attempts if one.claim is not None and one.claim == claim.id]
        notes += [_called([attempt.frame], attempt) for attempt in read_as]
    return Mistake(
        kind=kind,
        passage=passage.id,
        lang=passage.lang,
        relation=relation,
        subject=_name(claim.subject) or "",
        object=_name(claim.object),
        said=said,
        notes=tuple(notes),
        **_shown(place, marks, reading, otherwise=claim.quote),
    )


def _shown(
    place: ExplainedSentence | None, marks: list[Mark], reading: Reading, *, otherwise: str | None
) -> dict[str, Any]:
    """The sentence of a mistake, or what the gold or the claim quotes where the text does not have it."""
    if place is None:
        return {"sentence": otherwise or ""}
    words, _ = reading.words(place)
    return {"sentence": words, "marks": tuple(marks), "parse": place if reading.explained else None}


def _name(names: str | tuple[str, ...] | None) -> str | None:
    return names if names is None or isinstance(names, str) else " / ".join(names)


def _qualifiers(claim: GoldClaim | Predicted) -> tuple[tuple[str, str], ...]:
    """What a claim says besides its parties, without what is taken as said anyway."""
    values = [(name, getattr(claim, name)) for name in QUALIFIERS]
    return tuple((name, _written(value)) for name, value in values if value not in {None, UNSAID.get(name)})


def _written(value: object) -> str:
    """A value as a person reads it.

    >>> _written(5_500_000_000_000.0), _written(27.5), _written(None)
    ('5,500,000,000,000', '27.5', 'nothing')
    """
    if isinstance(value, float):
        return f"{int(value):,}" if value.is_integer() and abs(value) < 1e15 else f"{value:,g}"
    return "nothing" if value is None else str(value)


def _why_missed(triple: Triple, place: ExplainedSentence | None, reading: Reading) -> Iterator[str]:
    """What kept a claim from being read, the nearest reading first."""
    if place is None:
        yield "no sentence names a party of it"
        return
    if not reading.explained:
        return
    ends = [("subject", triple.subjects), *([("object", triple.objects)] if triple.objects else [])]
    for role, names in ends:
        if not any(names_one(named, names) for named in place.names):
            yield f"the {role} was not seen as a name in this sentence"
    near: dict[tuple[str, ...], list[Attempt]] = {}
    for attempt in sorted(place.attempts, key=lambda attempt: _distance(attempt, triple)):
        same = _same_parties(attempt, triple)
        if attempt.relation == triple.relation or (same and attempt.fell is None):
            told = (attempt.relation, attempt.trigger, _parties(attempt), attempt.fell or "")
            near.setdefault(told, []).append(attempt)
    for attempts in list(near.values())[:MOST_NOTES]:
        yield _note(attempts)


def _distance(attempt: Attempt, triple: Triple) -> tuple[bool, bool, bool]:
    same = _same_parties(attempt, triple)
    return not same, attempt.fell is not None, attempt.subject is None and attempt.object is None


def _same_parties(attempt: Attempt, triple: Triple) -> bool:
    if attempt.subject is None:
        return False
    one, other = attempt.subject, attempt.object
    return triple.is_about(
        keys((one.canonical, one.text)), keys(None if other is None else (other.canonical, other.text))
    )


def _note(attempts: list[Attempt]) -> str:
    """Readings that differ only in their frame, in words."""
    first = attempts[0]
    called = _called(list(dict.fromkeys(attempt.frame for attempt in attempts)), first)
    parties = _parties(first)
    if first.fell is None:
        return f"read instead: {parties.replace(' → ', f' {first.relation} ')}; {called}"
    return f"{called}{f', {parties}' if parties else ''}: {first.fell}"


def _parties(attempt: Attempt) -> str:
    return " → ".join(end.text for end in (attempt.subject, attempt.object) if end is not None)


def _called(frames: list[str], attempt: Attempt) -> str:
    return f"frame{'s' if len(frames) > 1 else ''} {', '.join(frames)}, called by “{attempt.trigger}”"
