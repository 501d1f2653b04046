"""All analyses together: their registry, their order, and graphs with nothing in them."""

import inspect
import json
import random
import subprocess
import sys

import msgspec
import networkx as nx
import pytest

import kg.analysis
from kg.analysis import ANALYSES, Analysis, Kind, analyses, find_analysis, nested
from kg.model import InvalidRecord, NotFound

#: Entities for the analyses that need some.
ENTITIES = {"source": "softbank", "target": "nvidia", "entity": "openai"}


def run(analysis, graph):
    asked = {p.name: ENTITIES[p.name] for p in analysis.parameters if p.required}
    return analysis.load()(graph, **asked)


@pytest.fixture(params=ANALYSES, ids=str)
def analysis(request):
    return ANALYSES[request.param]


def test_parameters_are_those_of_the_function(analysis):
    _, *keywords = inspect.signature(analysis.load()).parameters.values()
    assert [p.name for p in analysis.parameters] != []
    assert {p.name for p in keywords} == {p.name for p in analysis.parameters}
    required = {p.name for p in keywords if p.default is inspect.Parameter.empty}
    assert required == {p.name for p in analysis.parameters if p.required}
    entities = {p.name for p in analysis.parameters if p.kind is Kind.ENTITY}
    assert required <= entities


def test_rows_are_frozen_have_the_columns_and_turn_into_json(analysis, deals):
    rows = run(analysis, deals)
    assert rows
    assert all(type(row).__struct_config__.frozen for row in rows)
    for hops, columns in ((False, analysis.columns), (True, analysis.hop_columns)):
        assert set(columns) <= set(kg.analysis.table(rows, hops=hops)[0])
    assert len(json.loads(json.dumps(nested(rows)))) == len(rows)


def test_nothing_depends_on_the_order_of_nodes_and_edges(analysis, deals):
    expected = run(analysis, deals)
    for seed in range(5):
        shuffled = nx.MultiDiGraph()
        nodes, edges = list(deals.nodes(data=True)), list(deals.edges(keys=True, data=True))
        random.Random(seed).shuffle(nodes)
        random.Random(seed).shuffle(edges)
        shuffled.add_nodes_from(nodes)
        shuffled.add_edges_from(edges)
        assert run(analysis, shuffled) == expected


def test_the_graph_is_left_as_it_was(analysis, deals):
    before = (dict(deals.nodes(data=True)), sorted(deals.edges(keys=True, data=True)))
    run(analysis, deals)
    assert (dict(deals.nodes(data=True)), sorted(deals.edges(keys=True, data=True))) == before


def test_empty_graphs_and_entities_without_facts(analysis):
    graph = nx.MultiDiGraph()
    if not any(p.required for p in analysis.parameters):
        assert run(analysis, graph) == []
    graph.add_nodes_from(ENTITIES.values())
    assert run(analysis, graph) == []


def test_a_tie_to_itself_is_no_tie(analysis):
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(ENTITIES.values())
    for n, relation in enumerate(["INVESTS_IN", "HOLDS_STAKE_IN", "PARTNERS_WITH"]):
        graph.add_edge("openai", "openai", key=f"f{n}", relation=relation, status="current", percent=5.0)
    rows = run(analysis, graph)
    assert len(rows) == (3 if analysis is ANALYSES["timeline"] else 0)


def test_status_may_be_the_words_or_the_vocabulary(analysis, deals):
    from kg.model import Status

    expected = run(analysis, deals)
    for *_, attributes in deals.edges(data=True):
        attributes["status"] = Status(attributes["status"])
    assert run(analysis, deals) == expected


def test_nothing_depends_on_the_hash_seed():
    code = """
import json, networkx as nx
from kg.analysis import ANALYSES, nested
graph = nx.gnm_random_graph(40, 90, seed=3, directed=True)
facts = nx.MultiDiGraph()
relations = ["INVESTS_IN", "BUYS_FROM", "HOLDS_STAKE_IN", "PARTNERS_WITH"]
for n, (a, b) in enumerate(graph.edges):
    facts.add_edge(f"e{a}", f"e{b}", key=f"f{n}", relation=relations[n % 4], status="current", percent=1.0 * (n % 7))
given = {"source": "e1", "target": "e2", "entity": "e3"}
for name, analysis in ANALYSES.items():
    asked = {p.name: given[p.name] for p in analysis.parameters if p.required}
    print(name, json.dumps(nested(analysis.load()(facts, **asked))))
"""
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            timeout=120,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1
    assert outputs.pop().count(b"\n") == len(ANALYSES)


def test_importing_the_package_and_listing_loads_nothing_heavy():
    code = (
        "import sys, kg.analysis, kg.cli.analyse\n"
        "kg.analysis.find_analysis('paths')\n"
        "print(sorted({'networkx', 'numpy', 'pandas', 'spacy', 'neo4j', 'kglite', 'pyvis'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, text=True, timeout=60
    )
    assert done.stdout.strip() == "[]"


def test_public_names_are_all_there():
    for name in kg.analysis.__all__:
        assert getattr(kg.analysis, name) is not None
    assert kg.analysis.__all__ == sorted(kg.analysis.__all__)
    with pytest.raises(AttributeError, match="no attribute 'money'"):
        kg.analysis.money  # noqa: B018


@pytest.mark.parametrize("name", ["money-loops", "money_loops"])
def test_find_analysis(name):
    assert find_analysis(name) is ANALYSES["money-loops"]


def test_find_analysis_names_the_nearest():
    with pytest.raises(NotFound, match="did you mean 'brokers'"):
        find_analysis("broker")
    with pytest.raises(NotFound, match="there are importance, brokers"):
        find_analysis("???")


class Row(msgspec.Struct, frozen=True):
    """A row of an analysis that another package brings."""

    entities: int


COUNT = Analysis(function=f"{__name__}:count", help="How many entities there are.")


def count(graph):
    return [Row(len(graph))]


@pytest.fixture
def installed(monkeypatch):
    """Pretends that packages with these entry points are installed."""

    class Point:
        def __init__(self, name, value):
            self.name, self.value = name, value.__class__.__name__
            self.load = lambda: value

    def install(**points):
        found = [Point(name.replace("_", "-"), value) for name, value in points.items()]
        monkeypatch.setattr("importlib.metadata.entry_points", lambda *, group: found)

    return install


def test_other_packages_bring_analyses(installed):
    installed(entity_count=COUNT)
    assert list(analyses()) == [*ANALYSES, "entity-count"]
    assert find_analysis("entity_count") is COUNT


@pytest.mark.parametrize(
    "points", [{"entity_count": count}, {"paths": COUNT}], ids=["a-bare-function", "a-name-of-ours"]
)
def test_other_packages_bring_what_is_none(installed, points):
    installed(**points)
    with pytest.raises(InvalidRecord, match="under a name that is still free"):
        analyses()
