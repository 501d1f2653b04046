"""One graph as one HTML file that needs nothing else: no server, no network, no second file.

Everything from outside goes into a JSON block that is data, not script, and is shown as text only. The
content security policy allows the two scripts of this package by their hashes, and no request to anywhere.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import urlsplit

from kg.model import OPEN_END, OPEN_START, interval, load_table, relations
from kg.render.layout import layout
from kg.render.model import Evidence, RenderEdge, RenderNode, records
from kg.render.network import build, vis_script
from kg.render.palette import FAMILIES, FAMILY_LOOKS, NODE_LOOKS
from kg.render.selection import MAX_EDGES, MAX_NODES, Selection, select
from kg.render.words import Lang, short, terms
from kg.safe_html import clean, data_block, policy

#: The page's own script, in this order.
_SCRIPTS = ("page.js", "state.js", "canvas.js", "labels.js", "panel.js", "table.js", "controls.js")
_PLAIN_ROWS = 300


def render_html(
    nodes: Iterable[RenderNode | Mapping[str, Any]],
    edges: Iterable[RenderEdge | Mapping[str, Any]],
    *,
    title: str,
    notice: str | None = None,
    lang: Lang = "en",
    positions: Mapping[str, tuple[float, float]] | None = None,
    max_nodes: int = MAX_NODES,
    max_edges: int = MAX_EDGES,
) -> str:
    """The page: the same text, byte for byte, for the same rows in any order.

    Rows are records or mappings with their fields. More than `max_nodes` entities or `max_edges` edges
    are cut to the best connected, and the page says so; `max_nodes` cannot exceed 10,000. `positions`,
    by entity id, replaces the layout. `lang` is the language the page opens in; it can be switched there.
    Raises InvalidRecord for rows that do not fit.
    """
    known, linked = _fold(records(nodes, kind=RenderNode), records(edges, kind=RenderEdge))
    selection = select(known, linked, max_nodes=max_nodes, max_edges=max_edges)
    if positions is None:
        positions = layout(selection.nodes, selection.edges)
    page = _page(selection, positions) | {
        "lang": lang,
        "title": clean(title),
        "notice": clean(notice or ""),
    }
    scripts = [vis_script(), _own_script()]
    style = _template("graph.css")
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    shown = [edge for edge in selection.edges if not edge.is_literal]
    return environment.from_string(
        _template("graph.html.j2")
    ).render(
        lang=lang,
        title=page["title"],
        notice=page["notice"],
        text={key: words[lang] for key, words in _texts().items()},
        policy=policy(scripts, style),
        style=Markup(style),  # noqa: S704 - our own files
        scripts=[Markup(script) for script in scripts],  # noqa: S704 - our own file and the pinned bundle
        graph=Markup(data_block(page)),  # noqa: S704 - escaped by data_block
        rows=_plain_rows(shown[:_PLAIN_ROWS], selection, lang),
        left_out=max(0, len(shown) - _PLAIN_ROWS),
    )


def _fold(nodes: list[RenderNode], edges: list[RenderEdge]) -> tuple[list[RenderNode], list[RenderEdge]]:
    """The valuations of nodes among the edges, where each id comes once."""
    found = {edge.id: edge for edge in edges}
    for node in nodes:
        for value in node.valuations:
            found.setdefault(value.id, value)
    return nodes, [found[key] for key in sorted(found)]


class _Strings:
    """Each text once; a sentence behind five edges is stored once."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._places: dict[str, int] = {}

    def place(self, text: str | None) -> int:
        """Where a text stands in `texts`; -1 for none."""
        if not text:
            return -1
        if text not in self._places:
            self._places[text] = len(self.texts)
            self.texts.append(text)
        return self._places[text]


def _page(selection: Selection, positions: Mapping[str, tuple[float, float]]) -> dict[str, Any]:
    strings = _Strings()
    place = {node.id: index for index, node in enumerate(selection.nodes)}
    drawing = build(selection, positions)
    used = {edge.relation for edge in selection.edges}
    totals = {
        "n": len(selection.nodes), "nodes": selection.total_nodes,
        "m": len(selection.edges), "edges": selection.total_edges,
    }  # fmt: skip
    return {
        "texts": {language: {key: w[language] for key, w in _texts().items()} for language in ("en", "zh")},
        "families": [{"name": name, "light": x.light, "dark": x.dark} for name, x in FAMILY_LOOKS.items()],
        "types": [
            {"name": name.value, "light": x.light, "dark": x.dark, "shape": x.shape}
            for name, x in NODE_LOOKS.items()
        ],
        "relations": {
            name: {"en": r.label, "zh": r.label_zh, "family": FAMILIES[name], "symmetric": r.symmetric}
            for name, r in relations().items()
            if name in used
        },
        "partial": totals if selection.is_partial else None,
        "nodes": [_node(node) for node in selection.nodes],
        "edges": [_edge(edge, place, strings) for edge in selection.edges],
        "strings": strings.texts,
        "vis": {"nodes": drawing.nodes, "edges": drawing.edges},
    }


