"""What a store must do. Three methods and two attributes; everything above is written against these."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from kg.stores.rows import Rows

#: A Cypher text and its parameters.
Statement = tuple[str, Mapping[str, Any]]


class Store(Protocol):
    """A property graph that speaks Cypher (the subset of design.md).

    Values come back plain: str, int, float, bool, None, lists and dicts; temporal values as ISO
    strings. A whole node is `{"labels": [...], "properties": {...}}`, a relationship `{"type": ...,
    "properties": {...}}`, a path `{"nodes": [...], "relationships": [...]}`, the same in every store.
    """

    #: The kind of store, "embedded" or "neo4j".
    name: str
    #: As it was given to `open_store`, without secrets.
    location: str

    def query(self, cypher: str, /, **params: Any) -> Rows:
        """Run a reading text. Raises QueryError if it is wrong, fails, or would write."""
        ...

    def execute(self, statements: Sequence[Statement], /) -> list[Rows]:
        """Run statements in one transaction: all of them, or none. Returns the rows of each."""
        ...

    def close(self) -> None:
        """Let go of the file or connection. A second call does nothing."""
        ...
