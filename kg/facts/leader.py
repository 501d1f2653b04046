"""Which claim of a period speaks for it, and why."""

from collections import defaultdict
from collections.abc import Sequence

from kg.facts.compare import agree, witnesses
from kg.model import AttributionKind, Bound, Claim

#: What a claim can give a value of, by which a fact is told from another.
_VALUES = ("amount", "percent", "exclusivity", "valid_until", "currency", "amount_bound", "percent_bound")
#: What makes a claim precise: every qualifier but who said it.
_DETAILS = (
    "amount", "currency", "amount_of", "per", "percent", "stake_kind", "basis", "valid_from", "valid_until",
    "exclusivity", "capped", "covers", "product", "position", "round",
)  # fmt: skip
_OFFICIAL = (AttributionKind.ORGANIZATION, AttributionKind.PERSON)

_WHY = (
    "it gives the value, others give none",
    "more independent publishers agree with it",
    "its speaker is official, others are not",
    "it is the most precise",
    "it is the newest",
    "it is equal to others and its id comes first",
)


def choose_leader(claims: Sequence[Claim]) -> tuple[Claim, str]:
    """The claim that speaks for a period, and in words why it does.

    A claim that gives a value comes before those that give none: they agree with any. Then most
    independent publishers, official speaker over none over unnamed, most precise, newest, id.
    """
    support = _support(claims)
    ranked = sorted(claims, key=lambda claim: claim.id)
    ranked.sort(key=lambda claim: _rank(claim, support=support[value_of(claim)]), reverse=True)
    leader = ranked[0]
    if len(ranked) == 1:
        return leader, "the only claim"
    n, _ = support[value_of(leader)]
    reason = _WHY[_first_difference(leader, ranked[1], support=support)]
    publishers = "1 publisher" if n == 1 else f"{n} publishers"
    return leader, f"leads {len(ranked)} claims: {reason} ({publishers} for it)"


def _support(claims: Sequence[Claim]) -> dict[tuple[object, ...], tuple[int, int]]:
    """By value, how many independent witnesses agree with it and how many say just this.

    There are few values and many claims, so values are compared, not claims.
    """
    by_value: dict[tuple[object, ...], list[Claim]] = defaultdict(list)
    for claim in claims:
        by_value[value_of(claim)].append(claim)
    return {
        value: (
            witnesses(c for others in by_value.values() if agree(same[0], others[0]) for c in others),
            witnesses(same),
        )
        for value, same in by_value.items()
    }


def value_of(claim: Claim) -> tuple[object, ...]:
    """All that `agree` looks at: claims of one value agree with the same claims."""
    return (*(getattr(claim, name) for name in _VALUES), claim.amount_of, claim.per, claim.status)


def _rank(
    claim: Claim, *, support: tuple[int, int]
) -> tuple[bool, tuple[int, int], int, tuple[int, int], str]:
    has_value = any(getattr(claim, name) is not None for name in _VALUES)
    if claim.attribution_kind in _OFFICIAL:
        official = 2
    else:
        official = 0 if claim.attribution_kind == AttributionKind.UNNAMED else 1
    details = sum(getattr(claim, name) is not None for name in _DETAILS)
    exact = sum(bound in (None, Bound.EXACT) for bound in (claim.amount_bound, claim.percent_bound))
    return has_value, support, official, (details, exact), claim.published or ""


def _first_difference(
    leader: Claim, second: Claim, *, support: dict[tuple[object, ...], tuple[int, int]]
) -> int:
    ours = _rank(leader, support=support[value_of(leader)])
    theirs = _rank(second, support=support[value_of(second)])
    pairs = zip(ours, theirs, strict=True)
    return next((n for n, (mine, other) in enumerate(pairs) if mine != other), len(ours))