def _node(node: RenderNode) -> dict[str, Any]:
    own = {node.name, node.name_zh}
    also = dict.fromkeys(name for name in (*node.names, *node.aliases) if name not in own)
    return {
        "id": node.id, "name": node.name, "zh": node.name_zh or "", "type": node.entity_type.value,
        "kind": node.kind or "", "country": node.country or "", "also": list(also),
    }  # fmt: skip


def _edge(edge: RenderEdge, place: Mapping[str, int], strings: _Strings) -> dict[str, Any]:
    words: dict[Lang, list[str]] = {"en": terms(edge, lang="en"), "zh": terms(edge, lang="zh")}
    start, end = _span(edge)
    return {
        "id": edge.id, "rel": edge.relation, "s": place[edge.source],
        "t": -1 if edge.is_literal or edge.target is None else place[edge.target],
        "label": strings.place(edge.label), "status": edge.status.value, "disputed": edge.disputed,
        "conf": round(edge.confidence, 4), "nc": edge.n_claims, "np": edge.n_publishers,
        "a": start, "z": end, "first": edge.first_published or "",
        "en": [strings.place(w) for w in words["en"]], "zh": [strings.place(w) for w in words["zh"]],
        "short": [strings.place(short(edge, lang="en")), strings.place(short(edge, lang="zh"))],
        "why": strings.place(edge.why),
        "ev": [_evidence(evidence, strings) for evidence in edge.evidence],
    }  # fmt: skip


def _evidence(evidence: Evidence, strings: _Strings) -> dict[str, Any]:
    return {
        "q": strings.place(evidence.quote), "lang": evidence.lang or "", "yes": evidence.supports,
        "status": evidence.status.value if evidence.status else "",
        "denied": evidence.polarity == "denied",
        "by": strings.place(evidence.publisher), "head": strings.place(evidence.headline),
        "url": strings.place(web_address(evidence.url)), "day": evidence.published or "",
        "who": strings.place(evidence.attribution),
    }  # fmt: skip


def _span(edge: RenderEdge) -> tuple[str, str]:
    """The days between which the edge stands in time, "" where open; it begins with the news, if nothing is said."""
    start = edge.since if edge.since not in {None, OPEN_START} else None
    if start is None and (said := edge.valid_from or edge.first_published):
        start = interval(said)[0]
    end = edge.until if edge.until not in {None, OPEN_END} else None
    if end is None and edge.valid_until:
        end = interval(edge.valid_until)[1]
    return start or "", end or ""


def web_address(url: str | None) -> str | None:
    """The address, if it is an http(s) one with a host; None for anything else (`javascript:`, `data:`, paths).

    >>> web_address("https://example.org/a"), web_address("javascript:alert(1)")
    ('https://example.org/a', None)
    """
    if url is None or re.search(r"[\x00-\x20\x7f]", url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.hostname else None


def _plain_rows(edges: list[RenderEdge], selection: Selection, lang: Lang) -> list[list[str]]:
    """What the page shows where scripts do not run: names, relation, terms, first sentence."""
    names = {node.id: (node.name_zh if lang == "zh" else None) or node.name for node in selection.nodes}
    separator = "，" if lang == "zh" else ", "
    rows = []
    for edge in edges:
        kind = relations()[edge.relation]
        label = kind.label_zh if lang == "zh" else edge.label or kind.label
        quote = edge.evidence[0].quote if edge.evidence else ""
        row = [
            names[edge.source],
            label,
            names[edge.target or ""],
            separator.join(terms(edge, lang=lang)),
            quote,
        ]
        rows.append([clean(cell) for cell in row])
    return rows


def _own_script() -> str:
    parts = "\n".join(_template(name) for name in _SCRIPTS)
    return f'(function () {{\n"use strict";\n{parts}\n}})();\n'


@cache
def _template(name: str) -> str:
    return resources.files("kg.render").joinpath("templates", name).read_text(encoding="utf-8")


@cache
def _texts() -> dict[str, dict[Lang, str]]:
    return load_table("kg.render", "texts.yaml", dict[str, dict[Lang, str]])
