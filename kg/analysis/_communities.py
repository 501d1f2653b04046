"""Who belongs together: groups with more ties inside than to others."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import msgspec
import networkx as nx

from kg.analysis._facts import FactGraph, name_of, read_facts
from kg.analysis._projection import pairs, project

if TYPE_CHECKING:
    from kg.analysis._projection import Projection


class Community(msgspec.Struct, frozen=True, kw_only=True):
    """One group of entities, named by its most central members.

    `members` and `member_names` come most central first. `inside` is the share of the group's ties, by
    publishers, that stay inside: 1.0 for a group tied to nobody else.
    """

    rank: int
    name: str
    size: int
    inside: float
    members: tuple[str, ...]
    member_names: tuple[str, ...]


def communities(
    graph: FactGraph,
    *,
    relations: Iterable[str] | None = None,
    statuses: Iterable[str] | None = None,
    as_of: str | None = None,
    disputed: bool = True,
    resolution: float = 1.0,
    seed: int = 0,
) -> list[Community]:
    """Groups found by the Louvain method on ties weighted by publishers, largest first.

    Every entity that has a fact is in one group. A `resolution` over 1 gives more and smaller groups.
    The method is a heuristic: another `seed` may draw some borders elsewhere.

    >>> import networkx as nx
    >>> graph = nx.MultiDiGraph()
    >>> for n, (one, other) in enumerate([("baidu", "kunlun"), ("openai", "azure"), ("openai", "oracle")]):
    ...     _ = graph.add_edge(one, other, key=f"f{n}", relation="PARTNERS_WITH", status="current")
    >>> [(row.name, row.size) for row in communities(graph)]
    [('openai, azure, oracle', 3), ('baidu, kunlun', 2)]
    """
    facts = read_facts(graph, relations=relations, statuses=statuses, as_of=as_of, disputed=disputed)
    ties = project(pairs(facts))
    # Numbers instead of ids: the method goes through sets, whose order for strings differs from run to run.
    entities = list(ties)
    number = {entity: n for n, entity in enumerate(entities)}
    numbered: nx.Graph[int] = nx.Graph()
    numbered.add_nodes_from(number.values())
    for one, other in ties.edges:
        numbered.add_edge(number[one], number[other], weight=ties.edges[one, other]["weight"])
    parts = nx.community.louvain_communities(numbered, weight="weight", resolution=resolution, seed=seed)
    groups = [_most_central(ties, {entities[n] for n in part}) for part in parts]
    groups.sort(key=lambda members: (-len(members), members))
    return [
        Community(
            rank=rank,
            name=", ".join(name_of(graph, member) for member in members[:3]),
            size=len(members),
            inside=round(_inside(ties, members), 9),
            members=tuple(members),
            member_names=tuple(name_of(graph, member) for member in members),
        )
        for rank, members in enumerate(groups, start=1)
    ]


def _most_central(ties: "Projection", members: set[str]) -> list[str]:
    """The members by the weight of their ties to each other."""
    inner = {
        member: sum(tie["weight"] for other, tie in ties[member].items() if other in members)
        for member in members
    }
    return sorted(members, key=lambda member: (-inner[member], member))


def _inside(ties: "Projection", members: list[str]) -> float:
    group = set(members)
    ends = [(tie["weight"], other in group) for member in members for other, tie in ties[member].items()]
    return float(sum(weight for weight, inner in ends if inner) / sum(weight for weight, _ in ends))
