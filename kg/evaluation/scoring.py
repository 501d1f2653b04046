"""One passage measured: which of its claims were found, which are missing, what is false.

Claims of one relation whose first names agree are one, however often the passage says it; the ends of a symmetric
relation may be exchanged. A claim that is found only as an optional one is left out of the count.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import msgspec

from kg.evaluation.counts import Counts, Share
from kg.evaluation.gold import NO_CLAIM, QUALIFIERS, GoldClaim, Passage, Predicted
from kg.evaluation.names import Names, keys, meet
from kg.model import relations

#: What a claim says that does not say it.
UNSAID = {"status": "current", "polarity": "affirmed"}


class Triple(msgspec.Struct, frozen=True):
    """The gold claims of one relation and pair of parties, with all names that are right at either end."""

    relation: str
    subjects: Names
    objects: Names
    claims: tuple[GoldClaim, ...]

    @property
    def optional(self) -> bool:
        """True where finding it is neither asked for nor wrong."""
        return all(claim.optional for claim in self.claims)

    def joins(self, one: Names, other: Names) -> bool:
        """Whether these are the parties, in this order."""
        return meet(self.subjects, one) and meet(self.objects, other)

    def is_about(self, one: Names, other: Names) -> bool:
        """Whether these are the parties, in either order."""
        return self.joins(one, other) or self.joins(other, one)

    def holds_of(self, one: Names, other: Names) -> bool:
        """Whether these are the parties, in this order where the relation has one."""
        return self.is_about(one, other) if _is_symmetric(self.relation) else self.joins(one, other)

    def spellings(self, *, of_subject: bool) -> list[str]:
        """All names of a party as the gold writes them, the longest first."""
        first = self.claims[0].subject[0]
        found: set[str] = set()
        for claim in self.claims:
            turned = claim.subject[0] != first
            found.update((claim.subject if of_subject != turned else claim.object) or ())
        return sorted(found, key=lambda name: (-len(name), name))

    def said_by(self, claim: Predicted) -> bool:
        """Whether a claim says this relation of these parties; qualifiers aside."""
        return claim.relation == self.relation and self.holds_of(keys(claim.subject), keys(claim.object))


class Slip(msgspec.Struct, frozen=True, kw_only=True):
    """A qualifier that no claim found for a triple has right: what it should be, and what was said (None: nothing)."""

    qualifier: str
    wanted: tuple[Any, ...]
    said: tuple[Any, ...]
    triple: Triple
    claims: tuple[Predicted, ...]


class PassageScore(msgspec.Struct, frozen=True, kw_only=True):
    """What was right and wrong in one passage."""

    id: str
    lang: str
    without_claims: bool
    claims: Counts
    pairs: Counts
    relations: Mapping[str, Counts]
    qualifiers: Mapping[str, Share]
    missed: tuple[Triple, ...]
    false: tuple[Predicted, ...]
    slips: tuple[Slip, ...]


def score(passage: Passage, claims: Iterable[Predicted]) -> PassageScore:
    """Measure the claims that were found in a passage."""
    triples = triples_of(passage.claims)
    claims = list(claims)
    found, false = _assigned(triples, claims)
    asked = [(triple, said) for triple, said in zip(triples, found, strict=True) if not triple.optional]
    missed = tuple(triple for triple, said in asked if not said)
    right = [triple for triple, said in asked if said]
    by_relation = {
        name: Counts(
            right=sum(triple.relation == name for triple in right),
            wrong=sum(claim.relation == name for claim in false),
            missed=sum(triple.relation == name for triple in missed),
        )
        for name in sorted({triple.relation for triple, _ in asked} | {claim.relation for claim in false})
    }
    qualifiers, slips = _qualifiers(asked)
    return PassageScore(
        id=passage.id,
        lang=passage.lang,
        without_claims=passage.kind == NO_CLAIM,
        claims=Counts(right=len(right), wrong=len(false), missed=len(missed)),
        pairs=_pairs(triples, claims),
        relations=by_relation,
        qualifiers=qualifiers,
        missed=missed,
        false=tuple(false),
        slips=tuple(slips),
    )


def triples_of(claims: Iterable[GoldClaim]) -> list[Triple]:
    """Gold claims put together by relation and first names, in the order of their first."""
    groups: dict[tuple[str, str, str | None], list[GoldClaim]] = {}
    for claim in claims:
        one, other = claim.subject[0], claim.object[0] if claim.object else None
        place = (claim.relation, one, other)
        if other is not None and _is_symmetric(claim.relation) and place not in groups:
            turned = (claim.relation, other, one)
            place = turned if turned in groups else place
        groups.setdefault(place, []).append(claim)
    return [_triple(group, first=place[1]) for place, group in groups.items()]


def _triple(claims: Sequence[GoldClaim], *, first: str) -> Triple:
    subjects: set[str] = set()
    objects: set[str] = set()
    for claim in claims:
        turned = claim.subject[0] != first
        subjects |= keys(claim.object if turned else claim.subject)
        objects |= keys(claim.subject if turned else claim.object)
    return Triple(claims[0].relation, frozenset(subjects), frozenset(objects), tuple(claims))


def _assigned(
    triples: Sequence[Triple], claims: Iterable[Predicted]
) -> tuple[list[list[Predicted]], list[Predicted]]:
    """The claims that say each triple, and of those that say none the last of each kind.

    A claim that could say several says one that is asked for, and sooner one that nothing has said yet.
    """
    found: list[list[Predicted]] = [[] for _ in triples]
    false: dict[tuple[str, ...], Predicted] = {}
    for claim in claims:
        fitting = [i for i, triple in enumerate(triples) if triple.said_by(claim)]
        if fitting:
            best = min(fitting, key=lambda i: (triples[i].optional, bool(found[i])))
            found[best].append(claim)
            continue
        ends = [min(keys(claim.subject), default=""), min(keys(claim.object), default="")]
        false[claim.relation, *(sorted(ends) if _is_symmetric(claim.relation) else ends)] = claim
    return found, list(false.values())


def _is_symmetric(name: str) -> bool:
    known = relations().get(name)
    return known is not None and known.symmetric


def _qualifiers(
    asked: Iterable[tuple[Triple, Sequence[Predicted]]],
) -> tuple[dict[str, Share], list[Slip]]:
    """How many of the qualifiers that the gold gives are right, and the others."""
    shares: dict[str, Share] = {}
    slips: list[Slip] = []
    for triple, said in asked:
        for qualifier in QUALIFIERS if said else ():
            given = [c for c in triple.claims if not c.optional and getattr(c, qualifier) is not None]
            if not given:
                continue
            values = [_value(claim, qualifier) for claim in said]
            fits = any(_AGREES[qualifier](gold, value) for gold in given for value in values)
            before = shares.get(qualifier, Share())
            shares[qualifier] = before + Share(right=int(fits), total=1)
            if not fits:
                wanted = dict.fromkeys(getattr(gold, qualifier) for gold in given)
                slips.append(
                    Slip(
                        qualifier=qualifier,
                        wanted=tuple(wanted),
                        said=tuple(dict.fromkeys(values)),
                        triple=triple,
                        claims=tuple(said),
                    )
                )
    return shares, slips


def _value(claim: Predicted, qualifier: str) -> Any:
    value = getattr(claim, qualifier)
    return UNSAID.get(qualifier) if value is None else value


def _same_amount(gold: GoldClaim, value: Any) -> bool:
    """Within a hundredth: "about $2.99bn" may be given as 3bn."""
    wanted = gold.amount
    return value is not None and wanted is not None and abs(wanted - value) <= 0.01 * abs(wanted)


def _same_percent(gold: GoldClaim, value: Any) -> bool:
    return value is not None and gold.percent is not None and abs(gold.percent - value) <= 1e-6


def _same_status(gold: GoldClaim, value: Any) -> bool:
    return value == gold.status or value in gold.status_ok


def _same_date(qualifier: str) -> Callable[[GoldClaim, Any], bool]:
    return lambda gold, value: value is not None and str(value) == str(getattr(gold, qualifier))


def _same_word(qualifier: str) -> Callable[[GoldClaim, Any], bool]:
    return lambda gold, value: (
        value is not None and value.casefold() == str(getattr(gold, qualifier)).casefold()
    )


_AGREES: Mapping[str, Callable[[GoldClaim, Any], bool]] = {
    "amount": _same_amount,
    "currency": _same_word("currency"),
    "percent": _same_percent,
    "exclusivity": _same_word("exclusivity"),
    "valid_from": _same_date("valid_from"),
    "valid_until": _same_date("valid_until"),
    "status": _same_status,
    "polarity": _same_word("polarity"),
}


def _pairs(triples: Iterable[Triple], claims: Iterable[Predicted]) -> Counts:
    """Parties brought together, whatever the relation. Pairs that share their names at both ends are one."""
    groups: list[list[Triple]] = []
    for triple in triples:
        if not triple.objects:
            continue
        apart: list[list[Triple]] = []
        joined = [triple]
        for group in groups:
            if any(other.is_about(triple.subjects, triple.objects) for other in group):
                joined += group
            else:
                apart.append(group)
        groups = [*apart, joined]
    hit = [False] * len(groups)
    false: set[tuple[str, ...]] = set()
    for claim in claims:
        one, other = keys(claim.subject), keys(claim.object)
        if not other:
            continue
        about = [i for i, group in enumerate(groups) if any(t.is_about(one, other) for t in group)]
        for i in about:
            hit[i] = True
        if not about:
            false.add(tuple(sorted((min(one, default=""), min(other)))))
    asked = [i for i, group in enumerate(groups) if not all(triple.optional for triple in group)]
    right = sum(hit[i] for i in asked)
    return Counts(right=right, wrong=len(false), missed=len(asked) - right)
