"""Direct stakes: who holds how much of whom, and whether the sums can be true."""

from collections import defaultdict

import msgspec

from kg.analysis._facts import FactEdge, FactGraph, name_of, percent_interval, ranked, read_facts
from kg.model import StakeKind, Status


class Stake(msgspec.Struct, frozen=True, kw_only=True):
    """What one holder has of one company.

    `percent` is the number as told, None where nobody tells one; `low` to `high` what it may stand for
    ("up to 10" is 0 to 10, a stake without a number 0 to 100). `control`: a subsidiary, or most of the
    votes. `facts` are all facts of this pair, first the one that gives the number.
    """

    holder_id: str
    holder: str
    company_id: str
    company: str
    percent: float | None
    low: float
    high: float
    control: bool
    facts: tuple[FactEdge, ...]


class StakeSum(msgspec.Struct, frozen=True, kw_only=True):
    """All told stakes in one company: sums of the numbers, of their lower and of their upper ends.

    `percent` is None where no stake has a number, `without_number` counts those. `impossible`: even the
    lower ends add up to more than 100.
    """

    company_id: str
    company: str
    holders: int
    without_number: int
    percent: float | None
    low: float
    high: float
    impossible: bool
    hops: tuple[Stake, ...]


def stake_sums(graph: FactGraph, *, as_of: str | None = None, disputed: bool = True) -> list[StakeSum]:
    """What is known of each company's owners: impossible sums first, then larger ones, then by id.

    >>> import networkx as nx
    >>> graph = nx.MultiDiGraph()
    >>> for holder, percent in [("foundation", 26), ("microsoft", 27), ("employees", 49)]:
    ...     _ = graph.add_edge(holder, "openai", key=holder, relation="HOLDS_STAKE_IN", status="current",
    ...                        percent=percent)
    >>> [(row.company, row.holders, row.percent, row.impossible) for row in stake_sums(graph)]
    [('openai', 3, 102.0, True)]
    """
    by_company: dict[str, list[Stake]] = defaultdict(list)
    for stake in read_stakes(graph, as_of=as_of, disputed=disputed):
        by_company[stake.company_id].append(stake)
    sums = [_sum(stakes) for stakes in by_company.values()]
    return sorted(sums, key=lambda row: (not row.impossible, -(row.percent or 0.0), row.company_id))


def _sum(stakes: list[Stake]) -> StakeSum:
    numbers = [stake.percent for stake in stakes if stake.percent is not None]
    low = round(sum(stake.low for stake in stakes), 9)
    return StakeSum(
        company_id=stakes[0].company_id,
        company=stakes[0].company,
        holders=len(stakes),
        without_number=len(stakes) - len(numbers),
        percent=round(sum(numbers), 9) if numbers else None,
        low=low,
        high=round(sum(stake.high for stake in stakes), 9),
        impossible=low > 100,
        hops=tuple(sorted(stakes, key=lambda stake: (-(stake.percent or 0.0), stake.holder_id))),
    )


def read_stakes(graph: FactGraph, *, as_of: str | None, disputed: bool) -> list[Stake]:
    """One stake a pair, by holder and company: those that hold on that day, or without a day the latest.

    Planned and conditional stakes are none yet. A share of the votes is no share of the company.
    """
    facts = read_facts(
        graph,
        relations=("HOLDS_STAKE_IN", "SUBSIDIARY_OF"),
        statuses=(Status.CURRENT,) if as_of is None else (Status.CURRENT, Status.ENDED),
        as_of=as_of,
        disputed=disputed,
    )
    by_pair: dict[tuple[str, str], list[FactEdge]] = defaultdict(list)
    for fact in facts:
        holder, company = _ends(fact)
        if holder != company:
            by_pair[holder, company].append(fact)
    return [_stake(graph, pair, by_pair[pair]) for pair in sorted(by_pair)]


def _ends(fact: FactEdge) -> tuple[str, str]:
    """Holder and company."""
    object_ = fact.object_id or ""
    return (fact.subject_id, object_) if fact.relation == "HOLDS_STAKE_IN" else (object_, fact.subject_id)


def _stake(graph: FactGraph, pair: tuple[str, str], facts: list[FactEdge]) -> Stake:
    ordered = ranked(facts)
    numbered = [fact for fact in ordered if fact.percent is not None and not _is_vote(fact)]
    ordered.sort(key=lambda fact: fact not in numbered)
    low, high = percent_interval(numbered[0]) if numbered else (0.0, 100.0)
    holder, company = pair
    return Stake(
        holder_id=holder,
        holder=name_of(graph, holder),
        company_id=company,
        company=name_of(graph, company),
        percent=numbered[0].percent if numbered else None,
        low=low,
        high=high,
        control=any(_controls(fact) for fact in ordered),
        facts=tuple(ordered),
    )


def _is_vote(fact: FactEdge) -> bool:
    return fact.stake_kind is StakeKind.VOTING


def _controls(fact: FactEdge) -> bool:
    return fact.relation == "SUBSIDIARY_OF" or (_is_vote(fact) and percent_interval(fact)[0] > 50)
