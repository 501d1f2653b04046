"""Claims -> facts: one pure function, `merge`, that makes the typed relationships out of what articles say."""

from kg.facts.compare import agree, apart, witnesses
from kg.facts.merge import merge

__all__ = ["agree", "apart", "merge", "witnesses"]
