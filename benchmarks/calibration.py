"""Whether claims are as often right as their confidence says, as Markdown tables and a plot.

    python benchmarks/calibration.py [SET...] [--shared ../shared] [--plot docs/images/calibration.svg]

Without a set: what nobody trained or developed on or saw little of (held_out, deals) and dev. A claim is right if the
passage has its relation and parties; claims that are optional there count for neither side.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from calibration_plot import Dot, draw
from gold_sets import LANGUAGES, Annotated, annotated, arguments, print_table, short_title

import kg
from kg.evaluation import predicted
from kg.evaluation.scoring import triples_of

SETS = ("held_out", "dev", "deals")
TENTHS = 10
#: Half the width of a 95 % interval, in standard deviations.
_NORMAL = 1.96


class Judged(NamedTuple):
    """How sure a claim is, and whether it is right."""

    confidence: float
    right: bool


class Bin(NamedTuple):
    """The claims of one tenth of confidence: from `low`, which belongs to it, to the next."""

    low: float
    claims: int
    confidence: float
    right: float


def bins(judged: Iterable[Judged]) -> list[Bin]:
    """Claims by tenths of confidence, empty tenths left out; 1.0 belongs to the last.

    >>> bins([Judged(0.91, True), Judged(1.0, False), Judged(0.8, True)])
    [Bin(low=0.8, claims=1, confidence=0.8, right=1.0), Bin(low=0.9, claims=2, confidence=0.955, right=0.5)]
    """
    tenths: dict[int, list[Judged]] = {}
    for one in judged:
        # In whole hundredths, as confidences are: 0.7 * 10 is less than 7 in floating point for some.
        tenths.setdefault(min(round(100 * one.confidence) // TENTHS, TENTHS - 1), []).append(one)
    return [
        Bin(
            tenth / TENTHS,
            len(found),
            math.fsum(one.confidence for one in found) / len(found),
            sum(one.right for one in found) / len(found),
        )
        for tenth, found in sorted(tenths.items())
    ]


def brier(judged: Sequence[Judged]) -> float:
    """The mean square of confidence minus outcome (Brier 1950): 0 is perfect, always saying one half gives 0.25."""
    return math.fsum((one.confidence - one.right) ** 2 for one in judged) / len(judged)


def expected_error(judged: Sequence[Judged]) -> float:
    """The expected calibration error: how far confidence and share right lie apart in a bin, by claims."""
    return math.fsum(bin_.claims * abs(bin_.confidence - bin_.right) for bin_ in bins(judged)) / len(judged)


def interval(right: int, total: int) -> tuple[float, float]:
    """Where the true share lies in 95 of 100 cases (Wilson 1927)."""
    share, square = right / total, _NORMAL**2
    middle = (share + square / (2 * total)) / (1 + square / total)
    half = _NORMAL * math.sqrt(share * (1 - share) / total + square / (4 * total**2)) / (1 + square / total)
    return max(0.0, middle - half), min(1.0, middle + half)


def judged(passages: Iterable[Annotated]) -> Iterator[Judged]:
    """Every claim that is made in these passages and is right or wrong."""
    for one in passages:
        triples = triples_of(one.passage.claims)
        found = kg.extract([one.article]) if one.article is not None else ()
        for claim in (predicted(claim) for _, claims in found for claim in claims):
            said = [triple for triple in triples if triple.said_by(claim)]
            if not said or not all(triple.optional for triple in said):
                yield Judged(claim.confidence or 0.0, bool(said))


def summary(found: dict[str, dict[str, list[Judged]]]) -> Iterator[list[str]]:
    """By language and set, how many claims there are, how sure they are, how many are right."""
    yield [
        "claims of",
        "claims",
        "confidence",
        "right",
        "Brier score",
        "the same, if all were equally sure",
        "ECE",
    ]
    for lang, by_set in found.items():
        for name, some in by_set.items():
            if not some:
                continue
            sure = math.fsum(one.confidence for one in some) / len(some)
            right = sum(one.right for one in some) / len(some)
            yield [
                f"{LANGUAGES[lang]}, {short_title(name)}",
                f"{len(some):,}",
                f"{sure:.2f}",
                f"{right:.2f}",
                f"{brier(some):.3f}",
                f"{right * (1 - right):.3f}",
                f"{expected_error(some):.3f}",
            ]


def by_tenths(found: dict[str, list[Judged]]) -> Iterator[list[str]]:
    """By language, the claims of each tenth of confidence."""
    yield ["confidence"] + [
        f"{LANGUAGES[lang]}: {head}"
        for lang in found
        for head in ("claims", "said", "right", "95 % interval")
    ]
    tables = {lang: {bin_.low: bin_ for bin_ in bins(some)} for lang, some in found.items()}
    for low in sorted({low for table in tables.values() for low in table}):
        cells = [f"{low:.1f} to {low + 1 / TENTHS:.1f}"]
        for table in tables.values():
            bin_ = table.get(low)
            cells += ["0", "-", "-", "-"] if bin_ is None else _cells(bin_)
        yield cells


def _cells(bin_: Bin) -> list[str]:
    low, high = interval(round(bin_.right * bin_.claims), bin_.claims)
    return [f"{bin_.claims:,}", f"{bin_.confidence:.2f}", f"{bin_.right:.2f}", f"{low:.2f} to {high:.2f}"]


def dots(some: Sequence[Judged]) -> list[Dot]:
    """The tenths of a language as the plot draws them."""
    return [
        Dot(bin_.confidence, bin_.right, interval(round(bin_.right * bin_.claims), bin_.claims), bin_.claims)
        for bin_ in bins(some)
    ]


def main() -> None:
    parser = arguments(__doc__, default=SETS)
    parser.add_argument("--plot", type=Path, help="write the plot into this SVG file")
    given = parser.parse_args()
    found: dict[str, dict[str, list[Judged]]] = {}
    passages = {name: annotated(name, shared=given.shared) for name in given.sets}
    for lang in LANGUAGES:
        by_set = {
            name: list(judged(one for one in some if one.passage.lang == lang))
            for name, some in passages.items()
        }
        together = [one for some in by_set.values() for one in some]
        found[lang] = by_set | ({"together": together} if len(by_set) > 1 else {})
    total = {lang: list(by_set.values())[-1] for lang, by_set in found.items()}
    print_table(summary(found))
    print()
    print_table(by_tenths(total))
    if given.plot is not None:
        panels = {LANGUAGES[lang]: dots(some) for lang, some in total.items()}
        given.plot.write_text(draw(panels), encoding="utf-8")


if __name__ == "__main__":
    main()
