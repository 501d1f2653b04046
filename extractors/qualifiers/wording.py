"""The words of a language that qualify a relation."""

import re
from functools import cache

import msgspec

from kg.model import Exclusivity, load_table


class Wording(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words of a language that qualify a relation (`lang/xx/qualifiers.yaml`); patterns are regular expressions."""

    exclusivity: dict[Exclusivity, str]
    capped: str
    round: str
    shared_round: str
    valuation: str
    not_the_deal: str
    each_own: str
    damages: str
    deal_values: str
    own_share: str
    deal: str
    sole_supplier: str
    stake_worth: str
    since: str
    over: str
    over_before: str
    investment: str = ""
    paid_in: str = ""
    stake: str = ""
    aside: str = ""
    only: str = ""
    exclusive_partners: str = ""
    begins: str = ""
    turn: str = ""
    whole_sentence: bool = False
    relative: str = ""
    starts: dict[str, str] = {}
    reported: str = ""
    over_after: str = ""

    def exclusive(self, words: str) -> Exclusivity | None:
        """The first kind of exclusivity that some words speak of."""
        kinds = self.exclusivity.items()
        return next((kind for kind, pattern in kinds if re.search(pattern, words, re.IGNORECASE)), None)


@cache
def wording(lang: str) -> Wording:
    """The qualifying words of a language."""
    return load_table("extractors", f"lang/{lang}/qualifiers.yaml", Wording)
