"""What qualifies a drafted relation: sums, shares, dates, exclusivity, rounds, caps."""

import re
from typing import Any

from extractors.frames.draft import Draft
from extractors.passage import Passage
from extractors.qualifiers.exclusivity import exclusivity
from extractors.qualifiers.periods import period
from extractors.qualifiers.scope import turn_of
from extractors.qualifiers.sums import amount, percent
from extractors.qualifiers.wording import wording


def qualify(passage: Passage, draft: Draft) -> dict[str, Any]:
    """The qualifiers of a drafted relation, by their names in the vocabulary; what the text does not say is absent."""
    words = wording(passage.lang)
    found: dict[str, Any] = {
        key: value for key, value in draft.fixed.items() if key not in {"status", "polarity"}
    }
    found |= amount(passage, draft, words) | percent(passage, draft, words)
    kind = exclusivity(passage, draft, words)
    if kind is not None:
        found.setdefault("exclusivity", kind)
    if draft.relation == "SHARES_REVENUE_WITH" and re.search(
        words.capped, passage.text[slice(*turn_of(passage, draft))], re.IGNORECASE
    ):
        found["capped"] = True
    if draft.relation == "INVESTS_IN":
        named = re.search(words.round, passage.text[slice(*draft.sentence)], re.IGNORECASE)
        if named is not None:
            found["round"] = named.group().strip()
    if draft.position:
        found["position"] = draft.position
    return found | period(passage, draft, words)
