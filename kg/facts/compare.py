"""Two claims of one group, compared: are they about one thing, do they agree on it, who are the witnesses?

The order of the questions is the order of this module:

1. `apart`: they speak of different things (two rounds, voting and equity), so they cannot contradict.
2. `agree`: what both of them give overlaps. What one leaves out agrees with everything.
3. `witnesses`: how many independent sources stand behind some claims.
"""

import re
from collections.abc import Iterable

from kg.model import AmountOf, Bound, Claim, Per, RelationKind, StakeKind, Status, bounds, interval, relation

_PER_YEAR = {Per.MONTH: 12, Per.QUARTER: 4, Per.YEAR: 1}
_ROUND = re.compile(r"series\s*([a-z])\b|\b([a-z])\s*轮|(种子|天使|战略)轮|(seed|angel|strategic)")
_ROUND_ZH = {"种子": "seed", "天使": "angel", "战略": "strategic"}
_WORD = re.compile(r"[a-z0-9]{2,}|(?=([\u4e00-\u9fff]{2}))")


def apart(one: Claim, other: Claim) -> bool:
    """True if both claims of one group can hold at once, because they are about different things.

    Two rounds; equity and votes; for events also two dates that cannot be one, or two products that
    share no word, unless the sum is the same. Words are compared within one language only: 显卡 and "GPUs" may be one thing.
    """
    if _differ(_round(one.round), _round(other.round)):
        return True
    if {one.stake_kind, other.stake_kind} == {StakeKind.EQUITY, StakeKind.VOTING}:
        return True
    if relation(one.relation).kind != RelationKind.EVENT:
        return False
    if not _dates_meet(one.valid_from, other.valid_from):
        return True
    same_sum = one.amount is not None and other.amount is not None and _amounts_meet(one, other)
    return not same_sum and one.lang == other.lang and _share_no_word(one.product, other.product)


def agree(one: Claim, other: Claim) -> bool:
    """True if nothing that both claims give contradicts: sums, percentages, exclusivity, the stated end.

    Numbers meet as intervals, so "about 27 %" agrees with 26.8, and "up to $50bn" with $8bn.
    """
    if _differ(one.exclusivity, other.exclusivity):
        return False
    if Status.ENDED not in (one.status, other.status) and not _dates_meet(one.valid_until, other.valid_until):
        return False
    return _amounts_meet(one, other) and _overlap(
        _interval(one.percent, one.percent_bound), _interval(other.percent, other.percent_bound)
    )


def witnesses(claims: Iterable[Claim]) -> int:
    """How many independent sources the claims come from.

    Articles of one story or one publisher are one witness, and so is a chain of these: a story that
    two publishers carry makes one witness of both.
    """
    sources: list[set[str]] = []
    for keys in {_source(claim) for claim in claims}:
        joined = set(keys).union(*(source for source in sources if source & keys))
        sources = [source for source in sources if not source & keys] + [joined]
    return len(sources)


def _source(claim: Claim) -> frozenset[str]:
    keys = {f"story:{claim.story}"} if claim.story else set()
    if claim.publisher:
        keys.add(f"publisher:{claim.publisher.casefold()}")
    return frozenset(keys or {f"article:{claim.article}"})


def _differ(one: object | None, other: object | None) -> bool:
    return one is not None and other is not None and one != other


def _round(words: str | None) -> str | None:
    """The round that the words name, in either language; None where it cannot be told.

    >>> _round("Series F"), _round("F轮"), _round("a seed round"), _round("种子轮"), _round("latest")
    ('f', 'f', 'seed', 'seed', None)
    """
    found = _ROUND.search(words.casefold()) if words else None
    if found is None:
        return None
    name = next(group for group in found.groups() if group)
    return _ROUND_ZH.get(name, name)


def _share_no_word(one: str | None, other: str | None) -> bool:
    """True if two products of one language have nothing in common: no Latin word, no two Chinese characters.

    >>> _share_no_word("AI chips", "GPU chips"), _share_no_word("云服务", "算力芯片"), _share_no_word("GPUs", None)
    (False, True, False)
    """
    if not one or not other:
        return False
    words, others = (
        {found.group(1) or found.group() for found in _WORD.finditer(t.casefold())} for t in (one, other)
    )
    return words.isdisjoint(others)


def _dates_meet(one: str | None, other: str | None) -> bool:
    if one is None or other is None:
        return True
    (first, after), (other_first, other_after) = interval(one), interval(other)
    return first < other_after and other_first < after


def _amounts_meet(one: Claim, other: Claim) -> bool:
    """False if both give a sum of the same kind, and these cannot be one sum.

    A round's total and one investor's own part are not compared, nor a rate with a sum.
    """
    if one.amount is None or other.amount is None:
        return True
    if (one.amount_of == AmountOf.TOTAL) != (other.amount_of == AmountOf.TOTAL):
        return True
    if (one.per is None) != (other.per is None):
        return True
    return not _differ(one.currency, other.currency) and _overlap(
        _interval(_yearly(one), one.amount_bound), _interval(_yearly(other), other.amount_bound)
    )


def _yearly(claim: Claim) -> float | None:
    if claim.amount is None or claim.per is None:
        return claim.amount
    return claim.amount * _PER_YEAR[claim.per]


def _interval(value: float | None, bound: Bound | None) -> tuple[float, float]:
    """The numbers that a value stands for; all of them where none is given."""
    return (float("-inf"), float("inf")) if value is None else bounds(value, bound or Bound.EXACT)


def _overlap(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]
