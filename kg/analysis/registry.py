"""What analyses there are, by name: ours, and those that other packages bring.

A package adds one by an entry point of the group `kg.analyses`, whose name is the analysis's and whose
value an `Analysis`:

    [project.entry-points."kg.analyses"]
    choke-points = "supply_chain:CHOKE_POINTS"
"""

import difflib
import pkgutil
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

import msgspec

from kg.model import InvalidRecord, NotFound


class Kind(StrEnum):
    """What a parameter takes, written as text."""

    ENTITY = "entity"
    DAY = "day"
    WORDS = "words"
    COUNT = "count"
    NUMBER = "number"
    FLAG = "flag"


class Parameter(msgspec.Struct, frozen=True):
    """One keyword of an analysis. Words are separated by commas, a flag is true or false."""

    name: str
    kind: Kind
    help: str
    required: bool = False


class Analysis(msgspec.Struct, frozen=True, kw_only=True):
    """One analysis: where its function is ("package.module:function"), what it tells and what it takes.

    The function takes the graph, then `parameters` as keywords, and returns rows (frozen msgspec structs).
    A table on a screen shows `columns`, or `hop_columns` where it has a line for each hop of a row, which
    `by_hop` asks for; all if empty.
    """

    function: str
    help: str
    parameters: tuple[Parameter, ...] = ()
    columns: tuple[str, ...] = ()
    hop_columns: tuple[str, ...] = ()
    by_hop: bool = False

    def load(self) -> Callable[..., list[Any]]:
        """The function, imported now."""
        function: Callable[..., list[Any]] = pkgutil.resolve_name(self.function)
        return function

    def parameter(self, name: str) -> Parameter | None:
        """The parameter of that name."""
        return next((parameter for parameter in self.parameters if parameter.name == name), None)


_FILTERS = (
    Parameter("relations", Kind.WORDS, "only these relations, such as INVESTS_IN,BUYS_FROM"),
    Parameter("statuses", Kind.WORDS, "only facts that are current, planned, conditional or ended"),
    Parameter("as_of", Kind.DAY, "only what held on this day"),
    Parameter("disputed", Kind.FLAG, "false drops what is disputed"),
)
_SEED = Parameter("seed", Kind.COUNT, "another number, another draw")

