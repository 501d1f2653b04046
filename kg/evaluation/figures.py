"""What many passages come to, and as rows."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from kg.evaluation.counts import Counts, Share
from kg.evaluation.gold import QUALIFIERS
from kg.evaluation.mistakes import Mistake
from kg.evaluation.scoring import PassageScore
from kg.model import relations


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """What many passages come to. `pairs` counts parties brought together, whatever the relation.

    `qualifiers` are measured on claims that were found. `clean` gives, for each passage marked as holding no
    claim, how many were found in it.
    """

    passages: int
    claims: Counts
    pairs: Counts
    relations: Mapping[str, Counts]
    qualifiers: Mapping[str, Share]
    clean: Mapping[str, int]

    def rows(self, *, lang: str = "all") -> list[dict[str, Any]]:
        """All figures as rows of one form: `of` says of what, `name` of which; what does not apply is None."""
        named = [
            ("claims", None, self.claims),
            ("pairs", None, self.pairs),
            *(("relation", name, counts) for name, counts in self.relations.items()),
        ]
        rows = [
            {
                "lang": lang, "of": of, "name": name, "passages": self.passages, "total": c.right + c.missed,
                "right": c.right, "wrong": c.wrong, "missed": c.missed, "precision": c.precision,
                "recall": c.recall, "f1": c.f1, "share": None,
            }
            for of, name, c in named
        ]  # fmt: skip
        empty = dict.fromkeys(rows[0], None)
        rows += [
            empty
            | {
                "lang": lang, "of": "qualifier", "name": name, "passages": self.passages, "total": share.total,
                "right": share.right, "wrong": share.total - share.right, "share": share.right / share.total,
            }
            for name, share in self.qualifiers.items()
        ]  # fmt: skip
        found = sum(self.clean.values())
        return [
            *rows,
            empty | {"lang": lang, "of": "no_claim", "passages": len(self.clean), "wrong": found},
        ]


def figures(scores: Iterable[PassageScore]) -> Figures:
    """Sum up passages; relations and qualifiers in the order of the vocabulary, others behind them by name."""
    scores = list(scores)
    by_relation: dict[str, Counts] = {}
    by_qualifier: dict[str, Share] = {}
    for one in scores:
        for name, counts in one.relations.items():
            by_relation[name] = by_relation.get(name, Counts()) + counts
        for name, share in one.qualifiers.items():
            by_qualifier[name] = by_qualifier.get(name, Share()) + share
    order = {name: place for place, name in enumerate(relations())}
    return Figures(
        passages=len(scores),
        claims=sum((one.claims for one in scores), Counts()),
        pairs=sum((one.pairs for one in scores), Counts()),
        relations={
            name: by_relation[name]
            for name in sorted(by_relation, key=lambda name: (order.get(name, len(order)), name))
        },
        qualifiers={name: by_qualifier[name] for name in QUALIFIERS if name in by_qualifier},
        clean={one.id: one.claims.wrong for one in scores if one.without_claims},
    )


class Evaluation(msgspec.Struct, frozen=True, kw_only=True):
    """How good claims are: a score for each passage in order, and every mistake where these were asked for.

    `unknown` counts claims of articles that are no passages; they are not measured.
    """

    passages: tuple[PassageScore, ...]
    unknown: int = 0
    mistakes: tuple[Mistake, ...] = ()

    def languages(self) -> list[str]:
        """The languages of the passages, sorted."""
        return sorted({passage.lang for passage in self.passages})

    def figures(self, *, lang: str | None = None) -> Figures:
        """What the passages come to, all of them or those of one language."""
        return figures(passage for passage in self.passages if lang is None or passage.lang == lang)

    def by_language(self) -> list[tuple[str, Figures]]:
        """The figures of all passages as "all", then those of each language where there are several."""
        languages = self.languages()
        if len(languages) == 1:
            return [(languages[0], self.figures())]
        return [("all", self.figures()), *((lang, self.figures(lang=lang)) for lang in languages)]
