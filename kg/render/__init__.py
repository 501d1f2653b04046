"""A graph as one self-contained HTML page, in which every edge opens to its sentences."""

from kg.render.layout import layout
from kg.render.model import Evidence, RenderEdge, RenderNode
from kg.render.notebook import notebook_html
from kg.render.page import render_html
from kg.render.selection import HARD_STOP, MAX_EDGES, MAX_NODES
from kg.safe_html import write_html

__all__ = [
    "HARD_STOP", "MAX_EDGES", "MAX_NODES", "Evidence", "RenderEdge", "RenderNode",
    "layout", "notebook_html", "render_html", "write_html",
]  # fmt: skip
