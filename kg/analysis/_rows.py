"""Rows as DataFrames, flat tables and plain nested values."""

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from typing import TYPE_CHECKING, Any

import msgspec

from kg.analysis._facts import FactEdge

if TYPE_CHECKING:
    import pandas as pd


def table(rows: Iterable[msgspec.Struct], *, hops: bool = False) -> list[dict[str, Any]]:
    """Flat dicts, one a row, or with `hops` one for each step of a row (its number in `hop`).

    Facts of a row or step stand for themselves by the first and best one, whose columns join the row's;
    `n_facts` counts them. Where row, step and fact have a column of one name, the step's counts, then the
    row's. Several names become one text.
    """
    flat = []
    for row in rows:
        steps: Sequence[msgspec.Struct] = getattr(row, "hops", ())
        if hops and steps:
            own = _flatten(row)
            flat += [{**own, "hop": n, **_flatten(step)} for n, step in enumerate(steps, start=1)]
        else:
            flat.append(_flatten(row))
    return flat


def to_frame(rows: Iterable[msgspec.Struct], *, hops: bool = False) -> "pd.DataFrame":
    """A DataFrame of `table(rows, hops=hops)`; empty where there are no rows."""
    import pandas as pd

    return pd.DataFrame(table(rows, hops=hops))


def nested(rows: Iterable[msgspec.Struct]) -> list[dict[str, Any]]:
    """Plain values with all hops and facts inside, for JSON. What the text does not say is left out of facts."""
    return [_plain(msgspec.to_builtins(row), keep_null=True) for row in rows]


def _plain(value: Any, *, keep_null: bool = False) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items() if keep_null or item is not None}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


def _flatten(row: msgspec.Struct) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    best: FactEdge | None = None
    for key, value in msgspec.structs.asdict(row).items():
        if isinstance(value, FactEdge):
            best = value
        elif key == "facts":
            best = value[0] if value else None
            flat["n_facts"] = len(value)
        elif key != "hops":
            flat[key] = _cell(value)
    if best is not None:
        shown = {
            ("fact" if key == "id" else key): _cell(value)
            for key, value in msgspec.structs.asdict(best).items()
        }
        flat |= {key: value for key, value in shown.items() if key not in flat}
    return flat


def _cell(value: Any) -> Any:
    if isinstance(value, Enum):
        return str(value)
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return value
