"""An open knowledge graph of AI-industry relationships, read out of English and Chinese news.

`kg.open("graph.kgl")` gives a `Graph`: `graph.add("news/")`, `graph.query(...)`, `graph.why("Microsoft",
"OpenAI")`. Names are found here when they are first used, so that `import kg` costs next to nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.articles import read_all as read_articles
    from kg.evaluation import Evaluation
    from kg.extraction import extract
    from kg.facts import merge
    from kg.graph import AddReport, Evidence, Graph, LoadReport, open  # noqa: A004 - read as kg.open
    from kg.measuring import evaluate
    from kg.model import Article, Claim, Entity, Fact, KGError, relations

    __version__: str

__all__ = [
    "AddReport", "Article", "Claim", "Entity", "Evaluation", "Evidence", "Fact", "Graph", "KGError", "LoadReport",
    "__version__", "evaluate", "extract", "merge", "open", "read_articles", "relations",
]  # fmt: skip

#: Where each public name lives, and what it is called there.
_HOMES = {
    "AddReport": "kg.graph:AddReport",
    "Article": "kg.model:Article",
    "Claim": "kg.model:Claim",
    "Entity": "kg.model:Entity",
    "Evaluation": "kg.evaluation:Evaluation",
    "Evidence": "kg.graph:Evidence",
    "Fact": "kg.model:Fact",
    "Graph": "kg.graph:Graph",
    "KGError": "kg.model:KGError",
    "LoadReport": "kg.graph:LoadReport",
    "evaluate": "kg.measuring:evaluate",
    "extract": "kg.extraction:extract",
    "merge": "kg.facts:merge",
    "open": "kg.graph:open",
    "read_articles": "kg.articles:read_all",
    "relations": "kg.model:relations",
}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        found: Any = version("ai-industry-kg")
    elif name in _HOMES:
        module, _, there = _HOMES[name].partition(":")
        found = getattr(import_module(module), there)
    else:
        raise AttributeError(f"module 'kg' has no attribute {name!r}")
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
