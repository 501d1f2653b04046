"""What the page shows, as plain records that know nothing of a store: nodes, edges and their sentences."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

import msgspec

from kg.model import (
    AmountOf,
    Bound,
    EntityType,
    Exclusivity,
    InvalidRecord,
    Per,
    Polarity,
    StakeKind,
    Status,
    ready,
    relation,
)


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """One sentence behind an edge. `supports` is False where it denies or contradicts what the edge says."""

    quote: str
    lang: str | None = None
    supports: bool = True
    status: Status | None = None
    polarity: Polarity | None = None
    publisher: str | None = None
    headline: str | None = None
    url: str | None = None
    published: str | None = None
    attribution: str | None = None
    confidence: float | None = None


class RenderEdge(msgspec.Struct, frozen=True, kw_only=True):
    """One typed edge, or, where the relation has no object (VALUED_AT), one value of its source.

    `label` replaces the English label of the relation. `since`, `until` are day strings, half-open, open
    ends as None, `0001-01-01` or `9999-12-31`; `valid_from`, `valid_until` the same as precise as the text.
    """

    id: str
    relation: str
    source: str
    target: str | None = None
    label: str | None = None
    status: Status = Status.CURRENT
    disputed: bool = False
    amount: float | None = None
    currency: str | None = None
    amount_bound: Bound | None = None
    amount_of: AmountOf | None = None
    per: Per | None = None
    percent: float | None = None
    percent_bound: Bound | None = None
    stake_kind: StakeKind | None = None
    basis: str | None = None
    exclusivity: Exclusivity | None = None
    capped: bool | None = None
    covers: str | None = None
    product: str | None = None
    position: str | None = None
    round: str | None = None
    valid_from: str | None = None
    valid_until: str | None = None
    since: str | None = None
    until: str | None = None
    confidence: float = 1.0
    n_claims: int = 0
    n_publishers: int = 0
    first_published: str | None = None
    last_published: str | None = None
    why: str | None = None
    evidence: tuple[Evidence, ...] = ()

    def __post_init__(self) -> None:
        literal = relation(self.relation).is_literal
        if self.target is None and not literal:
            raise InvalidRecord(f"edge {self.id!r}: {self.relation} needs a target")
        for field in ("amount", "percent", "confidence"):
            value = getattr(self, field)
            if value is not None and not abs(value) < float("inf"):
                raise InvalidRecord(f"edge {self.id!r}: {field} is {value}; give a finite number or None")

    @property
    def is_literal(self) -> bool:
        """True for a value of the source (VALUED_AT), which is shown in its panel and not drawn."""
        return relation(self.relation).is_literal


class RenderNode(msgspec.Struct, frozen=True, kw_only=True):
    """One entity. `names` and `aliases`, of any language, are what the search finds it by.

    `valuations` are edges of a relation without an object; such edges may also stand among the others.
    """

    id: str
    name: str
    entity_type: EntityType
    name_zh: str | None = None
    names: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    kind: str | None = None
    country: str | None = None
    valuations: tuple[RenderEdge, ...] = ()


Record = TypeVar("Record", RenderNode, RenderEdge)


def records(rows: Iterable[Record | Mapping[str, Any]], *, kind: type[Record]) -> list[Record]:
    """Rows as records, in order of id; keys that the record does not know are passed over.

    Raises InvalidRecord for a row that does not fit, and for an id that comes twice.

    >>> [node.id for node in records([{"id": "b", "name": "B", "entity_type": "Product"},
    ...                               {"id": "a", "name": "A", "entity_type": "Person"}], kind=RenderNode)]
    ['a', 'b']
    """
    found: dict[str, Record] = {}
    for row in rows:
        record = row if isinstance(row, kind) else _convert(row, kind)
        if record.id in found:
            raise InvalidRecord(f"{kind.__name__} {record.id!r} comes twice; ids must be unique")
        found[record.id] = record
    return [found[key] for key in sorted(found)]


def _convert(row: object, kind: type[Record]) -> Record:
    try:
        return msgspec.convert(row, ready(kind))
    except msgspec.ValidationError as error:
        if isinstance(error.__cause__, InvalidRecord):  # from __post_init__, and clear enough
            raise error.__cause__ from None
        named = row.get("id") if isinstance(row, Mapping) else row
        raise InvalidRecord(f"{kind.__name__} {named!r}: {error}") from error
