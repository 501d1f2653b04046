"""The page as text: what it holds, what it leaves out, and what it never lets through."""

import hashlib
import json
import random
import re
from html.parser import HTMLParser
from importlib import resources

import msgspec
import pytest

from kg.model import InvalidRecord, UnknownRelation
from kg.render import notebook_html, render_html, write_html
from kg.render.model import RenderEdge, RenderNode, records
from kg.render.network import VIS_PATH, VIS_SHA256, build, vis_script
from kg.render.page import web_address
from kg.render.selection import select


def node(name="a", **fields):
    return {"id": name, "name": name.upper(), "entity_type": "Organization"} | fields


def edge(name="e", source="a", target="b", **fields):
    return {"id": name, "relation": "BUYS_FROM", "source": source, "target": target} | fields


def embedded(html: str) -> dict:
    """The data block of a page."""
    return json.loads(
        re.search(r'<script type="application/json" id="page">(.*?)</script>', html, re.DOTALL)[1]
    )


class Elements(HTMLParser):
    """All tags and attributes of a page, as a parser that knows scripts reads them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


def test_the_bundled_drawing_library_is_the_one_we_know():
    raw = resources.files("pyvis").joinpath(VIS_PATH).read_bytes()
    assert hashlib.sha256(raw).hexdigest() == VIS_SHA256
    assert "</script" not in vis_script().lower()
    assert "<!--" not in vis_script()
    assert "\r" not in vis_script()


def test_the_same_rows_in_any_order_give_the_same_bytes(nodes, edges):
    first = render_html(nodes, edges, title="T")
    mixed_nodes, mixed_edges = list(nodes), list(edges)
    random.Random(1).shuffle(mixed_nodes)
    random.Random(2).shuffle(mixed_edges)
    assert render_html(mixed_nodes, mixed_edges, title="T") == first
    rows = [msgspec.to_builtins(n) for n in nodes], [msgspec.to_builtins(e) for e in edges]
    assert render_html(*rows, title="T") == first


def test_nothing_in_the_page_points_anywhere(nodes, edges):
    html = render_html(nodes, edges, title="T")
    for tag, attributes in Elements(html).tags:
        assert not {"src", "srcset", "action", "ping", "background"} & set(attributes), tag
        assert not any(name.startswith("on") for name in attributes), tag
        if "href" in attributes:
            assert attributes["href"] == "data:,"
    policy = dict(next(a for t, a in Elements(html).tags if a.get("http-equiv")))["content"]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
    assert "http" not in policy


@pytest.mark.parametrize(
    "text",
    [
        "</script><script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<!--<script>",
        "{{ 7*7 }}{% raw %}",
        "\u2028\u2029",
        "\x00\x0b\ud800",
        '"}]};alert(1);//',
        "&lt;b&gt;&amp;",
    ],
    ids=["end-script", "img", "comment", "template", "separators", "control", "json", "entities"],
)
def test_texts_come_back_as_they_went_in_and_add_no_markup(text, tmp_path):
    plain = Elements(render_html([node(), node("b")], [edge(evidence=[{"quote": "q"}])], title="T")).tags
    evil = edge(
        evidence=[{"quote": text, "headline": text, "publisher": text, "attribution": text}], why=text
    )
    html = render_html([node(name_zh=text), node("b", aliases=[text])], [evil], title=text, notice=text)
    tags = Elements(html).tags
    notice = next(tag for tag in tags if tag[1].get("id") == "notice")
    tags.remove(notice)
    names = [tag for tag, _ in tags if tag not in {"meta", "style", "script"}]
    assert names == [tag for tag, _ in plain if tag not in {"meta", "style", "script"}]
    assert sum(tag == "script" for tag, _ in tags) == 3
    kept = text.replace("\ud800", "\ufffd")
    page = embedded(html)
    assert kept in page["strings"]
    assert page["nodes"][0]["zh"] == kept
    assert write_html(tmp_path / "page.html", html).read_bytes().decode() == html


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://news.example/a?b=1#c", True),
        ("http://news.example", True),
        ("HTTPS://news.example/", True),
        ("javascript:alert(1)", False),
        ("JaVaScRiPt:alert(1)", False),
        (" javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("data:text/html,<script>1</script>", False),
        ("file:///etc/passwd", False),
        ("//news.example/a", False),
        ("https:", False),
        ("http://[", False),
        ("vbscript:x", False),
        ("", False),
        (None, False),
    ],
)
def test_only_web_addresses_are_kept(url, kept):
    assert web_address(url) == (url if kept else None)
    page = embedded(
        render_html([node(), node("b")], [edge(evidence=[{"quote": "q", "url": url}])], title="T")
    )
    assert (page["edges"][0]["ev"][0]["url"] >= 0) is kept


def test_a_sentence_behind_many_edges_is_stored_once():
    quote = "All four of them bought from the same supplier in the same week."
    many = [edge(f"e{i}", evidence=[{"quote": quote, "url": "https://a.example/x"}]) for i in range(5)]
    html = render_html([node(), node("b")], many, title="T", lang="en")
    assert embedded(html)["strings"].count(quote) == 1


def test_a_valuation_is_a_value_of_its_entity_and_not_a_line():
    valued = {"id": "v", "relation": "VALUED_AT", "source": "a", "amount": 852e9, "currency": "USD"}
    among_edges = render_html([node(), node("b")], [edge(), valued], title="T")
    on_the_node = render_html([node(valuations=[valued]), node("b")], [edge()], title="T")
    assert among_edges == on_the_node
    page = embedded(among_edges)
    assert len(page["edges"]) == 2
    assert len(page["vis"]["edges"]) == 1
    assert page["edges"][1]["t"] == -1


def test_parallel_edges_bow_apart_whichever_way_they_go():
    rows = [edge("1"), edge("2"), edge("3", "b", "a"), edge("4", "b", "c")]
    nodes = records([node(), node("b"), node("c")], kind=RenderNode)
    drawing = build(select(nodes, records(rows, kind=RenderEdge)), dict.fromkeys("abc", (0.0, 0.0)))
    bends = []
    for line in drawing.edges:
        smooth = line["smooth"]
        sign = 0 if not smooth else (1 if smooth["type"] == "curvedCW" else -1) * smooth["roundness"]
        bends.append(sign if line["from"] == 0 else -sign)
    assert len(drawing.edges) == 4
    assert len(set(bends[:3])) == 3
    assert bends[3] == 0


@pytest.mark.parametrize(
    ("status", "dashed"), [("current", False), ("ended", False), ("planned", True), ("conditional", True)]
)
def test_what_is_not_done_yet_is_dashed(status, dashed):
    page = embedded(render_html([node(), node("b")], [edge(status=status)], title="T"))
    assert bool(page["vis"]["edges"][0]["dashes"]) is dashed


def test_symmetric_relations_have_no_arrow():
    page = embedded(
        render_html([node(), node("b")], [edge("1"), edge("2", relation="PARTNERS_WITH")], title="T")
    )
    assert [line["arrows"] for line in page["vis"]["edges"]] == ["to", ""]


def star(leaves):
    return [node("hub"), *(node(f"n{i:04d}") for i in range(leaves))], [
        edge(f"e{i:04d}", "hub", f"n{i:04d}", n_publishers=i % 5) for i in range(leaves)
    ]


def test_a_large_graph_is_cut_to_the_best_connected_and_says_so():
    nodes, edges = star(60)
    edges.append(edge("extra", "n0007", "n0009"))
    page = embedded(render_html(nodes, edges, title="T", max_nodes=10, max_edges=8))
    kept = [n["id"] for n in page["nodes"]]
    assert {"hub", "n0007", "n0009"} <= set(kept)
    assert len(page["edges"]) == 8
    assert page["partial"] == {"n": len(kept), "nodes": 61, "m": 8, "edges": 61}
    linked = {end for e in page["edges"] for end in (e["s"], e["t"])}
    assert linked == set(range(len(kept)))


def test_the_cut_takes_the_best_attested_edges():
    nodes, edges = star(20)
    chosen = select(records(nodes, kind=RenderNode), records(edges, kind=RenderEdge), max_edges=4)
    assert {e.n_publishers for e in chosen.edges} == {4}
    assert chosen.is_partial


def test_a_graph_within_the_limits_is_whole_with_its_lonely_entities():
    page = embedded(render_html([node(), node("b"), node("c")], [edge()], title="T"))
    assert page["partial"] is None
    assert len(page["nodes"]) == 3


@pytest.mark.parametrize("limit", [0, 10_001])
def test_beyond_ten_thousand_no_page_is_made(limit):
    with pytest.raises(InvalidRecord, match="10,000"):
        render_html([node()], [], title="T", max_nodes=limit)


@pytest.mark.parametrize(
    ("nodes", "edges", "error", "words"),
    [
        ([node(), node()], [], InvalidRecord, "'a' comes twice"),
        ([node()], [edge()], InvalidRecord, "'b', which is not among the nodes"),
        ([node(), node("b")], [edge(), edge()], InvalidRecord, "'e' comes twice"),
        ([node(), node("b")], [edge(relation="BRIBES")], UnknownRelation, "BRIBES"),
        ([node(), node("b")], [edge(target=None)], InvalidRecord, "needs a target"),
        ([node(), node("b")], [edge(amount=float("nan"))], InvalidRecord, "amount is nan"),
        ([node(), node("b")], [edge(status="rumoured")], InvalidRecord, "rumoured"),
        ([node(entity_type="Fish")], [], InvalidRecord, "Fish"),
        ([{"id": "a"}], [], InvalidRecord, "name"),
    ],
    ids=["twin-node", "loose-end", "twin-edge", "relation", "no-target", "nan", "status", "type", "no-name"],
)
def test_rows_that_do_not_fit_are_named(nodes, edges, error, words):
    with pytest.raises(error, match=re.escape(words)):
        render_html(nodes, edges, title="T")


def test_an_edge_without_a_date_of_its_own_begins_with_the_news():
    rows = [
        edge("1", since="2019-07-22", until="2024-01-01"),
        edge("2", since="0001-01-01", until="9999-12-31", first_published="2026-04"),
        edge("3", valid_from="2025", valid_until="2032"),
        edge("4"),
    ]
    page = embedded(render_html([node(), node("b")], rows, title="T"))
    spans = [(e["a"], e["z"]) for e in page["edges"]]
    assert spans == [("2019-07-22", "2024-01-01"), ("2026-04-01", ""), ("2025-01-01", "2033-01-01"), ("", "")]


def test_without_scripts_there_is_a_table(nodes, edges):
    html = render_html(nodes, edges, title="T", lang="zh")
    plain = re.search(r"<noscript>(.*?)</noscript>", html, re.DOTALL)[1]
    assert plain.count("<tr>") == 1 + sum(e.target is not None for e in edges)
    assert "最多500亿美元" in plain


def test_every_word_of_the_page_is_there_in_both_languages():
    raw = resources.files("kg.render").joinpath("texts.yaml").read_bytes()
    texts = msgspec.yaml.decode(raw, type=dict[str, dict[str, str]])
    assert {key: set(words) for key, words in texts.items()} == {key: {"en", "zh"} for key in texts}
    templates = resources.files("kg.render").joinpath("templates")
    sources = {f.name: f.read_text("utf-8") for f in templates.iterdir() if f.name.endswith((".js", ".j2"))}
    everything = "".join(sources.values())
    used = set(re.findall(r'say\("(\w+)"', everything)) | set(
        re.findall(r'data-(?:text|label|placeholder)="(\w+)"', everything)
    )
    assert used - set(texts) == set()
    for key, words in texts.items():
        assert set(re.findall(r"{(\w+)}", words["en"])) == set(re.findall(r"{(\w+)}", words["zh"])), key


def test_a_notebook_frame_holds_the_whole_page_and_nothing_else():
    html = '<p title="a">&lt;1 & 2</p>'
    (tag, attributes), *rest = Elements(notebook_html(html, height=300)).tags
    assert (tag, rest) == ("iframe", [])
    assert attributes["srcdoc"] == html
    assert attributes["height"] == "300"
    assert "allow-same-origin" not in attributes["sandbox"].split()
    assert {"allow-scripts", "allow-popups", "allow-downloads"} <= set(attributes["sandbox"].split())
