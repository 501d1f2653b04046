"""The Neo4j store: a server over Bolt, through the official driver."""

import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import neo4j
from neo4j import exceptions, graph, time

from kg.model import QueryError, StoreError
from kg.stores.base import Statement
from kg.stores.cypher import FULL_TEXT, SCHEMA
from kg.stores.rows import Rows

T = TypeVar("T")


class Neo4jStore:
    """A database of a Neo4j server, 5.26 or later. Opening it creates constraints and indexes if missing.

    User, password and database are arguments, else NEO4J_USERNAME ("neo4j" if unset), NEO4J_PASSWORD
    and NEO4J_DATABASE (the user's home database if unset).
    """

    name = "neo4j"

    def __init__(
        self,
        location: str,
        *,
        username: str | None = None,
        password: str | None = None,
        database: str | None = None,
    ) -> None:
        self.location = location
        self._database = database or os.environ.get("NEO4J_DATABASE") or None
        user = username or os.environ.get("NEO4J_USERNAME") or "neo4j"
        secret = password or os.environ.get("NEO4J_PASSWORD")
        if not secret:
            raise StoreError(
                f"{location} needs a password: set NEO4J_PASSWORD (and NEO4J_USERNAME if not neo4j)"
            )
        try:
            self._driver = neo4j.GraphDatabase.driver(
                location,
                auth=(user, secret),
                notifications_min_severity="OFF",
                connection_timeout=10,
                max_transaction_retry_time=20,
            )
        except (exceptions.ConfigurationError, ValueError) as error:
            raise StoreError(
                f"{location!r} is not an address of Neo4j ({error}); write bolt://host:7687"
            ) from error
        try:
            self._set_up(user)
        except StoreError:
            self.close()
            raise

    def query(self, cypher: str, /, **params: Any) -> Rows:
        """Run a reading text; see `Store.query`."""
        with self._session(neo4j.READ_ACCESS) as session:
            return self._guarded(lambda: session.execute_read(_run, cypher, params))

    def execute(self, statements: Sequence[Statement], /) -> list[Rows]:
        """Run statements in one transaction; see `Store.execute`. Tried again if the server asks for it."""

        def work(transaction: neo4j.ManagedTransaction) -> list[Rows]:
            return [_run(transaction, cypher, params) for cypher, params in statements]

        with self._session(neo4j.WRITE_ACCESS) as session:
            return self._guarded(lambda: session.execute_write(work))

    def close(self) -> None:
        """Close all connections."""
        self._driver.close()

    def _session(self, mode: str) -> neo4j.Session:
        return self._driver.session(database=self._database, default_access_mode=mode)

    def _set_up(self, user: str) -> None:
        try:
            with self._session(neo4j.READ_ACCESS) as session:
                session.run("RETURN 1").consume()
        except exceptions.AuthError as error:
            raise StoreError(
                f"{self.location} refuses user {user!r}: check NEO4J_USERNAME and NEO4J_PASSWORD ({error.message})"
            ) from error
        except (exceptions.DriverError, exceptions.Neo4jError) as error:
            raise StoreError(
                f"{self.location} cannot be reached: {_words(error)}; is Neo4j running? "
                "(`kg neo4j start`, or `docker compose up -d neo4j`)"
            ) from error
        with self._session(neo4j.WRITE_ACCESS) as session:
            for statement in (*SCHEMA, *FULL_TEXT):
                self._guarded(session.run(statement).consume)

    def _guarded(self, work: Callable[[], T]) -> T:
        try:
            return work()
        except exceptions.ClientError as error:
            if error.code == "Neo.ClientError.Statement.AccessMode":
                raise QueryError(
                    "this query writes, but only reading is allowed here; use write=True"
                ) from error
            raise QueryError(error.message or str(error)) from error
        except exceptions.Neo4jError as error:
            raise StoreError(f"{self.location}: {error.message or error}") from error
        except exceptions.DriverError as error:
            raise StoreError(f"{self.location} does not answer: {_words(error)}") from error
        except (ValueError, TypeError, OverflowError) as error:
            raise QueryError(f"a parameter cannot be sent: {error}") from error


def _run(transaction: neo4j.ManagedTransaction, cypher: str, params: Mapping[str, Any]) -> Rows:
    result = transaction.run(cypher, dict(params))
    columns = result.keys()
    return Rows(({key: _plain(record[key]) for key in columns} for record in result), columns=columns)


def _words(error: Exception) -> str:
    """The first line of a driver's error, which may be long and repeat itself."""
    return str(error).splitlines()[0] if str(error) else type(error).__name__


def _plain(value: Any) -> Any:
    """One value as every store gives it (see `Store`)."""
    match value:
        case graph.Node():
            return {"labels": sorted(value.labels), "properties": _plain(dict(value))}
        case graph.Relationship():
            return {"type": value.type, "properties": _plain(dict(value))}
        case graph.Path():
            return {"nodes": _plain(list(value.nodes)), "relationships": _plain(list(value.relationships))}
        case dict():
            return {key: _plain(item) for key, item in value.items()}
        case list() | tuple() if not isinstance(value, time.Duration):
            return [_plain(item) for item in value]
        case time.Duration():
            return value.iso_format()
        case time.Date() | time.DateTime() | time.Time():
            # Microseconds, as Python's own types have them: kglite gives no more.
            return value.to_native().isoformat()
        case _:
            return value
