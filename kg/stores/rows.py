"""The answer to a query: a list of dicts that knows its columns and shows itself in a notebook."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

_SHOWN = 100


class Rows(list[dict[str, Any]]):
    """Rows of a query in its order. `columns` stands even where there are no rows.

    >>> rows = Rows([{"name": "OpenAI", "n": 3}])
    >>> rows.columns, rows[0]["name"], rows.to_df().shape
    (('name', 'n'), 'OpenAI', (1, 2))
    """

    def __init__(
        self, rows: Iterable[Mapping[str, Any]] = (), *, columns: Sequence[str] | None = None
    ) -> None:
        super().__init__(dict(row) for row in rows)
        first = self[0] if self else {}
        self.columns: tuple[str, ...] = tuple(first if columns is None else columns)

    def to_df(self) -> "pd.DataFrame":
        """The rows as a pandas DataFrame, columns in the order of the query."""
        import pandas as pd

        return pd.DataFrame(list(self), columns=list(self.columns))

    def _repr_html_(self) -> str:
        """A table for Jupyter. All text is escaped: names and sentences come from strangers."""
        head = "".join(f"<th>{escape(name)}</th>" for name in self.columns)
        body = "".join(
            "<tr>" + "".join(f"<td>{_cell(row.get(name))}</td>" for name in self.columns) + "</tr>"
            for row in self[:_SHOWN]
        )
        more = f"<p>{len(self) - _SHOWN} more rows</p>" if len(self) > _SHOWN else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"


def _cell(value: object) -> str:
    return "" if value is None else escape(str(value))
