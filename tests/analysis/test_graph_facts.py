"""Facts read from edges: filters, order, names, and what breaks the contract."""

import pytest

from kg.analysis import entity_id, importance, nested, paths, table, to_frame
from kg.analysis._facts import ranked, read_facts
from kg.model import InvalidRecord, NotFound, UnknownRelation


@pytest.mark.parametrize(
    ("relation", "attributes", "day", "is_there"),
    [
        ("USES", {}, "2020-01-01", True),
        ("USES", {"since": "2026-02-01"}, "2026-01-31", False),
        ("USES", {"since": "2026-02-01"}, "2026-02-01", True),
        ("USES", {"until": "2026-02-01"}, "2026-01-31", True),
        ("USES", {"until": "2026-02-01"}, "2026-02-01", False),
        ("INVESTS_IN", {"since": "2026-02-01", "until": "2026-02-02"}, "2026-01-31", False),
        ("INVESTS_IN", {"since": "2026-02-01", "until": "2026-02-02"}, "2030-01-01", True),
        ("BUYS_FROM", {"status": "ended", "until": "2026-02-01"}, "2026-01-31", True),
        ("BUYS_FROM", {"status": "ended", "until": "2026-02-01"}, "2026-02-01", False),
        ("USES", {"status": "ended"}, "2020-01-01", False),
    ],
    ids=[
        "open", "before", "first-day", "last-day", "after", "event-to-come", "event-happened", "contract-ran",
        "contract-over", "over-since-when",
    ],
)  # fmt: skip
def test_as_of(build, relation, attributes, day, is_there):
    graph = build([("x", relation, "y", attributes)])
    assert bool(read_facts(graph, as_of=day)) == is_there


def test_one_word_or_several(deals):
    one = read_facts(deals, relations="INVESTS_IN", statuses="planned")
    assert [fact.subject for fact in one] == ["Nvidia"]
    assert read_facts(deals, relations=("INVESTS_IN",), statuses={"planned"}) == one
    assert read_facts(deals, relations=()) == []


@pytest.mark.parametrize(
    ("relation", "attributes", "error"),
    [
        ("USES", {"status": "rumoured"}, InvalidRecord),
        ("USES", {"status": None}, InvalidRecord),
        ("USES", {"amount": "50bn"}, InvalidRecord),
        ("OWNS", {"status": "ended"}, UnknownRelation),
    ],
    ids=["status", "no-status", "amount-as-text", "relation"],
)
def test_edges_that_break_the_contract(build, relation, attributes, error):
    graph = build([("x", relation, "y", {**attributes, "id": "f_7"})])
    with pytest.raises(error, match="f_7" if error is InvalidRecord else relation):
        read_facts(graph)


def test_a_fact_that_was_replaced_comes_last(build):
    graph = build(
        [
            ("m", "CLOUD_PARTNER_OF", "o", {"id": "then", "until": "2025-10-28", "n_publishers": 9}),
            ("m", "CLOUD_PARTNER_OF", "o", {"id": "now", "since": "2025-10-28"}),
            ("m", "LICENSES_TO", "o", {"id": "other", "until": "2025-10-28", "n_publishers": 2}),
        ]
    )
    assert [fact.id for fact in ranked(read_facts(graph))] == ["other", "now", "then"]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("nvidia", "nvidia"),
        ("NVIDIA", "nvidia"),
        ("英伟达", "nvidia"),
        ("Nvidia Corp.", "nvidia"),
        ("the chip giant", "nvidia"),
        ("月之暗面", "moonshot"),
    ],
)
def test_names_in_both_languages(deals, name, found):
    deals.nodes["nvidia"]["names"] = ["NVDA", "The chip giant"]
    assert entity_id(deals, name) == found


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("Nvidea", "did you mean 'Nvidia'"),
        ("腾讯", "no name like it"),
        ("?!", "no name like it"),
        ("Twin", "may be twin-1, twin-2"),
    ],
)
def test_names_of_nobody_or_of_two(deals, name, hint):
    for id_ in ("twin-2", "twin-1"):
        deals.add_node(id_, name="Twin")
    with pytest.raises(NotFound, match=hint):
        entity_id(deals, name)


def test_rows_as_frames_tables_and_json(deals):
    rows = paths(deals, source="amd", target="openai", k=1)
    frame = to_frame(rows, hops=True)
    assert list(frame["relation"]) == ["COMPETES_WITH", "INVESTS_IN"]
    assert list(frame["hop"]) == [1, 2]
    assert list(to_frame(rows)["names"]) == ["AMD, Nvidia, OpenAI"]
    assert to_frame([]).empty
    (row,) = nested(rows)
    assert row["hops"][1]["facts"][0]["amount"] == 100e9
    assert "percent" not in row["hops"][1]["facts"][0]


def test_tables_keep_the_columns_of_rows(deals):
    (line, *_) = table(importance(deals))
    assert list(line) == [
        "rank", "id", "name", "entity_type", "pagerank", "degree", "weighted_degree", "n_facts",
    ]  # fmt: skip
