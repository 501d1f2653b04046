"""How sure a claim is: the chance, measured on annotated news, that a claim read like this one is right.

A logistic regression over how the claim was read (Platt 1999): by which reader, how its parties are named, what the
second opinion says. Fitted by training/scripts/pairs.py on pages that the classifier had not seen.
"""

import math
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

import msgspec

from extractors.frames.draft import Draft
from extractors.mentions import Mention, Reference
from extractors.pairs.classifier import Likely, Nature
from extractors.pairs.encoder import NATURES
from kg.model import load_table

#: Beyond these log odds the classifier says nothing more.
_CLIP = 5.0


class Judge(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The weights of one language.

    Claims less sure than `least` are not made; those that the classifier alone reads need to be as sure as `least_alone`.
    """

    bias: float = 0.0
    weights: Mapping[str, float] = {}
    least: float = 0.0
    least_alone: float = 0.0

    def confidence(self, signs: Mapping[str, float]) -> float:
        """A probability between 0 and 1, to two digits.

        >>> Judge(bias=1.0, weights={"anaphors": -0.5}).confidence({"anaphors": 2.0, "tree": 1.0})
        0.5
        """
        odds = self.bias + sum(self.weights.get(sign, 0.0) * value for sign, value in signs.items())
        return round(1 / (1 + math.exp(-odds)), 2)

    def limit(self, signs: Mapping[str, float]) -> float:
        """How sure a claim read like this has to be to be made.

        >>> certain = Judge(least=0.4, least_alone=0.6)
        >>> certain.limit({"read by pattern": 1.0}), certain.limit({"read by pairs": 1.0})
        (0.4, 0.6)
        """
        alone = "read by pairs" in signs and "read twice" not in signs
        return self.least_alone if alone else self.least


@cache
def judge(lang: str) -> Judge:
    """The judge of a language; one that knows nothing where none was fitted."""
    try:
        return load_table("extractors", f"models/confidence/{lang}.json", Judge)
    except FileNotFoundError:
        return Judge()


def signs_of(
    draft: Draft,
    *,
    likely: Likely | None,
    readers: frozenset[str],
    natures: Mapping[str, Nature] = MappingProxyType({}),
) -> dict[str, float]:
    """What speaks for or against a reading.

    `likely` is what the classifier says, None where it was not asked; `readers` are those that read the same in this
    sentence: "tree", "pattern", "name", "pairs"; `natures` are the log chances of what names are, by entity.
    """
    parties = draft.ends
    signs = {
        "anaphors": float(sum(party.reference is Reference.ANAPHOR for party in parties)),
        "unlisted": float(sum(not party.is_listed for party in parties)),
        f"relation {draft.relation}": 1.0,
    }
    signs |= {f"read by {reader}": 1.0 for reader in readers}
    doubts = [_doubt(party, natures) for party in parties if not party.is_listed]
    if any(doubts):
        signs["names doubted in context"] = max(doubts)
    if len(readers) > 1:
        signs["read twice"] = 1.0
    if likely is None:
        return signs | {"not asked": 1.0}
    signs["odds"] = _clipped(likely.by_words)
    if math.isnan(likely.in_context):
        return signs | {"not read in context": 1.0}
    return signs | {"odds in context": _clipped(likely.in_context)}


def _doubt(party: Mention, natures: Mapping[str, Nature]) -> float:
    """How unlikely it is that a name is what it is taken for, as a negative log chance; 0 where nobody has looked."""
    nature = natures.get(party.entity_id)
    return 0.0 if nature is None else min(_CLIP, -float(nature[NATURES.index(party.type)]))


def _clipped(odds: float) -> float:
    return max(-_CLIP, min(_CLIP, odds))
