"""The facts on the edges of a graph, read once, checked, filtered and in a fixed order."""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec

from kg.model import (
    OPEN_END,
    OPEN_START,
    AmountOf,
    Bound,
    Exclusivity,
    InvalidRecord,
    Per,
    RelationKind,
    StakeKind,
    Status,
    bounds,
    interval,
    ready,
    relation,
)

if TYPE_CHECKING:
    import networkx as nx

#: Entities and facts as `kg.analysis` describes them.
FactGraph: TypeAlias = "nx.MultiDiGraph[str]"


class FactEdge(msgspec.Struct, frozen=True, kw_only=True):
    """One fact as an edge of the graph carries it. Its object is None for a valuation, and only there."""

    id: str | None
    relation: str
    subject_id: str
    subject: str
    object_id: str | None = None
    object: str | None = None
    status: Status
    disputed: bool = False
    amount: float | None = None
    currency: str | None = None
    amount_bound: Bound | None = None
    amount_of: AmountOf | None = None
    per: Per | None = None
    percent: float | None = None
    percent_bound: Bound | None = None
    stake_kind: StakeKind | None = None
    exclusivity: Exclusivity | None = None
    position: str | None = None
    since: str = OPEN_START
    until: str = OPEN_END
    confidence: float | None = None
    n_claims: int = 1
    n_publishers: int = 1
    first_published: str | None = None
    quote: str | None = None
    quote_lang: str | None = None
    url: str | None = None
    publisher: str | None = None


def read_facts(
    graph: FactGraph,
    *,
    relations: str | Iterable[str] | None = None,
    statuses: str | Iterable[str] | None = None,
    as_of: str | None = None,
    disputed: bool = True,
) -> list[FactEdge]:
    """The facts that pass the filters described in `kg.analysis`, by subject, object and id.

    Raises UnknownRelation for a filter that names none, and InvalidRecord for an edge that breaks the
    contract, a status that is none, or an `as_of` that is not a whole day.
    """
    wanted = None if relations is None else {relation(name) and name for name in listed(relations)}
    facts = [
        _fact(graph, subject, object_, str(key), attributes)
        for subject, object_, key, attributes in graph.edges(keys=True, data=True)
        if wanted is None or attributes.get("relation") in wanted
    ]
    kept = _keep(facts, statuses=statuses, as_of=as_of, disputed=disputed)
    return sorted(kept, key=lambda fact: (fact.subject_id, fact.object_id, fact.id))


def read_valuations(
    graph: FactGraph, entity: str, *, statuses: str | Iterable[str] | None = None, disputed: bool = True
) -> list[FactEdge]:
    """What the entity is said to be worth, as facts without an object, by day, amount and currency."""
    facts = [
        to_fact(
            {"id": None, "status": Status.CURRENT, **valuation},
            relation="VALUED_AT",
            subject_id=entity,
            subject=name_of(graph, entity),
        )
        for valuation in graph.nodes[entity].get("valuations") or ()
    ]
    kept = _keep(facts, statuses=statuses, as_of=None, disputed=disputed)
    return sorted(kept, key=lambda fact: (fact.since, fact.amount or 0.0, fact.currency or "", fact.id or ""))


def _keep(
    facts: Iterable[FactEdge], *, statuses: str | Iterable[str] | None, as_of: str | None, disputed: bool
) -> Iterable[FactEdge]:
    allowed = None if statuses is None else {_status(name) for name in listed(statuses)}
    if as_of is not None:
        check_day(as_of)
    return (
        fact
        for fact in facts
        if (allowed is None or fact.status in allowed)
        and (as_of is None or holds(fact, as_of))
        and (disputed or not fact.disputed)
    )


def to_fact(attributes: Mapping[str, Any], **ends: str) -> FactEdge:
    """A fact of edge attributes and ends; raises InvalidRecord where they break the contract."""
    known = {key: value for key, value in attributes.items() if value is not None or key == "id"}
    try:
        fact = msgspec.convert(known | ends, ready(FactEdge))
    except msgspec.ValidationError as error:
        where = " ".join(str(ends.get(end, "")) for end in ("subject_id", "object_id")).strip()
        raise InvalidRecord(
            f"fact {attributes.get('id')!r} of {where}: {error}; see help(kg.analysis)"
        ) from None
    relation(fact.relation)
    return fact


