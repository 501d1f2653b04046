"""From when to when a drafted relation holds."""

import re
from itertools import pairwise
from typing import Any

from extractors.frames.draft import Draft
from extractors.frames.roles import base
from extractors.passage import Passage
from extractors.qualifiers.scope import scope, turn_of
from extractors.qualifiers.wording import Wording, wording
from extractors.values import Date, ValueSpan

#: Signs between clauses, and how many characters may stand between a product and the clause that says when it came.
_BREAK, _LEAD = re.compile(r"[,;:()—，；：（）。](?!\d)"), 12
#: How near to a date words of beginning may stand beyond its clause: "2019年，在深圳，甲创立了乙".
_NEAR = 30
#: How near two names of a list stand: the comma between them parts no clauses.
_LISTED = len(", and ")
#: Nouns that a day describes: "Friday evening".
_DAYTIMES = frozenset({"morning", "noon", "afternoon", "evening", "night"})
_WITH_START = frozenset(
    {
        "INVESTS_IN",
        "ACQUIRES",
        "SUES",
        "FOUNDED",
        "BUYS_FROM",
        "HOLDS_STAKE_IN",
        "HOLDS_POSITION_AT",
        "VALUED_AT",
    }
)
_WITH_UNTIL = frozenset(
    {"LICENSES_TO", "SHARES_REVENUE_WITH", "CLOUD_PARTNER_OF", "BUYS_FROM", "AVAILABLE_ON", "PARTNERS_WITH"}
)
#: States that "since" and "from" date whatever verb tells them; a post or a product stands beside dates of much else.
_DATED_ALONE = frozenset(
    {
        "CLOUD_PARTNER_OF",
        "PARTNERS_WITH",
        "LICENSES_TO",
        "SHARES_REVENUE_WITH",
        "COMPETES_WITH",
        "USES",
        "AVAILABLE_ON",
    }
)


def period(passage: Passage, draft: Draft, words: Wording) -> dict[str, Any]:
    """When it holds by the dates of its part of the sentence, the nearest to the calling word first.

    A state begins at a date only where a verb or adjective says so: "launched in May", "available today"; a post, a product, a firm or a
    suit only where the clause of the date has words of beginning: "Acme's CEO said on Monday" is no appointment. When somebody said so is
    no such date, nor is one that describes a thing ("the 2025 Frame TV").
    """
    trigger = passage.doc[draft.trigger]
    begins = (
        draft.relation in _WITH_START
        or trigger.pos_ in {"VERB", "ADJ"}
        # "announced a partnership in May"
        or (draft.relation == "PARTNERS_WITH" and trigger.head.pos_ == "VERB" and words.whole_sentence)
        or (words.begins != "" and re.search(words.begins, scope(passage, draft)) is not None)
    )
    starts = words.starts.get(draft.relation)
    found: dict[str, Any] = {}
    for date in _nearest(passage, draft, words):
        role = date.value.role
        until = role in {"until", "by"} or _says_over(passage, date, words)
        if until and draft.relation in _WITH_UNTIL:
            found.setdefault("valid_until", date.value.edtf)
        elif (
            role == "from"
            and not begins
            and draft.relation in _DATED_ALONE
            and re.match(words.since, passage.text[date.cue_start : date.cue_end], re.IGNORECASE)
            and _may_mark(passage, draft, date, starts, words)
        ):
            found.setdefault("valid_from", date.value.edtf)
        elif words.begins and draft.surface and date.start >= draft.clause[1]:
            continue  # the date of what a later clause says
        elif role in {"none", "from"} and begins:
            if not _may_mark(passage, draft, date, starts, words):
                begins = False  # and a date that stands farther off is none at all
            else:
                found.setdefault("valid_from", date.value.edtf)
    return found


def _says_over(passage: Passage, date: ValueSpan[Date], words: Wording) -> bool:
    """Whether the words right beside a date say that something is over then: "expires in 2029", 2029年到期."""
    before = passage.text[max(0, date.cue_start - _NEAR) : date.cue_start]
    if re.search(words.over_before, before, re.IGNORECASE):
        return True
    behind = passage.text[date.cue_end : date.cue_end + _NEAR]
    return words.over_after != "" and re.match(words.over_after, behind, re.IGNORECASE) is not None


