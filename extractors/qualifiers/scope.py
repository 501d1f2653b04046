"""How far the words reach that may qualify a drafted relation."""

import re

from extractors.frames.draft import Draft
from extractors.passage import Passage
from extractors.qualifiers.wording import wording


def scope(passage: Passage, draft: Draft) -> str:
    """The words from the first to the last party and of the clause of the calling word."""
    ends = [*draft.parties, *draft.clause]
    return passage.text[max(min(ends), draft.sentence[0]) : min(max(ends), draft.sentence[1])]


def turn_of(passage: Passage, draft: Draft) -> tuple[int, int]:
    """The part of the sentence that holds the claim, between words that turn to another ("，而")."""
    start, end = draft.sentence
    turn = wording(passage.lang).turn
    if not turn:
        return start, end
    for found in re.finditer(turn, passage.text[start:end]):
        at = draft.sentence[0] + found.start()
        if at <= draft.clause[0]:
            start = at
        elif at >= draft.clause[1]:
            return start, at
    return start, end
