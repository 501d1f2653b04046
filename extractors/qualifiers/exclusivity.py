"""Whether a partner, licence, supplier or channel is the only one."""

import re

from extractors.frames.draft import PAIRS, Draft
from extractors.passage import Passage
from extractors.qualifiers.scope import scope, turn_of
from extractors.qualifiers.wording import Wording
from kg.model import Exclusivity

_WITH_EXCLUSIVITY = frozenset({"CLOUD_PARTNER_OF", "LICENSES_TO", "AVAILABLE_ON", "BUYS_FROM"})


def exclusivity(passage: Passage, draft: Draft, words: Wording) -> Exclusivity | None:
    """Whether a partner, licence or channel is the only one, by the words of the clause and, where that was read by word order, of the sentence."""
    clause, turn = scope(passage, draft), passage.text[slice(*turn_of(passage, draft))]
    if draft.relation == "PARTNERS_WITH":
        partners = words.exclusive_partners
        return Exclusivity.EXCLUSIVE if partners and re.search(partners, turn, re.IGNORECASE) else None
    if draft.relation not in _WITH_EXCLUSIVITY:
        return None
    if draft.relation == "BUYS_FROM":
        sole = re.search(words.sole_supplier, turn, re.IGNORECASE)
        return words.exclusive(sole.group()) if sole is not None else None
    if words.aside and re.match(
        words.aside, passage.text[max(draft.clause[1], draft.parties[1]) : draft.sentence[1]]
    ):
        return Exclusivity.NON_EXCLUSIVE
    wide = draft.frame == PAIRS or (words.whole_sentence and draft.surface)
    if draft.relation == "AVAILABLE_ON":
        if words.only and re.search(words.only, turn if draft.frame == PAIRS else clause, re.IGNORECASE):
            return Exclusivity.EXCLUSIVE
        wide = False
    return words.exclusive(clause) or (words.exclusive(turn) if wide else None)