def end_of(passage: Passage, draft: Draft) -> str | None:
    """When a relation was over that is said to be: the nearest date beside words of ending; None where there is none."""
    words = wording(passage.lang)
    start, end = turn_of(passage, draft)
    at = passage.doc[draft.trigger].idx
    for date in _nearest(passage, draft, words):
        around = passage.text[max(start, date.start - _NEAR) : min(end, date.end + _NEAR)]
        # "the former Acme chief ran it until May, when ...": until when is said of what stands in the same clause
        parted = _BREAK.search(passage.text, min(at, date.start), max(at, date.start)) is not None
        until = date.value.role == "until" and not parted
        over = date.value.role == "none" and re.search(words.over, around, re.IGNORECASE) is not None
        if (until or over) and _may_mark(passage, draft, date, None, words):
            return date.value.edtf
    return None


def _nearest(passage: Passage, draft: Draft, words: Wording) -> list[ValueSpan[Date]]:
    """The dates of a draft's part of the sentence, the nearest to the calling word first."""
    start, end = turn_of(passage, draft)
    at = passage.doc[draft.trigger].idx
    inside = [
        date
        for date in passage.values.dates
        if start <= date.start
        and date.end <= end
        and (not words.relative or _in_clause_of(passage, draft, date, words.relative))
    ]
    return sorted(inside, key=lambda date: (abs(date.start - at), date.start))


def _may_mark(
    passage: Passage, draft: Draft, date: ValueSpan[Date], starts: str | None, words: Wording
) -> bool:
    """Whether the words around a date let it be when something began or ended; `starts` is what they must hold for a beginning."""
    start, end = _clause_of(passage, draft, date)
    clause = passage.text[start:end]
    if starts is not None and date.value.role != "from":
        near = max(draft.sentence[0], date.start - _NEAR), min(draft.sentence[1], date.end + _NEAR)
        around = passage.text[min(start, near[0]) : max(end, near[1])]
        if re.search(starts, around, re.IGNORECASE) is None:
            return False
    if draft.relation == "DEVELOPS" and draft.object is not None:
        right_before = 0 <= start - draft.object.end <= _LEAD  # "Bolt, released in May,"
        if not (right_before or start <= draft.object.start < end):
            return False
    said = words.reported.replace("{date}", re.escape(passage.text[date.start : date.end]))
    if said and re.search(said, clause):
        return False
    word = passage.doc.char_span(date.start, date.end, alignment_mode="expand")
    if word is None or base(word.root) != "compound":
        return True
    thing = word.root.head
    return thing.i == draft.trigger or thing.pos_ not in {"NOUN", "PROPN"} or thing.lower_ in _DAYTIMES


def _clause_of(passage: Passage, draft: Draft, date: ValueSpan[Date]) -> tuple[int, int]:
    """The stretch between two signs that a date stands in, and the next one: "In May, Acme ...", 2021年他离开甲，创立乙."""
    start, end = draft.sentence
    names = list(passage.mentions.within(start, end))
    listed = {one.end for one, other in pairwise(names) if 0 < other.start - one.end <= _LISTED}
    breaks = [
        at for found in _BREAK.finditer(passage.text, start, end) if (at := found.start()) not in listed
    ]
    first = max((at + 1 for at in breaks if at < date.start), default=start)
    after = [*(at for at in breaks if at >= date.end), end]
    return first, after[min(1, len(after) - 1)]


def _in_clause_of(passage: Passage, draft: Draft, date: ValueSpan[Date], relative: str) -> bool:
    """True if no relative clause parts a date from the calling word.

    "Musk, who co-founded A in 2015, is suing A": the date belongs to the founding.
    """
    at = passage.doc[draft.trigger].idx
    return all(
        (found.start() <= at < found.end()) == (found.start() <= date.start < found.end())
        for found in re.finditer(relative, passage.text[: draft.sentence[1]], re.IGNORECASE)
        if found.end() > draft.sentence[0]
    )
