"""Questions about the whole graph: a NetworkX graph in, rows out.

Every function takes the graph first and returns a list of frozen records, sorted, the same for the same
graph whatever the order of its nodes and edges. `to_frame(rows)` makes a DataFrame of them, `table(rows)`
flat dicts. An entity is given by id or by name. Nothing here reads a store: `kg.open(...).to_networkx()`
makes the graph, and so may anybody who keeps to this contract.

The graph is a `networkx.MultiDiGraph`:

- A node is an entity: its key the entity id; attributes `name`, `entity_type` (Organization, Person or
  Product), `name_zh`, `names` (all spellings, to look it up by), and `valuations`, a list of mappings
  `{amount, currency, ...}`, one per VALUED_AT.
- An edge is a fact, subject -> object: its key the fact id; attributes `relation`, `status` (current, ended,
  planned, conditional), and, where known, `disputed`, `amount`, `currency`, `amount_bound`, `amount_of`,
  `per`, `percent`, `percent_bound`, `stake_kind`, `exclusivity`, `position`, `since`, `until` (day strings,
  half-open, 0001-01-01 and 9999-12-31 when open), `confidence`, `n_claims`, `n_publishers`,
  `first_published`, `quote` (the leading claim's sentence), `quote_lang`, `url`, `publisher`.
- An attribute that is None is absent. A symmetric relation is stored once; its direction says nothing.

Four keywords mean the same everywhere: `relations` keeps the facts of these relations, `statuses` those of
these statuses, `as_of` those that hold on that day, and `disputed=False` drops those that are disputed. A
state holds on the days of its period, an event from its start on. What is over, nobody says since when,
holds on no day. An open start counts as "always", for want of better.

>>> import networkx as nx
>>> from kg.analysis import money_loops
>>> graph = nx.MultiDiGraph()
>>> graph.add_node("nvidia", name="Nvidia", entity_type="Organization")
>>> graph.add_node("openai", name="OpenAI", entity_type="Organization")
>>> _ = graph.add_edge("nvidia", "openai", key="f1", relation="INVESTS_IN", status="planned")
>>> _ = graph.add_edge("openai", "nvidia", key="f2", relation="BUYS_FROM", status="current")
>>> [loop.route for loop in money_loops(graph)]
['Nvidia -> OpenAI -> Nvidia']
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from kg.analysis.registry import ANALYSES, Analysis, Kind, Parameter, analyses, find_analysis

if TYPE_CHECKING:
    from kg.analysis._brokers import Broker, brokers
    from kg.analysis._communities import Community, communities
    from kg.analysis._entities import entity_id
    from kg.analysis._facts import FactEdge, FactGraph
    from kg.analysis._importance import Importance, importance
    from kg.analysis._money_loops import Loop, MoneyHop, money_loops
    from kg.analysis._neighbourhood import Neighbour, neighbourhood
    from kg.analysis._ownership import Ownership, ownership
    from kg.analysis._paths import Path, PathHop, paths
    from kg.analysis._rows import nested, table, to_frame
    from kg.analysis._stakes import Stake, StakeSum, stake_sums
    from kg.analysis._timeline import Moment, timeline

#: Where each name lives. Loaded on first use, so that importing this package imports no networkx.
_HOMES = {
    "_brokers": ("Broker", "brokers"),
    "_communities": ("Community", "communities"),
    "_entities": ("entity_id",),
    "_facts": ("FactEdge", "FactGraph"),
    "_importance": ("Importance", "importance"),
    "_money_loops": ("Loop", "MoneyHop", "money_loops"),
    "_neighbourhood": ("Neighbour", "neighbourhood"),
    "_ownership": ("Ownership", "ownership"),
    "_paths": ("Path", "PathHop", "paths"),
    "_rows": ("nested", "table", "to_frame"),
    "_stakes": ("Stake", "StakeSum", "stake_sums"),
    "_timeline": ("Moment", "timeline"),
}
_MODULES = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "ANALYSES", "Analysis", "Broker", "Community", "FactEdge", "FactGraph", "Importance", "Kind", "Loop",
    "Moment", "MoneyHop", "Neighbour", "Ownership", "Parameter", "Path", "PathHop", "Stake", "StakeSum",
    "analyses", "brokers", "communities", "entity_id", "find_analysis", "importance", "money_loops",
    "neighbourhood", "nested", "ownership", "paths", "stake_sums", "table", "timeline", "to_frame",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)


def __dir__() -> list[str]:
    return __all__
