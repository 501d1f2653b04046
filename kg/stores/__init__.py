"""Stores: where the graph lies. One interface, one Cypher text, an embedded file or a Neo4j server."""

import os
from importlib.metadata import entry_points
from pathlib import Path

from kg.model import NotFound, StoreError
from kg.stores.base import Statement, Store
from kg.stores.rows import Rows

__all__ = ["DEFAULT_LOCATION", "Rows", "Statement", "Store", "open_store", "resolve_location"]

#: The file used where nothing else is said.
DEFAULT_LOCATION = "graph.kgl"

_NEO4J_SCHEMES = frozenset({"bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc"})


def resolve_location(location: str | None = None) -> str:
    """`location`, or what the environment says: KG_STORE, else NEO4J_URI, else graph.kgl in this folder."""
    return location or os.environ.get("KG_STORE") or os.environ.get("NEO4J_URI") or DEFAULT_LOCATION


def open_store(location: str | None = None, *, create: bool = True) -> Store:
    """Open the store at a location, and make it if it is a new file (NotFound unless `create`).

    A path is an embedded graph in one file, `:memory:` one without a file; `bolt://`, `neo4j://` and
    their `+s` forms are a Neo4j server (user, password and database from NEO4J_USERNAME,
    NEO4J_PASSWORD, NEO4J_DATABASE). Other schemes come from installed packages, through the entry
    point group `kg.stores`: a function from location to store, named as the scheme.

    Raises StoreError if the store is locked, damaged, out of reach or of an unknown scheme.
    """
    place = resolve_location(location)
    scheme, has_scheme, _ = place.partition("://")
    if not has_scheme:
        if not create and place != ":memory:" and not Path(place).exists():
            raise NotFound(f"there is no graph at {place}: make one by `kg add`, or name another by --store")
        from kg.stores.embedded import EmbeddedStore

        return EmbeddedStore(place)
    if scheme in _NEO4J_SCHEMES:
        from kg.stores.neo4j_ import Neo4jStore

        return Neo4jStore(place)
    for entry in entry_points(group="kg.stores", name=scheme):
        store: Store = entry.load()(place)
        return store
    raise StoreError(
        f"no store is known for {scheme!r} in {place!r}: use a file, bolt:// or neo4j://, "
        "or install a package with an entry point in the group kg.stores"
    )