#: The analyses of this package.
ANALYSES: Mapping[str, Analysis] = {
    "importance": Analysis(
        function="kg.analysis:importance",
        help="Who matters: PageRank over ties weighted by publishers.",
        parameters=(
            *_FILTERS,
            Parameter("directed", Kind.FLAG, "true lets importance run from subject to object only"),
            Parameter("damping", Kind.NUMBER, "how far importance runs, 0 to 1 (0.85)"),
        ),
    ),
    "brokers": Analysis(
        function="kg.analysis:brokers",
        help="Who sits between others: betweenness, cut points, constraint.",
        parameters=(
            *_FILTERS,
            Parameter("sample", Kind.COUNT, "estimate from so many entities instead of all"),
            _SEED,
        ),
    ),
    "communities": Analysis(
        function="kg.analysis:communities",
        help="Who belongs together: groups by the Louvain method.",
        parameters=(
            *_FILTERS,
            Parameter("resolution", Kind.NUMBER, "over 1: more and smaller groups"),
            _SEED,
        ),
        columns=("rank", "name", "size", "inside", "member_names"),
    ),
    "money-loops": Analysis(
        function="kg.analysis:money_loops",
        help="Money that comes back: loops of investment, purchases, revenue shares and licences.",
        parameters=(
            Parameter("entity", Kind.ENTITY, "only loops through it"),
            Parameter("min_length", Kind.COUNT, "fewest hops (2)"),
            Parameter("max_length", Kind.COUNT, "most hops (5)"),
            *_FILTERS,
            Parameter("at_most", Kind.COUNT, "give up beyond so many loops (10000)"),
        ),
        columns=(
            "rank", "route", "currency", "bottleneck_low", "bottleneck_high", "current", "planned", "conditional",
            "ended", "disputed", "n_publishers",
        ),
        hop_columns=(
            "rank", "payer", "relation", "payee", "status", "disputed", "amount", "currency", "amount_bound",
            "per", "quote",
        ),
        by_hop=True,
    ),
    "ownership": Analysis(
        function="kg.analysis:ownership",
        help="Who owns how much of whom, directly and through others, circles solved.",
        parameters=(
            Parameter("entity", Kind.ENTITY, "only its holdings and its holders"),
            *_FILTERS[2:],
            Parameter("min_percent", Kind.NUMBER, "drop holdings that cannot reach it"),
        ),
        columns=("owner", "owned", "direct", "percent", "low", "high", "controls", "impossible", "distance"),
        hop_columns=("owner", "owned", "hop", "holder", "company", "percent", "low", "high", "control", "quote"),
    ),
    "stake-sums": Analysis(
        function="kg.analysis:stake_sums",
        help="What each company's told stakes add up to, and where that cannot be.",
        parameters=_FILTERS[2:],
        columns=("company", "holders", "without_number", "percent", "low", "high", "impossible"),
        hop_columns=("company", "hop", "holder", "percent", "low", "high", "control", "quote"),
    ),
    "paths": Analysis(
        function="kg.analysis:paths",
        help="How two entities are connected: the shortest chains of facts, with their sentences.",
        parameters=(
            Parameter("source", Kind.ENTITY, "where paths begin", required=True),
            Parameter("target", Kind.ENTITY, "where they end", required=True),
            Parameter("k", Kind.COUNT, "how many (5)"),
            Parameter("max_length", Kind.COUNT, "most hops (4)"),
            *_FILTERS,
        ),
        columns=("rank", "route", "length", "disputed", "n_publishers"),
        hop_columns=("rank", "start", "arrow", "relation", "end", "status", "disputed", "n_facts", "quote"),
        by_hop=True,
    ),
    "neighbourhood": Analysis(
        function="kg.analysis:neighbourhood",
        help="Who is near one entity, and by what facts.",
        parameters=(
            Parameter("entity", Kind.ENTITY, "the centre", required=True),
            Parameter("depth", Kind.COUNT, "how many hops (1)"),
            *_FILTERS,
        ),
        columns=("distance", "name", "entity_type", "relations", "n_facts", "quote"),
    ),
    "timeline": Analysis(
        function="kg.analysis:timeline",
        help="What happened to one entity, day by day.",
        parameters=(
            Parameter("entity", Kind.ENTITY, "whose facts", required=True),
            *_FILTERS[:2],
            Parameter("since", Kind.DAY, "from this day on"),
            Parameter("until", Kind.DAY, "before this day"),
            _FILTERS[3],
        ),
        columns=("day", "what", "subject", "relation", "object", "status", "amount", "currency", "percent", "quote"),
    ),
}  # fmt: skip


def analyses() -> Mapping[str, Analysis]:
    """All analyses by name, ours first, then those of installed packages in the order of their names.

    Raises InvalidRecord for an entry point that is no `Analysis` or takes a name of ours.
    """
    from importlib.metadata import entry_points  # takes longer than all else that `kg --help` loads

    found = dict(ANALYSES)
    for point in sorted(entry_points(group="kg.analyses"), key=lambda point: point.name):
        analysis = point.load()
        if not isinstance(analysis, Analysis) or point.name in found:
            raise InvalidRecord(
                f"the entry point {point.name} = {point.value} of the group kg.analyses must be a kg.analysis.Analysis "
                "under a name that is still free"
            )
        found[point.name] = analysis
    return found


def find_analysis(name: str) -> Analysis:
    """The analysis of that name, written with - or _; raises NotFound with the nearest name."""
    wanted = name.replace("_", "-")
    if wanted in ANALYSES:
        return ANALYSES[wanted]
    known = analyses()
    if wanted in known:
        return known[wanted]
    near = difflib.get_close_matches(wanted, known, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(known)}"
    raise NotFound(f"no analysis {name!r}; {hint}")
