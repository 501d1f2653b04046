"""How much of what annotated passages say is found, and how much of what is found is there: a Markdown table.

    python benchmarks/quality.py SHARED/gold dev [--short]

The passages and their scorer are not in this repository (their texts belong to publishers). A claim counts as found
if subject, relation and object are right; the scorer's rules stand at the head of score.py.
"""

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import kg
from kg.model import to_row

LANGUAGES = {"en": "English", "zh": "Chinese"}


def scorer(folder: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", folder / "score.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def scores(folder: Path, name: str) -> dict[str, dict[str, Any]]:
    """By language, what the scorer says."""
    score = scorer(folder)
    gold = score.load(folder / f"{name}.jsonl")
    articles = kg.read_articles([folder / f"{name}.jsonl"])
    found = [to_row(claim) for _, claims in kg.extract(articles) for claim in claims]
    by_language = {}
    for lang in LANGUAGES:
        passages = [passage for passage in gold if passage["lang"] == lang]
        ids = {passage["id"] for passage in passages}
        by_language[lang] = score.score(passages, [claim for claim in found if claim["article"] in ids])
    return by_language


def cells(counts: tuple[int, int, int]) -> list[str]:
    """How many there are, precision and recall in percent; a dash where there is nothing to measure."""
    right, wrong, missed = counts
    precision = f"{100 * right / (right + wrong):.0f}" if right + wrong else "-"
    recall = f"{100 * right / (right + missed):.0f}" if right + missed else "-"
    return [str(right + missed), precision, recall]


def rows(found: dict[str, dict[str, Any]], *, short: bool) -> Iterator[list[str]]:
    head = ["relation"]
    for language in LANGUAGES.values():
        head += [f"{language}: claims", "precision", "recall"]
    yield head
    yield ["---"] + ["---:"] * (len(head) - 1)
    yield ["**all**", *(cell for lang in LANGUAGES for cell in cells(tuple(found[lang]["tot"])))]
    if short:
        return
    for name in kg.relations():
        counts = [tuple(found[lang]["rel"].get(name, ((0, 0, 0), None))[0]) for lang in LANGUAGES]
        if any(map(any, counts)):
            yield [f"`{name}`", *(cell for count in counts for cell in cells(count))]
    for name in (
        "amount",
        "currency",
        "percent",
        "exclusivity",
        "valid_from",
        "valid_until",
        "status",
        "polarity",
    ):
        pairs = [found[lang]["qual"].get(name) for lang in LANGUAGES]
        if any(pairs):
            yield [
                f"{name}, where the claim is found",
                *(
                    cell
                    for pair in pairs
                    for cell in (
                        ["-"] * 3 if not pair else [str(pair[1]), "", f"{100 * pair[0] / pair[1]:.0f}"]
                    )
                ),
            ]


if __name__ == "__main__":
    given = [word for word in sys.argv[1:] if not word.startswith("--")]
    for line in rows(scores(Path(given[0]), given[1]), short="--short" in sys.argv):
        print("| " + " | ".join(line) + " |")
