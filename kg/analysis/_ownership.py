"""Who owns how much of whom in the end: through chains of companies and through circles."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import msgspec
import networkx as nx

from kg.analysis._entities import entity_id
from kg.analysis._facts import FactGraph, name_of
from kg.analysis._stakes import Stake, read_stakes

if TYPE_CHECKING:
    Holdings = nx.DiGraph[str]
    Shares = Mapping[tuple[str, str], float]


class Ownership(msgspec.Struct, frozen=True, kw_only=True):
    """What one owner has of one company, directly and through others.

    Of each 100 that the company pays out, and that all holders pass on to theirs, `percent` reach the
    owner: by the numbers as told, stakes without one counted as nothing; None if that leaves nothing.
    `low` to `high` is what the numbers may stand for. `direct` is the told direct stake. `controls`: a
    subsidiary, or more than half held by the owner and those it controls. `impossible`: stakes on the way
    add up to more than 100. `distance` counts steps, and `hops` are all stakes on the way.
    """

    owner_id: str
    owner: str
    owned_id: str
    owned: str
    direct: float | None
    percent: float | None
    low: float
    high: float
    controls: bool
    impossible: bool
    distance: int
    hops: tuple[Stake, ...]


def ownership(
    graph: FactGraph,
    *,
    entity: str | None = None,
    as_of: str | None = None,
    disputed: bool = True,
    min_percent: float = 0.0,
) -> list[Ownership]:
    """Direct and indirect holdings, those of and in `entity` if given; by company, then share, then owner.

    Circles are solved, not cut: where A and B hold each other, what comes round again counts again, but
    what reached the owner has left the circle. Without `as_of` the latest stake of each pair counts.
    `min_percent` drops holdings that cannot reach it.

    >>> import networkx as nx
    >>> graph = nx.MultiDiGraph()
    >>> _ = graph.add_edge("alibaba", "ant", key="f1", relation="HOLDS_STAKE_IN", status="current", percent=33)
    >>> _ = graph.add_edge("ant", "unitree", key="f2", relation="HOLDS_STAKE_IN", status="current",
    ...                    percent=10, percent_bound="up_to")
    >>> [(row.owner, row.owned, row.percent, row.low, row.high) for row in ownership(graph, entity="alibaba")]
    [('alibaba', 'ant', 33.0, 33.0, 33.0), ('alibaba', 'unitree', 3.3, 0.0, 3.3)]
    """
    centre = None if entity is None else entity_id(graph, entity)
    holdings = _holdings(read_stakes(graph, as_of=as_of, disputed=disputed))
    shares = _all_shares(holdings)
    owners = set(holdings)
    if centre is not None:
        above: set[str] = nx.ancestors(holdings, centre) if centre in holdings else set()
        owners &= above | {centre}
    rows = [
        row
        for owner in sorted(owners)
        for row in _rows(graph, holdings, owner, only=None if owner == centre else centre, shares=shares)
        if row.high >= min_percent
    ]
    return sorted(
        rows, key=lambda row: (row.owned_id, -(row.percent or 0.0), -row.low, -row.high, row.owner_id)
    )


def _holdings(stakes: Iterable[Stake]) -> "Holdings":
    """Holder -> company, with the stake."""
    holdings: Holdings = nx.DiGraph()
    for stake in stakes:
        holdings.add_edge(stake.holder_id, stake.company_id, stake=stake)
    return holdings


def _rows(
    graph: FactGraph,
    holdings: "Holdings",
    owner: str,
    *,
    only: str | None,
    shares: "tuple[Shares, Shares, Shares]",
) -> list[Ownership]:
    """What the owner has, of `only` this company if given."""
    distances = nx.single_source_shortest_path_length(holdings, owner)
    below = holdings.subgraph(set(distances) - {owner}).copy()
    if not below:
        return []
    circles = [circle for circle in nx.strongly_connected_components(below) if len(circle) > 1]
    told, low, high = (_reaching(below, circles, owner, kind) for kind in shares)
    controlled = _controlled(holdings, owner, set(below))
    rows = []
    for owned in sorted(below) if only is None else [only]:
        hops = _hops(holdings, below, owner, owned)
        direct = holdings.edges[owner, owned]["stake"] if holdings.has_edge(owner, owned) else None
        rows.append(
            Ownership(
                owner_id=owner,
                owner=name_of(graph, owner),
                owned_id=owned,
                owned=name_of(graph, owned),
                direct=None if direct is None else direct.percent,
                percent=told.get(owned) or None,
                # A circle that does not settle: only what is certain without it, or nothing excluded.
                low=low.get(owned, 0.0 if direct is None else direct.low),
                high=high.get(owned, 100.0),
                controls=owned in controlled,
                impossible=any(_low_sum(holdings, stake.company_id) > 100 for stake in hops),
                distance=distances[owned],
                hops=hops,
            )
        )
    return rows


def _all_shares(holdings: "Holdings") -> "tuple[Shares, Shares, Shares]":
    """The shares (0 to 1) as told, at least and at most. At most: what the others at least hold is taken."""
    told, low, high = {}, {}, {}
    sums = {company: _low_sum(holdings, company) for company in holdings}
    for stake in (stake for company in holdings for stake in _into(holdings, company)):
        pair = stake.holder_id, stake.company_id
        left = 100 - (sums[stake.company_id] - stake.low)
        told[pair] = (stake.percent or 0.0) / 100
        low[pair] = stake.low / 100
        high[pair] = max(stake.percent or 0.0, stake.low, min(stake.high, left)) / 100
    return told, low, high


def _into(holdings: "Holdings", company: str) -> list[Stake]:
    return [holdings.edges[holder, company]["stake"] for holder in sorted(holdings.predecessors(company))]


def _low_sum(holdings: "Holdings", company: str) -> float:
    return round(sum(stake.low for stake in _into(holdings, company)), 9)


def _reaching(
    below: "Holdings", circles: Iterable[set[str]], owner: str, shares: "Shares"
) -> dict[str, float]:
    """Percent of each company `below` that reaches `owner`; without those behind a circle that never settles.

    The share x of a company is what the owner holds of it plus what those between hold of it times their
    own x: a linear system, with one solution unless a circle of holders owns itself.
    """
    import numpy as np

    unsettled: set[str] = set()
    for circle in circles:
        if _is_closed(circle, shares):
            unsettled |= circle | nx.descendants(below, next(iter(circle)))
    companies = sorted(set(below) - unsettled)
    if not companies:
        return {}
    index = {company: n for n, company in enumerate(companies)}
    passed = np.zeros((len(companies), len(companies)))
    for holder, company in below.edges:
        if holder in index and company in index:
            passed[index[company], index[holder]] = shares[holder, company]
    direct = np.array([shares.get((owner, company), 0.0) for company in companies])
    reaching = np.linalg.solve(np.eye(len(companies)) - passed, direct)
    return {company: round(min(100.0, 100.0 * float(reaching[n])), 9) for company, n in index.items()}


def _is_closed(circle: set[str], shares: "Shares") -> bool:
    """True if what goes round the circle does not get less."""
    import numpy as np

    members = sorted(circle)
    inner = np.array([[shares.get((one, other), 0.0) for other in members] for one in members])
    return bool(max(abs(np.linalg.eigvals(inner))) > 1 - 1e-9)


def _controlled(holdings: "Holdings", owner: str, candidates: set[str]) -> set[str]:
    """Subsidiaries, companies of which the owner and those it controls hold over half, and theirs in turn."""
    controlled: set[str] = set()
    while True:
        group = controlled | {owner}
        more = {company for company in candidates - controlled if _is_controlled(holdings, company, group)}
        if not more:
            return controlled
        controlled |= more


def _is_controlled(holdings: "Holdings", company: str, group: set[str]) -> bool:
    stakes = [stake for stake in _into(holdings, company) if stake.holder_id in group]
    return any(stake.control for stake in stakes) or sum(stake.low for stake in stakes) > 50


def _hops(holdings: "Holdings", below: "Holdings", owner: str, owned: str) -> tuple[Stake, ...]:
    """The stakes on all ways from the owner down to the owned, in the order of ids."""
    between = nx.ancestors(below, owned) | {owned}
    stakes = [
        stake
        for company in sorted(between)
        for stake in _into(holdings, company)
        if stake.holder_id in between or stake.holder_id == owner
    ]
    return tuple(sorted(stakes, key=lambda stake: (stake.holder_id, stake.company_id)))
