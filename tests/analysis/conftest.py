"""Small graphs by the contract of `kg.analysis`, written as tuples."""

from collections.abc import Callable
from typing import Any

import networkx as nx
import pytest

Tie = tuple[str, str, str] | tuple[str, str, str, dict[str, Any]]

#: Names in both languages, for tests that look entities up or show them.
NAMES = {
    "amd": ("AMD", None),
    "coreweave": ("CoreWeave", None),
    "microsoft": ("Microsoft", "微软"),
    "moonshot": ("Moonshot AI", "月之暗面"),
    "nvidia": ("Nvidia", "英伟达"),
    "openai": ("OpenAI", None),
    "oracle": ("Oracle", "甲骨文"),
    "softbank": ("SoftBank", "软银"),
}


def make_graph(ties: list[Tie]) -> "nx.MultiDiGraph[str]":
    """Facts `(subject, relation, object, attributes)`, with keys f0, f1, ... unless they have an `id`."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for number, (subject, relation, object_, *rest) in enumerate(ties):
        for entity in (subject, object_):
            name, name_zh = NAMES.get(entity, (entity, None))
            graph.add_node(entity, name=name, entity_type="Organization")
            if name_zh:
                graph.nodes[entity]["name_zh"] = name_zh
        attributes = {"status": "current", **(rest[0] if rest else {})}
        graph.add_edge(
            subject, object_, key=attributes.pop("id", f"f{number}"), relation=relation, **attributes
        )
    return graph


@pytest.fixture(scope="session")
def build() -> Callable[[list[Tie]], "nx.MultiDiGraph[str]"]:
    """Makes a graph of tuples `(subject, relation, object[, attributes])`."""
    return make_graph


@pytest.fixture
def deals() -> "nx.MultiDiGraph[str]":
    """A dozen facts in both languages: two loops of money, a circle of owners, dates, sums and a dispute."""
    return make_graph(DEALS)


DEALS: list[Tie] = [
    ("nvidia", "INVESTS_IN", "openai", {
        "status": "planned", "amount": 100e9, "currency": "USD", "amount_bound": "up_to", "n_publishers": 3,
        "since": "2025-09-22", "quote": "Nvidia means to put up to $100bn into OpenAI.", "quote_lang": "en"}),
    ("openai", "BUYS_FROM", "oracle", {
        "amount": 300e9, "currency": "USD", "amount_bound": "about", "n_publishers": 2, "since": "2025-07-01",
        "quote": "OpenAI向甲骨文采购约3000亿美元的算力。", "quote_lang": "zh"}),
    ("oracle", "BUYS_FROM", "nvidia", {
        "amount": 40e9, "currency": "USD", "n_publishers": 2, "quote": "Oracle orders $40bn of chips from Nvidia."}),
    ("microsoft", "CLOUD_PARTNER_OF", "openai", {"exclusivity": "primary", "until": "2033-01-01"}),
    ("microsoft", "INVESTS_IN", "openai", {"amount": 13e9, "currency": "USD", "since": "2019-07-22"}),
    ("openai", "LICENSES_TO", "microsoft", {"until": "2033-01-01", "first_published": "2026-04-27"}),
    ("microsoft", "HOLDS_STAKE_IN", "openai", {"percent": 27.0, "percent_bound": "about"}),
    ("softbank", "HOLDS_STAKE_IN", "openai", {"percent": 11.0}),
    ("softbank", "INVESTS_IN", "oracle", {"disputed": True, "amount": 70e9, "currency": "CNY"}),
    ("amd", "COMPETES_WITH", "nvidia", {"n_publishers": 4}),
    ("moonshot", "COMPETES_WITH", "openai", {"quote": "月之暗面与OpenAI正面竞争。", "quote_lang": "zh"}),
    ("coreweave", "BUYS_FROM", "nvidia", {"status": "ended", "until": "2025-01-01"}),
]  # fmt: skip
