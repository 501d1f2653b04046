"""The embedded store: kglite, a graph in this process, kept in one file with a write-ahead log beside it.

kglite is young, so everything it does its own way is undone here and nowhere else: nodes come back with
keys of its own, a transaction cannot begin on a handle that refuses writes, errors are its own tree.
"""

import datetime as dt
import gc
import re
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import kglite

from kg.model import QueryError, StoreError
from kg.stores.base import Statement
from kg.stores.cypher import SCHEMA
from kg.stores.rows import Rows

#: The location of a graph without a file.
MEMORY = ":memory:"

#: `WITH r MATCH (c) WHERE c.fact = r.id` finds nothing in kglite 0.21.2 unless this pass is off.
_READING = {"hide_structural_keys": True, "disabled_passes": ["fold_pass_through_with"]}
_NOT_CODE = re.compile(r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|//[^\n]*|/\*.*?\*/", re.DOTALL)
_RELATIONSHIP = re.compile(r"-\[\s*(\w+)")
_MAP = re.compile(r"(?<!\w)\(\s*\w*\s*(?::[\w|&!:\s`]+)?\{([^{}]*)\}\s*\)")


class EmbeddedStore:
    """A graph in one file, for one process at a time. Committed writes survive a crash and a power cut."""

    name = "embedded"

    def __init__(self, location: str | Path) -> None:
        self.location = str(location)
        # kglite would print its advice on queries to stderr; that is the user's, not ours.
        kglite.set_query_warning_policy("silent")
        self._graph: Any = _open(self.location)
        self._lock = threading.Lock()
        self._is_written = False
        if not self._graph.cypher("SHOW CONSTRAINTS").to_list():
            for statement in SCHEMA:
                self._graph.cypher(statement)
            self._is_written = True
        self._graph.read_only(True)

    def query(self, cypher: str, /, **params: Any) -> Rows:
        """Run a reading text; see `Store.query`."""
        with self._lock:
            _refuse_relationship_in_map(cypher)
            return _run(self._open_graph(), cypher, params, **_READING)

    def execute(self, statements: Sequence[Statement], /) -> list[Rows]:
        """Run statements in one transaction; see `Store.execute`."""
        with self._lock:
            graph = self._open_graph()
            graph.read_only(False)
            try:
                self._is_written = True
                transaction = graph.begin()
                try:
                    rows = [_run(transaction, cypher, params) for cypher, params in statements]
                except StoreError:
                    transaction.rollback()
                    raise
                transaction.commit()
            except kglite.KgError as error:
                raise StoreError(f"{self.location}: the graph could not be written: {error}") from error
            finally:
                graph.read_only(True)
        return rows

    def close(self) -> None:
        """Write the log into the file and let go of it."""
        graph, self._graph = self._graph, None
        if graph is None or self.location == MEMORY:
            return
        if not self._is_written and _is_last_holder(graph):
            # Nothing to write: letting go of the handle frees the file without writing it anew.
            return
        try:
            graph.close()
        except kglite.KgError as error:
            raise StoreError(f"{self.location}: the graph could not be saved: {error}") from error

    def _open_graph(self) -> Any:
        if self._graph is None:
            raise StoreError(f"{self.location} is closed; open it again with kg.open")
        return self._graph


def _is_last_holder(graph: Any) -> bool:
    """True if nobody but our caller holds the handle; the traceback of an error that was caught may."""
    ours = 3  # the caller's name, this one's, and that of getrefcount
    if sys.getrefcount(graph) > ours:
        gc.collect()
    return sys.getrefcount(graph) <= ours


def _refuse_relationship_in_map(cypher: str) -> None:
    """Refuse `(c:Claim {fact: r.id})` with a relationship r: kglite 0.21.2 finds nothing and says nothing.

    >>> _refuse_relationship_in_map("MATCH ()-[r:USES]->() MATCH (c:Claim) WHERE c.fact = r.id RETURN c")
    """
    code = _NOT_CODE.sub("''", cypher)
    names = "|".join(sorted(set(_RELATIONSHIP.findall(code))))
    for found in _MAP.finditer(code) if names else ():
        read = re.search(rf"(\w+)\s*:\s*(({names})\.\w+)", found.group(1))
        if read:
            raise QueryError(
                f"{{{read.group()}}}: the embedded store cannot compare with a relationship inside braces; "
                f"write WHERE x.{read.group(1)} = {read.group(2)}"
            )


def _open(location: str) -> Any:
    if location == MEMORY:
        return kglite.KnowledgeGraph()
    path = Path(location)
    if not path.parent.is_dir():
        raise StoreError(f"{location}: the folder {path.parent} does not exist; make it first")
    if path.is_dir():
        raise StoreError(f"{location} is a folder; name a file in it, such as {path / 'graph.kgl'}")
    try:
        return kglite.open(str(path), durable="full")
    except kglite.WriterLeaseHeldError as error:
        holder = getattr(error, "holder", None) or {}
        who = "this process" if holder.get("self") else f"process {holder.get('pid') or '?'}"
        raise StoreError(
            f"{location} is in use by {who}: close it there first (a graph file has one user at a time; "
            "for several at once use Neo4j)"
        ) from error
    except kglite.FileFormatError as error:
        raise StoreError(
            f"{location} is not a graph file, or it is damaged ({error}); move it away and load the articles "
            "or the exported claims again"
        ) from error
    except (kglite.KgError, OSError, ValueError, RuntimeError) as error:
        raise StoreError(f"{location} cannot be opened: {error}") from error


def _run(runner: Any, cypher: str, params: Mapping[str, Any], **options: Any) -> Rows:
    try:
        result = runner.cypher(cypher, params=dict(params), **options)
        if isinstance(result, str):  # EXPLAIN, FORMAT CSV
            return Rows([{"text": result}])
        return Rows(
            ({key: _plain(value) for key, value in row.items()} for row in result.to_list()),
            columns=result.columns,
        )
    except kglite.ReadOnlyError as error:
        raise QueryError("this query writes, but only reading is allowed here; use write=True") from error
    except kglite.KgError as error:
        raise QueryError(str(error)) from error
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise QueryError(f"a parameter or value cannot be used: {error}") from error


def _plain(value: Any) -> Any:
    """One value as every store gives it (see `Store`)."""
    match value:
        case dict():
            return _plain_map(value)
        case list() | tuple():
            return [_plain(item) for item in value]
        case dt.datetime() | dt.date() | dt.time():
            return value.isoformat()
        case dt.timedelta():
            return _duration({"days": value.days, "seconds": value.seconds})
        case _:
            return value


def _plain_map(value: dict[str, Any]) -> Any:
    keys = value.keys()
    if keys == {"id", "labels", "properties"}:
        stored = {
            key: _plain(item) for key, item in value["properties"].items() if key not in {"title", "type"}
        }
        return {"labels": value["labels"], "properties": stored}
    if keys == {"id", "start", "end", "type", "properties"}:
        return {"type": value["type"], "properties": _plain(value["properties"])}
    if {"months", "days", "seconds"} <= keys <= {"months", "days", "seconds", "nanoseconds"}:
        return _duration(value)
    # properties(n) holds a title that nobody stored: the name once more.
    is_minted = "id" in keys and "title" in keys and value["title"] in (None, value.get("name"))
    return {key: _plain(item) for key, item in value.items() if not (is_minted and key == "title")}


def _duration(parts: Mapping[str, int]) -> str:
    """An ISO 8601 duration as Neo4j writes it.

    >>> _duration({"months": 14, "days": 3, "seconds": 3661}), _duration({"days": 0})
    ('P1Y2M3DT1H1M1S', 'PT0S')
    """
    years, months = divmod(parts.get("months", 0), 12)
    minutes, seconds = divmod(parts.get("seconds", 0), 60)
    hours, minutes = divmod(minutes, 60)
    date = "".join(
        f"{n}{unit}" for n, unit in ((years, "Y"), (months, "M"), (parts.get("days", 0), "D")) if n
    )
    time = "".join(f"{n}{unit}" for n, unit in ((hours, "H"), (minutes, "M"), (seconds, "S")) if n)
    return f"P{date}" + (f"T{time}" if time else "") if date or time else "PT0S"
