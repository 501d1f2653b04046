"""Money that comes back: directed cycles of payments, with the fact behind each hop."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import msgspec
import networkx as nx

from kg.analysis._entities import entity_id
from kg.analysis._facts import (
    FactEdge,
    FactGraph,
    by_evidence,
    end_of,
    money_interval,
    name_of,
    ranked,
    read_facts,
    status_order,
    witnesses,
)
from kg.model import InvalidRecord, LimitReached, MoneyFlow, Per, Status, relation

if TYPE_CHECKING:
    Payments = Mapping[tuple[str, str], tuple[FactEdge, ...]]


class MoneyHop(msgspec.Struct, frozen=True, kw_only=True):
    """One step of a loop: `facts` tell that `payer` pays `payee`, the one that speaks for the hop first.

    That is one not replaced, undisputed, not over, with a sum in a known currency, done rather than
    promised, told by most publishers: in this order. `low` to `high` is its sum: "up to 50" is 0 to 50,
    "at least 50" has no `high`, and the total of a round is a ceiling. The other facts may tell of the same
    money, so nothing is added up.
    """

    payer_id: str
    payer: str
    payee_id: str
    payee: str
    low: float | None
    high: float | None
    facts: tuple[FactEdge, ...]


class Loop(msgspec.Struct, frozen=True, kw_only=True):
    """A cycle of payments through `length` entities, each once, from the smallest id on.

    `bottleneck_low` to `bottleneck_high` is the least of the hops' sums, in plain units of `currency`, per
    `per` for rates: what could have gone all the way round. None where a hop has no sum or the hops' sums
    do not compare; `bottleneck_high` is also None where there is no ceiling. `current` to `ended` are the
    shares of hops with that status. `disputed` if a hop rests on disputed facts only, `n_publishers` of the
    hop fewest tell of. `since` to `until` is when all hops held; empty (`since` not before `until`) if
    they never did at once. `breaks_without` names the facts each of which the loop cannot do without.
    """

    rank: int
    route: str
    length: int
    currency: str | None
    per: Per | None
    bottleneck_low: float | None
    bottleneck_high: float | None
    current: float
    planned: float
    conditional: float
    ended: float
    disputed: bool
    n_publishers: int
    since: str
    until: str
    entities: tuple[str, ...]
    names: tuple[str, ...]
    breaks_without: tuple[str, ...]
    hops: tuple[MoneyHop, ...]


def money_loops(
    graph: FactGraph,
    *,
    entity: str | None = None,
    min_length: int = 2,
    max_length: int = 5,
    relations: Iterable[str] | None = None,
    statuses: Iterable[str] | None = None,
    as_of: str | None = None,
    disputed: bool = True,
    at_most: int = 10_000,
) -> list[Loop]:
    """Loops of `min_length` to `max_length` hops, those through `entity` if given.

    Money runs as relations.yaml says: an investor, buyer or payer of revenue pays the object, a customer of
    a cloud or licence the subject. Undisputed loops come first, then those with more hops done, then
    larger bottlenecks (by currency: nothing is converted), more publishers, fewer hops, ids.

    Raises LimitReached if there are more than `at_most` loops: which ones came first would be chance.

    >>> import networkx as nx
    >>> graph = nx.MultiDiGraph()
    >>> _ = graph.add_edge("amd", "openai", key="f1", relation="INVESTS_IN", status="conditional")
    >>> _ = graph.add_edge("openai", "amd", key="f2", relation="BUYS_FROM", status="current",
    ...                    amount=9e9, currency="USD", amount_bound="up_to")
    >>> loop, = money_loops(graph)
    >>> loop.route, loop.current, loop.bottleneck_high, [hop.high for hop in loop.hops]
    ('amd -> openai -> amd', 0.5, None, [None, 9000000000.0])
    """
    if not 2 <= min_length <= max_length:
        raise InvalidRecord(f"loops of {min_length} to {max_length} hops: give 2 <= min_length <= max_length")
    through = None if entity is None else entity_id(graph, entity)
    facts = read_facts(graph, relations=relations, statuses=statuses, as_of=as_of, disputed=disputed)
    payments = _payments(facts)
    loops = [
        _loop(graph, cycle, payments)
        for cycle in _cycles(payments, through=through, max_length=max_length, at_most=at_most)
        if min_length <= len(cycle)
    ]
    loops.sort(key=_order)
    return [msgspec.structs.replace(loop, rank=rank) for rank, loop in enumerate(loops, start=1)]


def _payments(facts: Iterable[FactEdge]) -> "Payments":
    """The facts by payer and payee, the one that speaks for the hop first."""
    by_hop: dict[tuple[str, str], list[FactEdge]] = defaultdict(list)
    for fact in facts:
        if fact.object_id is None or fact.object_id == fact.subject_id:
            continue
        match relation(fact.relation).money:
            case MoneyFlow.TO_OBJECT:
                by_hop[fact.subject_id, fact.object_id].append(fact)
            case MoneyFlow.TO_SUBJECT:
                by_hop[fact.object_id, fact.subject_id].append(fact)
            case MoneyFlow.NONE:
                pass
    return {hop: tuple(ranked(by_hop[hop], key=_by_money)) for hop in sorted(by_hop)}


def _by_money(fact: FactEdge) -> tuple[object, ...]:
    has_sum = fact.amount is not None and fact.currency is not None
    disputed, _, publishers, confidence, id_ = by_evidence(fact)
    over = fact.status is Status.ENDED
    return (
        disputed,
        over,
        not has_sum,
        fact.per is not None,
        status_order(fact),
        publishers,
        confidence,
        -(fact.amount or 0.0),
        id_,
    )


def _cycles(
    payments: "Payments", *, through: str | None, max_length: int, at_most: int
) -> Iterator[tuple[str, ...]]:
    """Every simple cycle once, from its smallest id on."""
    payers: nx.DiGraph[str] = nx.DiGraph()
    payers.add_edges_from(payments)
    if through is None:
        cycles: Iterator[list[str]] = nx.simple_cycles(payers, length_bound=max_length)
    else:
        cycles = _round_trips(payers, through, max_length=max_length)
    for count, cycle in enumerate(cycles):
        if count == at_most:
            raise LimitReached(
                f"more than {at_most:,} loops of up to {max_length} hops; lower max_length, keep fewer relations "
                "or statuses, name an entity, or raise at_most"
            )
        first = cycle.index(min(cycle))
        yield tuple(cycle[first:] + cycle[:first])


def _round_trips(payers: "nx.DiGraph[str]", entity: str, *, max_length: int) -> Iterator[list[str]]:
    """The cycles through one entity, from it on: paths to a second self, to which all payments to it go."""
    if entity not in payers:
        return
    out = nx.single_source_shortest_path_length(payers, entity, cutoff=max_length)
    back = nx.single_source_shortest_path_length(payers.reverse(copy=False), entity, cutoff=max_length)
    near = payers.subgraph(
        [node for node in out if node in back and out[node] + back[node] <= max_length]
    ).copy()
    near.add_edges_from([(payer, _SECOND_SELF) for payer in near.predecessors(entity)])
    near.remove_edges_from(list(near.in_edges(entity)))
    if _SECOND_SELF in near:
        for path in nx.all_simple_paths(near, entity, _SECOND_SELF, cutoff=max_length):
            yield path[:-1]


#: No entity has this id.
_SECOND_SELF = "\0"


def _loop(graph: FactGraph, cycle: tuple[str, ...], payments: "Payments") -> Loop:
    hops = tuple(_hop(graph, hop, payments[hop]) for hop in zip(cycle, cycle[1:] + cycle[:1], strict=True))
    leaders = [hop.facts[0] for hop in hops]
    currency, per, low, high = _bottleneck(hops)
    names = tuple(name_of(graph, entity) for entity in cycle)
    return Loop(
        rank=0,
        route=" -> ".join((*names, names[0])),
        length=len(cycle),
        currency=currency,
        per=per,
        bottleneck_low=low,
        bottleneck_high=high,
        current=_share(leaders, Status.CURRENT),
        planned=_share(leaders, Status.PLANNED),
        conditional=_share(leaders, Status.CONDITIONAL),
        ended=_share(leaders, Status.ENDED),
        disputed=any(fact.disputed for fact in leaders),
        n_publishers=min(map(witnesses, leaders)),
        since=max(fact.since for fact in leaders),
        until=min(map(end_of, leaders)),
        entities=cycle,
        names=names,
        breaks_without=tuple(hop.facts[0].id or "" for hop in hops if len(hop.facts) == 1),
        hops=hops,
    )


def _hop(graph: FactGraph, ends: tuple[str, str], facts: tuple[FactEdge, ...]) -> MoneyHop:
    payer, payee = ends
    low, high = money_interval(facts[0]) or (None, None)
    return MoneyHop(
        payer_id=payer,
        payer=name_of(graph, payer),
        payee_id=payee,
        payee=name_of(graph, payee),
        low=low,
        high=None if high == float("inf") else high,
        facts=facts,
    )


def _bottleneck(hops: tuple[MoneyHop, ...]) -> tuple[str | None, Per | None, float | None, float | None]:
    """Currency, period and the interval of the least sum, where all hops' sums compare."""
    units = {(hop.facts[0].currency, hop.facts[0].per) for hop in hops}
    lows = [hop.low for hop in hops if hop.low is not None]
    highs = [hop.high for hop in hops if hop.high is not None]
    currency, per = min(units, key=str)
    if len(units) > 1 or currency is None or len(lows) < len(hops):
        return None, None, None, None
    return currency, per, min(lows), min(highs, default=None)


def _share(facts: list[FactEdge], status: Status) -> float:
    return sum(fact.status is status for fact in facts) / len(facts)


def _order(loop: Loop) -> tuple[object, ...]:
    size = loop.bottleneck_high if loop.bottleneck_high is not None else loop.bottleneck_low
    return (
        loop.disputed,
        -loop.current,
        size is None,
        loop.currency or "",
        -(size or 0.0),
        -loop.n_publishers,
        loop.length,
        loop.entities,
    )