def _fact(graph: FactGraph, subject: str, object_: str, key: str, attributes: Mapping[str, Any]) -> FactEdge:
    return to_fact(
        {**attributes, "id": key},
        subject_id=subject,
        subject=name_of(graph, subject),
        object_id=object_,
        object=name_of(graph, object_),
    )


def name_of(graph: FactGraph, entity: str) -> str:
    """The name to show: the node's, else its id."""
    return str(graph.nodes[entity].get("name") or entity)


def type_of(graph: FactGraph, entity: str) -> str | None:
    """The label of the node, None where the graph does not say."""
    kind = graph.nodes[entity].get("entity_type")
    return None if kind is None else str(kind)


def holds(fact: FactEdge, day: str) -> bool:
    """True if the fact holds on that day, by the rule in `kg.analysis`."""
    if fact.status is Status.ENDED and fact.until == OPEN_END:
        return False
    return fact.since <= day < end_of(fact)


def end_of(fact: FactEdge) -> str:
    """The first day on which the fact no longer holds; what has happened never ends unless it is said so."""
    return OPEN_END if is_event(fact) and fact.status is not Status.ENDED else fact.until


def is_event(fact: FactEdge) -> bool:
    """True for what happens once: from then on it has happened."""
    return relation(fact.relation).kind is RelationKind.EVENT


def is_symmetric(fact: FactEdge) -> bool:
    """True where subject and object could change places."""
    return relation(fact.relation).symmetric


def check_day(day: str) -> str:
    """`day`, if it is a whole day (2026-04-27); raises InvalidRecord otherwise."""
    if interval(day)[0] != day:
        raise InvalidRecord(f"{day!r} is not a whole day: write it as 2026-04-27")
    return day


def witnesses(fact: FactEdge) -> int:
    """How many publishers tell it; one at least, for an article may not name its own."""
    return max(fact.n_publishers, 1)


_STATUS_ORDER = (Status.CURRENT, Status.PLANNED, Status.CONDITIONAL, Status.CONSIDERED, Status.ENDED)


def by_evidence(fact: FactEdge) -> tuple[bool, int, int, float, str]:
    """Sort key, best first: undisputed, done before promised before over, publishers, confidence, id."""
    return fact.disputed, status_order(fact), -fact.n_publishers, -(fact.confidence or 0.0), fact.id or ""


def ranked(
    facts: Iterable[FactEdge], *, key: Callable[[FactEdge], tuple[Any, ...]] = by_evidence
) -> list[FactEdge]:
    """Facts about one pair, best first by `key`, those last that a later fact of the same kind replaced."""
    facts = list(facts)
    return sorted(facts, key=lambda fact: (any(_replaces(other, fact) for other in facts), *key(fact)))


def _replaces(later: FactEdge, fact: FactEdge) -> bool:
    same = (later.relation, later.subject_id, later.object_id) == (
        fact.relation,
        fact.subject_id,
        fact.object_id,
    )
    return same and end_of(fact) <= later.since


def status_order(fact: FactEdge) -> int:
    """0 for what is done, more for what is promised, most for what is over."""
    return _STATUS_ORDER.index(fact.status)


def money_interval(fact: FactEdge) -> tuple[float, float] | None:
    """The closed interval of the subject's own sum, in plain units of the fact's currency, or None.

    The total of a round is a ceiling for each who takes part in it.
    """
    if fact.amount is None:
        return None
    low, high = bounds(fact.amount, fact.amount_bound or Bound.EXACT)
    return (0.0 if fact.amount_of is AmountOf.TOTAL else low), high


def percent_interval(fact: FactEdge) -> tuple[float, float]:
    """The closed interval of the stake in percent: 0 to 100 where the text gives no number."""
    if fact.percent is None:
        return 0.0, 100.0
    low, high = bounds(fact.percent, fact.percent_bound or Bound.EXACT)
    return low, min(high, 100.0)


def listed(words: str | Iterable[str]) -> list[str]:
    """One word or several, as a list that can be read again."""
    return [words] if isinstance(words, str) else list(words)


def _status(name: str) -> Status:
    try:
        return Status(name)
    except ValueError:
        raise InvalidRecord(f"{name!r} is not a status: use {', '.join(Status)}") from None
