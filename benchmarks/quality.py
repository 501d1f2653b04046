"""How much of what annotated passages say is found, and how much of what is found is right: Markdown tables.

    python benchmarks/quality.py [SET...] [--shared ../shared] [--short]

A set is dev, seeds, held_out, deals, or a file of annotated passages; without any, all four. `--short` prints only the
line of each set. The measure is that of `kg evaluate`.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from gold_sets import LANGUAGES, annotated, arguments, percent, print_table, short_title, title
from party_names import PartyNames, party_names

import kg
from kg.evaluation import QUALIFIERS, Counts, Figures, PassageScore, Share, figures, predicted, score
from kg.extraction import explain

#: The qualifiers that stand in the overview.
OVERVIEW = ("amount", "percent", "exclusivity", "status", "polarity")
NOTHING = Counts()


class Measured(NamedTuple):
    """A set in one language."""

    figures: Figures
    names: PartyNames


def measure(name: str, *, shared: Path) -> dict[str, Measured]:
    """A set by language, languages without a passage left out."""
    scores: dict[str, list[PassageScore]] = {}
    names: dict[str, PartyNames] = {}
    for one in annotated(name, shared=shared):
        read = next(explain([one.article]), None) if one.article is not None else None
        claims = [predicted(claim) for claim in read[1]] if read is not None else []
        lang = one.passage.lang
        scores.setdefault(lang, []).append(score(one.passage, claims))
        names[lang] = names.get(lang, PartyNames()) + party_names(one, read[2] if read is not None else None)
    return {lang: Measured(figures(scores[lang]), names[lang]) for lang in LANGUAGES if lang in scores}


def cells(counts: Counts) -> list[str]:
    """How many there are, precision and recall in percent; a dash where there is nothing to measure."""
    found, there = counts.right + counts.wrong, counts.right + counts.missed
    return [
        f"{there:,}",
        percent(counts.right / found) if found else "-",
        percent(counts.right / there) if there else "-",
    ]


def f1(counts: Counts) -> str:
    """F1 in percent; a dash where there is nothing to measure."""
    return "-" if counts == NOTHING else percent(counts.f1)


def of(share: Share | None) -> str:
    """A share in percent and of how many; a dash where there is nothing to measure."""
    if share is None or not share.total:
        return "-"
    return f"{percent(share.right / share.total)} % of {share.total:,}"


def short_rows(found: dict[str, dict[str, Measured]]) -> Iterator[list[str]]:
    """By set, claims in both languages."""
    yield ["passages"] + [
        head for lang in LANGUAGES.values() for head in (f"{lang}: claims", "precision", "recall", "F1")
    ]
    for name, by_language in found.items():
        row = [title(name)]
        for lang in LANGUAGES:
            counts = by_language[lang].figures.claims if lang in by_language else NOTHING
            row += [*cells(counts), f1(counts)]
        yield row


def overview_rows(found: dict[str, dict[str, Measured]]) -> Iterator[list[str]]:
    """By set and language, claims, the commonest qualifiers, and what is found where nothing is."""
    yield [
        "passages", "how many", "claims", "precision", "recall", "F1", *OVERVIEW, "false in passages without claims"
    ]  # fmt: skip
    for name, by_language in found.items():
        for lang, (some, _) in by_language.items():
            yield [
                f"{short_title(name)}, {LANGUAGES[lang]}",
                f"{some.passages:,}",
                *cells(some.claims),
                f1(some.claims),
                *(of(some.qualifiers.get(qualifier)) for qualifier in OVERVIEW),
                f"{sum(some.clean.values())} in {len(some.clean)}" if some.clean else "-",
            ]


def name_rows(found: dict[str, dict[str, Measured]]) -> Iterator[list[str]]:
    """By set and language, how well the parties of claims are known."""
    yield [
        "passages", "names of parties: found", "all names found: right", "claims: both parties known",
        "and in one sentence",
    ]  # fmt: skip
    for name, by_language in found.items():
        for lang, (_, names) in by_language.items():
            yield [f"{short_title(name)}, {LANGUAGES[lang]}", *map(of, names)]


def relation_rows(by_language: dict[str, Measured]) -> Iterator[list[str]]:
    """By relation and qualifier, one set."""
    tables = [found.figures for found in by_language.values()]
    yield ["relation"] + [
        head for lang in by_language for head in (f"{LANGUAGES[lang]}: claims", "precision", "recall")
    ]
    yield ["**all**", *(cell for table in tables for cell in cells(table.claims))]
    for name in kg.relations():
        counts = [table.relations.get(name, NOTHING) for table in tables]
        if any(one != NOTHING for one in counts):
            yield [f"`{name}`", *(cell for one in counts for cell in cells(one))]
    for name in QUALIFIERS:
        shares = [table.qualifiers.get(name) for table in tables]
        if any(shares):
            yield [
                f"{name}, where the claim is found",
                *(cell for one in shares for cell in _of_qualifier(one)),
            ]


def _of_qualifier(share: Share | None) -> list[str]:
    return ["-"] * 3 if share is None else [str(share.total), "", percent(share.right / share.total)]


def print_all(found: dict[str, dict[str, Measured]]) -> None:
    """The overview, the names, and each set by relation and qualifier."""
    print_table(overview_rows(found))
    print("\n### Names of the parties\n")
    print_table(name_rows(found))
    for name, by_language in found.items():
        print(f"\n### By relation: {short_title(name)}\n")
        print_table(relation_rows(by_language))


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--short", action="store_true", help="a line for each set, no more")
    given = parser.parse_args()
    found = {name: measure(name, shared=given.shared) for name in given.sets}
    if given.short:
        print_table(short_rows(found))
    else:
        print_all(found)


if __name__ == "__main__":
    main()
