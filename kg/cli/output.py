"""Rows to a person or a program: a table, JSON, JSON lines or CSV, on stdout."""

import csv
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TextIO

from kg.cli.app import Format

#: A cell that begins so is a formula to a spreadsheet. CSV puts an apostrophe before it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def print_rows(
    rows: Sequence[Mapping[str, Any]],
    *,
    format: Format,  # noqa: A002 - named as the option is
    columns: Sequence[str] | None = None,
    title: str | None = None,
    file: TextIO | None = None,
) -> None:
    """Write `rows` to stdout, or to `file`.

    `columns` chooses and orders what is shown; without it, all keys in the order of their first use.
    `title` heads a table and no other format. Values of a wrong kind for JSON become their text.
    """
    out = sys.stdout if file is None else file
    names = list(columns) if columns is not None else _columns(rows)
    match format:
        case Format.TABLE:
            _print_table(rows, names, title=title, out=out)
        case Format.JSON:
            out.write(_json([_pick(row, names) for row in rows], indent=2) + "\n")
        case Format.JSONL:
            out.writelines(_json(_pick(row, names)) + "\n" for row in rows)
        case Format.CSV:
            writer = csv.writer(out, lineterminator="\n")
            writer.writerow([_guard(name) for name in names])
            writer.writerows([_guard(_cell(row.get(name))) for name in names] for row in rows)


def _columns(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    return list(dict.fromkeys(key for row in rows for key in row))


def _pick(row: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    return {name: row.get(name) for name in names}


def _json(value: object, *, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent, default=str)


def _cell(value: object) -> str:
    """One value as the text of one cell.

    >>> [_cell(value) for value in (None, True, 50_000_000_000.0, 27.5, ["a", "b"])]
    ['', 'true', '50000000000', '27.5', '["a", "b"]']
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, list | tuple | dict):
        return _json(value)
    return str(value)


def _guard(cell: str) -> str:
    """`cell`, made harmless to a spreadsheet; a plain negative number stays a number.

    >>> _guard("=HYPERLINK(1)"), _guard("-3.5"), _guard("OpenAI")
    ("'=HYPERLINK(1)", '-3.5', 'OpenAI')
    """
    if not cell.startswith(_FORMULA):
        return cell
    if cell.startswith("-") and cell[1:].replace(".", "", 1).isdecimal():
        return cell
    return f"'{cell}"


def _print_table(
    rows: Sequence[Mapping[str, Any]], names: Sequence[str], *, title: str | None, out: TextIO
) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    # Without a terminal a table has no width of its own: wide enough that nothing is cut.
    console = Console(file=out, width=None if out.isatty() else 200, highlight=False)
    table = Table(box=SIMPLE_HEAD, title=title, title_justify="left", pad_edge=False)
    for name in names:
        numbers = [row.get(name) for row in rows if row.get(name) is not None]
        is_number = bool(numbers) and all(
            isinstance(value, int | float) and not isinstance(value, bool) for value in numbers
        )
        table.add_column(Text(name), justify="right" if is_number else "left", overflow="fold")
    for row in rows:
        # Text, not str: brackets in an article are words, not markup.
        table.add_row(*(Text(_show(row.get(name))) for name in names))
    if names:
        console.print(table)


def _show(value: object) -> str:
    r"""A cell of a table: numbers with separators, control characters visible instead of obeyed.

    >>> _show(50_000_000_000.0), _show(0.9312), _show("a\x1b[31m")
    ('50,000,000,000', '0.9312', 'a\ufffd[31m')
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        whole = float(value).is_integer() and abs(value) < 1e15
        return f"{int(value):,}" if whole else f"{value:,}"
    return "".join(c if c.isprintable() or c == "\n" else "\ufffd" for c in _cell(value))
