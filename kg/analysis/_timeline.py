"""What happened to one entity, day by day."""

from collections.abc import Iterable

import msgspec

from kg.analysis._entities import entity_id
from kg.analysis._facts import FactEdge, FactGraph, check_day, end_of, listed, read_facts, read_valuations
from kg.model import OPEN_END, OPEN_START


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """One dated point of one fact.

    `what` says what the day is: "since" the stated start, "until" the first day on which it no longer
    holds, "reported" the day of first publication where no start is stated; "undated" where not even
    that is known (`day` is then None). `other` is the entity at the other end, None for a valuation.
    """

    day: str | None
    what: str
    other_id: str | None
    other: str | None
    fact: FactEdge


def timeline(
    graph: FactGraph,
    *,
    entity: str,
    relations: Iterable[str] | None = None,
    statuses: Iterable[str] | None = None,
    since: str | None = None,
    until: str | None = None,
    disputed: bool = True,
) -> list[Moment]:
    """The facts and valuations of one entity in order of time, undated ones last.

    A state with a known end stands twice, at its start and its end. `since` and `until` keep days in that
    half-open interval. Raises NotFound for an entity that the graph does not have.

    >>> import networkx as nx
    >>> graph = nx.MultiDiGraph()
    >>> _ = graph.add_edge("openai", "microsoft", key="f1", relation="LICENSES_TO", status="current",
    ...                    until="2033-01-01", first_published="2026-04-27")
    >>> [(row.day, row.what, row.other) for row in timeline(graph, entity="openai")]
    [('2026-04-27', 'reported', 'microsoft'), ('2033-01-01', 'until', 'microsoft')]
    """
    for bound in (since, until):
        if bound is not None:
            check_day(bound)
    centre = entity_id(graph, entity)
    wanted = None if relations is None else listed(relations)
    given = None if statuses is None else listed(statuses)
    near = graph.subgraph({centre, *graph.predecessors(centre), *graph.successors(centre)})
    facts = [
        fact
        for fact in read_facts(near, relations=wanted, statuses=given, disputed=disputed)
        if centre in (fact.subject_id, fact.object_id)
    ]
    if wanted is None or "VALUED_AT" in wanted:
        facts += read_valuations(graph, centre, statuses=given, disputed=disputed)
    moments = [moment for fact in facts for moment in _moments(fact, centre)]
    if since is not None or until is not None:
        first, after = since or OPEN_START, until or OPEN_END
        moments = [moment for moment in moments if moment.day is not None and first <= moment.day < after]
    return sorted(moments, key=_order)


def _moments(fact: FactEdge, centre: str) -> list[Moment]:
    if fact.since != OPEN_START:
        points: list[tuple[str | None, str]] = [(fact.since, "since")]
    elif fact.first_published is not None:
        points = [(fact.first_published, "reported")]
    else:
        points = [(None, "undated")]
    if end_of(fact) != OPEN_END:
        points.append((end_of(fact), "until"))
    outgoing = fact.subject_id == centre
    other_id, other = (fact.object_id, fact.object) if outgoing else (fact.subject_id, fact.subject)
    return [Moment(day=day, what=what, other_id=other_id, other=other, fact=fact) for day, what in points]


def _order(moment: Moment) -> tuple[object, ...]:
    fact = moment.fact
    return (
        moment.day is None,
        moment.day or "",
        fact.relation,
        moment.other_id or "",
        fact.id or "",
        moment.what,
    )
