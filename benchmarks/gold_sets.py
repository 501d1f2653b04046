"""The annotated passages that the benchmarks measure on, by name.

Those of `../shared` are not in this repository: their texts belong to publishers. `deals` is.
"""

import argparse
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

import kg
from kg.evaluation import Passage, read_gold
from kg.model import Article, ArticleError

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT / "training" / "scripts"))

from name_corpora import held_out  # noqa: E402, one list of the pages that no training sees

LANGUAGES = {"en": "English", "zh": "Chinese"}
SHARED = ROOT.parent / "shared"
#: What is measured on, and what it is.
TITLES = {
    "dev": "dev: passages that extraction was developed against",
    "seeds": "seeds: two articles in four versions, seen in development too",
    "held_out": "held-out: pages of which no training saw a passage",
    "deals": "deals: sentences written as a benchmark, in this repository",
}


class Annotated(NamedTuple):
    """A passage with its gold, as article (None where cleaning leaves nothing) and with the names annotated in it."""

    passage: Passage
    article: Article | None
    entities: list[dict[str, Any]]


def files(name: str, *, shared: Path) -> list[Path]:
    """The files of a set; a name that is none of ours is a file itself."""
    known = {
        "dev": [shared / "gold" / "dev.jsonl"],
        "seeds": [shared / "gold" / "seeds.jsonl"],
        "held_out": [shared / "gold" / "train.jsonl"],
        "deals": [ROOT / "benchmarks" / "deals" / f"{lang}.jsonl" for lang in LANGUAGES],
    }
    return known.get(name, [Path(name)])


def annotated(name: str, *, shared: Path = SHARED) -> list[Annotated]:
    """The passages of a set in order. Ends the program with a reason where there are none.

    What cannot be read as an article is told on stderr and counts as a passage in which nothing is found.
    """
    paths = files(name, shared=shared)
    for path in paths:
        if not path.is_file():
            sys.exit(
                f"{path} is not there: give the folder that holds gold/ with --shared, or measure `deals` alone"
            )
    try:
        passages = list(chain.from_iterable(read_gold(path, on_error=_raise) for path in paths))
        articles = {article.id: article for article in kg.read_articles(paths, on_error=_report)}
    except ArticleError as error:
        sys.exit(str(error))
    named = {line["id"]: line.get("entities", []) for path in paths for line in _lines(path)}
    return [
        Annotated(passage, articles.get(passage.id), named[passage.id])
        for passage in passages
        if name != "held_out" or held_out(passage.id)
    ]


def title(name: str) -> str:
    """A set in a few words; of a file its name."""
    return TITLES.get(name, Path(name).name)


def short_title(name: str) -> str:
    """A set as the head of a column."""
    return title(name).partition(":")[0]


def arguments(
    description: str | None, *, default: tuple[str, ...] = tuple(TITLES)
) -> argparse.ArgumentParser:
    """What all benchmarks over annotated passages take: sets or files, and where `shared` is."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "sets", nargs="*", default=list(default), help=f"{', '.join(TITLES)}, or a .jsonl file"
    )
    parser.add_argument("--shared", type=Path, default=SHARED, help="the folder that holds gold/")
    return parser


def print_table(rows: Iterator[list[str]]) -> None:
    """Rows as Markdown; the first is the head, and columns after the first stand right."""
    for number, row in enumerate(rows):
        print("| " + " | ".join(row) + " |")
        if number == 0:
            print("| --- |" + " ---: |" * (len(row) - 1))


def percent(share: float) -> str:
    """A share as whole percent."""
    return f"{100 * share:.0f}"


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open("rb") as stream:
        for line in stream:
            if line.strip():
                yield msgspec.json.decode(line)


def _raise(error: ArticleError) -> None:
    raise error


def _report(error: ArticleError) -> None:
    print(error, file=sys.stderr)
