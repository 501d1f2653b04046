"""Values and words tied to a drafted relation: sums, shares, dates, exclusivity, rounds, caps."""

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import Any

import msgspec

from extractors.frames.draft import PAIRS, Draft
from extractors.frames.roles import base
from extractors.mentions import Mention
from extractors.passage import CLAUSE_END, Passage
from extractors.values import Date, ValueSpan
from kg.model import AmountOf, Bound, Exclusivity, Money, Percent, load_table

#: Relations that a sum, a share or an exclusivity can qualify (vocabulary.md, "usual qualifiers").
_WITH_AMOUNT = frozenset(
    {
        "INVESTS_IN",
        "HOLDS_STAKE_IN",
        "CLOUD_PARTNER_OF",
        "BUYS_FROM",
        "ACQUIRES",
        "VALUED_AT",
        "LICENSES_TO",
        "PARTNERS_WITH",
        "SHARES_REVENUE_WITH",
        "SUES",
    }
)
_WITH_PERCENT = frozenset({"HOLDS_STAKE_IN", "SHARES_REVENUE_WITH", "ACQUIRES"})
_WITH_EXCLUSIVITY = frozenset({"CLOUD_PARTNER_OF", "LICENSES_TO", "AVAILABLE_ON", "BUYS_FROM"})
#: Relations that money put into a company is no price of.
_NOT_INVESTED = frozenset({"CLOUD_PARTNER_OF", "LICENSES_TO", "BUYS_FROM"})
#: Relations that the one sum of a sentence is most likely the price of.
_PRICED = frozenset({"INVESTS_IN", "BUYS_FROM", "ACQUIRES", "CLOUD_PARTNER_OF", "LICENSES_TO"})
#: Relations whose sums the words around them must say to be theirs: what a payer pays at most, what a plaintiff wants.
_NAMED_SUM = frozenset({"SHARES_REVENUE_WITH", "SUES"})
#: Of these, those that no sum by the month or year is the price of.
_PAID_ONCE = frozenset({"INVESTS_IN", "ACQUIRES"})
#: How far before its noun the sum of a deal or stake may stand: "its $135bn stake".
_BEFORE = 30
#: Signs between clauses, and how many characters may stand between a product and the clause that says when it came.
_BREAK, _LEAD = re.compile(r"[,;:()—，；：（）。](?!\d)"), 12
#: How near to a date words of beginning may stand beyond its clause: "2019年，在深圳，甲创立了乙".
_NEAR = 30
#: How near two names of a list stand: the comma between them parts no clauses.
_LISTED = len(", and ")
#: Nouns that a day describes: "Friday evening".
_DAYTIMES = frozenset({"morning", "noon", "afternoon", "evening", "night"})
#: How near to "worth" the firm and its value stand: "Acme is worth about $2bn".
_CLOSE = 20
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

    def exclusive(self, words: str) -> Exclusivity | None:
        """The first kind of exclusivity that some words speak of."""
        kinds = self.exclusivity.items()
        return next((kind for kind, pattern in kinds if re.search(pattern, words, re.IGNORECASE)), None)


@cache
def wording(lang: str) -> Wording:
    """The qualifying words of a language."""
    return load_table("extractors", f"lang/{lang}/qualifiers.yaml", Wording)


def qualify(passage: Passage, draft: Draft) -> dict[str, Any]:
    """The qualifiers of a drafted relation, by their names in the vocabulary; what the text does not say is absent."""
    words = wording(passage.lang)
    found: dict[str, Any] = {
        key: value for key, value in draft.fixed.items() if key not in {"status", "polarity"}
    }
    if draft.relation in _WITH_AMOUNT:
        found |= _amount(passage, draft, words)
    if draft.relation in _WITH_PERCENT:
        found |= _percent(passage, draft)
    exclusivity = _exclusivity(passage, draft, words)
    if exclusivity is not None:
        found.setdefault("exclusivity", exclusivity)
    if draft.relation == "SHARES_REVENUE_WITH" and re.search(
        words.capped, passage.text[slice(*_turn(passage, draft))], re.IGNORECASE
    ):
        found["capped"] = True
    if draft.relation == "INVESTS_IN":
        named = re.search(words.round, passage.text[slice(*draft.sentence)], re.IGNORECASE)
        if named is not None:
            found["round"] = named.group().strip()
    if draft.position:
        found["position"] = draft.position
    return found | _dates(passage, draft)


def _exclusivity(passage: Passage, draft: Draft, words: Wording) -> Exclusivity | None:
    """Whether a partner, licence or channel is the only one, by the words of the clause and, where that was read by word order, of the sentence."""
    clause, turn = _scope(passage, draft), passage.text[slice(*_turn(passage, draft))]
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


def _scope(passage: Passage, draft: Draft) -> str:
    """The words from the first to the last party and of the clause of the calling word."""
    ends = [*draft.parties, *draft.clause]
    return passage.text[max(min(ends), draft.sentence[0]) : min(max(ends), draft.sentence[1])]


def _amount(passage: Passage, draft: Draft, words: Wording) -> dict[str, Any]:
    chosen = _nearest(passage, draft, [v for v in passage.values.money if v.each is None], words)
    if chosen is None:
        return {}
    found = sum_of(chosen)
    if draft.relation == "INVESTS_IN":
        near = passage.text[
            max(draft.sentence[0], chosen.cue_start - 30) : min(draft.sentence[1], chosen.cue_end + 40)
        ]
        total = draft.shared or re.search(words.shared_round, near, re.IGNORECASE) is not None
        own = re.search(words.each_own, near, re.IGNORECASE) is not None
        found["amount_of"] = AmountOf.TOTAL if total and not own else AmountOf.OWN
    return found


def sum_of(found: ValueSpan[Money]) -> dict[str, Any]:
    """A sum as qualifiers: amount, bound, and currency and period where it has them."""
    money = found.value
    said: dict[str, Any] = {"amount": float(money.value), "amount_bound": money.bound}
    if money.currency is not None:
        said["currency"] = money.currency
    if money.per is not None:
        said["per"] = money.per
    return said


def _percent(passage: Passage, draft: Draft) -> dict[str, Any]:
    start, end = draft.sentence
    inside = [
        v for v in passage.values.percents if start <= v.start and v.end <= end and 0 <= v.value.value <= 100
    ]
    if draft.value is not None:
        inside = [v for v in inside if v.cue_start == draft.value[0]] or inside
    own = [v for v in inside if _is_own_share(passage, draft, v)]
    inside = own or inside
    anchor = draft.clause
    inside.sort(key=lambda v: (not anchor[0] <= v.start < anchor[1], _distance(v, draft)))
    if not inside:
        return {}
    chosen = inside[0].value
    return {"percent": float(chosen.value), "percent_bound": chosen.bound}


def _is_own_share(passage: Passage, draft: Draft, value: ValueSpan[Percent]) -> bool:
    """Whether a share stands right behind its holder: "ahead of Acme with 7 percent", 三星以7%居次."""
    behind = (
        passage.text[draft.subject.end : value.cue_start] if value.cue_start >= draft.subject.end else None
    )
    return behind is not None and re.fullmatch(wording(passage.lang).own_share, behind) is not None


def _nearest(
    passage: Passage, draft: Draft, money: Sequence[ValueSpan[Money]], words: Wording
) -> ValueSpan[Money] | None:
    start, end = draft.sentence
    # "the $5 trillion company" is a firm, not a sum
    named = {at for one in passage.mentions.within(start, end) for at in range(one.start, one.end)}
    if draft.value is not None:
        named.discard(draft.value[0])
    inside = [v for v in money if start <= v.start and v.end <= end and v.start not in named]
    bracketed = {value: name for value in inside if (name := _in_brackets_of(passage, value)) is not None}
    parties = {party.entity_id for party in draft.ends}
    its_own = [value for value, name in bracketed.items() if name.entity_id in parties]
    if its_own:
        return its_own[0]
    inside = [value for value in inside if value not in bracketed]
    if draft.value is not None:
        read = next((v for v in inside if v.cue_start == draft.value[0]), None)
        if (
            read is not None
            and draft.relation == "VALUED_AT"
            and _is_worth_of_stake(passage, draft, read, words)
        ):
            return None  # "its stake in Acme is worth $2bn": Acme is worth more
        if read is not None or draft.object is None:
            return read
    if draft.relation in _NAMED_SUM:
        return _named_sum(passage, draft, inside, words)
    if draft.relation in {"PARTNERS_WITH", "HOLDS_STAKE_IN"}:
        right_before = _right_before(passage, draft, inside, words)
        if right_before is not None or draft.relation == "PARTNERS_WITH":
            return right_before
    values = draft.relation == "VALUED_AT"
    fitting = []
    for value in inside:
        if values and _is_worth_of_stake(passage, draft, value, words):
            continue
        near = passage.text[max(start, value.cue_start - 28) : min(end, value.cue_end + 20)]
        is_valuation = re.search(words.valuation, near, re.IGNORECASE) is not None
        if draft.relation == "ACQUIRES" and re.search(words.deal_values, near, re.IGNORECASE):
            is_valuation = False  # "in a deal that values the company at $2bn": that is what is paid
        at = passage.doc[draft.trigger].idx
        if values and value.cue_start > at and 0 <= at - draft.subject.end <= _CLOSE:
            is_valuation = is_valuation or _gap(passage, value, draft) <= _CLOSE
        is_other = re.search(words.not_the_deal, near, re.IGNORECASE) is not None
        if draft.relation in _NOT_INVESTED and words.investment:
            is_other = is_other or re.search(words.investment, near, re.IGNORECASE) is not None
        if draft.relation == "HOLDS_STAKE_IN" and words.paid_in:
            # what was paid once is not what the stake is worth
            is_other = is_other or re.search(words.paid_in, near, re.IGNORECASE) is not None
        if is_valuation == values and not (is_other and not values):
            fitting.append(value)
    in_clause = [v for v in fitting if draft.clause[0] <= v.start < draft.clause[1]]
    if draft.frame == PAIRS and draft.object is not None and draft.object.end <= draft.subject.start:
        # "A将向X投资5亿元，B将投资10亿元": who stands behind has a clause, and a sum, of its own
        own = [v for v in fitting if v.start >= draft.subject.end]
        in_clause = [
            v for v in own if not CLAUSE_END.search(passage.text[draft.subject.end : v.start])
        ] or in_clause
    if values:
        return min(in_clause or fitting, key=lambda v: (_gap(passage, v, draft), v.start), default=None)
    if in_clause or draft.clause[1] - draft.clause[0] <= 1:
        return min(in_clause or fitting, key=lambda v: _distance(v, draft), default=None)
    # a deal is read from a stretch of its sentence: the one sum of the sentence is still its sum
    turn = _turn(passage, draft)
    once = draft.relation in _PAID_ONCE
    alone = [v for v in fitting if turn[0] <= v.start < turn[1] and not (once and v.value.per)]
    of_deal = draft.relation in _PRICED or (words.whole_sentence and draft.surface)
    return alone[0] if of_deal and len(alone) == 1 == len(inside) else None


def _named_sum(
    passage: Passage, draft: Draft, inside: Sequence[ValueSpan[Money]], words: Wording
) -> ValueSpan[Money] | None:
    """The one sum that is said to be the most that is shared, or the damages of a suit."""
    start, end = _turn(passage, draft)
    found = []
    for value in inside:
        if not (start <= value.start < end):
            continue
        near = passage.text[max(start, value.cue_start - _BEFORE) : min(end, value.cue_end + _BEFORE)]
        if draft.relation == "SUES":
            fits = re.search(words.damages, near, re.IGNORECASE) is not None
        else:
            fits = (
                value.value.bound is Bound.UP_TO or re.search(words.capped, near, re.IGNORECASE) is not None
            )
        if fits:
            found.append(value)
    return found[0] if len(found) == 1 else None


def _right_before(
    passage: Passage, draft: Draft, inside: Sequence[ValueSpan[Money]], words: Wording
) -> ValueSpan[Money] | None:
    """The sum that stands before the noun it prices: "its $135bn stake", "a $75 million partnership"."""
    if draft.relation == "HOLDS_STAKE_IN":
        found = [
            v
            for v in inside
            if words.stake
            and re.match(words.stake, passage.text[v.cue_end : draft.sentence[1]], re.IGNORECASE)
        ]
        found = found or [v for v in inside if _is_worth_of_stake(passage, draft, v, words)]
        return found[0] if len(found) == 1 else None
    trigger = passage.doc[draft.trigger].idx
    near = [v for v in inside if v.cue_end <= trigger <= v.cue_end + _BEFORE]
    for value in near:
        if "," not in passage.text[value.cue_end : trigger]:
            return value
    first, last = draft.parties
    between = [
        v
        for v in inside
        if first <= v.start < last + _BEFORE
        and re.match(words.deal, passage.text[v.cue_end : draft.sentence[1]], re.IGNORECASE)
    ]
    return between[0] if len(between) == 1 else None


def _is_worth_of_stake(passage: Passage, draft: Draft, value: ValueSpan[Money], words: Wording) -> bool:
    before = passage.text[draft.sentence[0] : value.cue_start]
    return re.search(words.stake_worth, before, re.IGNORECASE) is not None


def _in_brackets_of(passage: Passage, value: ValueSpan[Money]) -> Mention | None:
    """The name right before the bracket that a sum opens: in "deals with Acme ($9bn) and Bolt ($4bn)" each sum is one's own."""
    before = passage.text[: value.cue_start].rstrip()
    if not before.endswith(("(", "（")):
        return None
    end = len(before[:-1].rstrip())
    return next((name for name in passage.mentions if name.end == end), None)


def _gap(passage: Passage, value: ValueSpan[Any], draft: Draft) -> int:
    """How many characters part a sum from the calling word, another phrase between counting for more."""
    trigger = passage.doc[draft.trigger]
    after = value.cue_start >= trigger.idx
    between = (
        passage.text[trigger.idx + len(trigger) : value.cue_start]
        if after
        else passage.text[value.cue_end : trigger.idx]
    )
    return len(between) + 40 * ("," in between or " and " in between)


def _distance(value: ValueSpan[Any], draft: Draft) -> int:
    anchor = draft.object.start if draft.object is not None else draft.clause[0]
    return min(abs(value.start - anchor), abs(value.start - draft.clause[0]))


def _turn(passage: Passage, draft: Draft) -> tuple[int, int]:
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


def _dates(passage: Passage, draft: Draft) -> dict[str, Any]:
    """When it holds by the dates of its part of the sentence, the nearest to the calling word first.

    A state begins at a date only where a verb or adjective says so: "launched in May", "available today"; a post, a product, a firm or a
    suit only where the clause of the date has words of beginning: "Acme's CEO said on Monday" is no appointment. When somebody said so is
    no such date, nor is one that describes a thing ("the 2025 Frame TV").
    """
    start, end = _turn(passage, draft)
    words = wording(passage.lang)
    trigger = passage.doc[draft.trigger]
    begins = (
        draft.relation in _WITH_START
        or trigger.pos_ in {"VERB", "ADJ"}
        # "announced a partnership in May"
        or (draft.relation == "PARTNERS_WITH" and trigger.head.pos_ == "VERB" and words.whole_sentence)
        or (words.begins != "" and re.search(words.begins, _scope(passage, draft)) is not None)
    )
    starts = words.starts.get(draft.relation)
    inside = [date for date in passage.values.dates if start <= date.start and date.end <= end]
    found: dict[str, Any] = {}
    relative = wording(passage.lang).relative
    if relative:
        inside = [date for date in inside if _in_clause_of(passage, draft, date, relative)]
    for date in sorted(inside, key=lambda date: (abs(date.start - trigger.idx), date.start)):
        role = date.value.role
        if role in {"until", "by"} and draft.relation in _WITH_UNTIL:
            found.setdefault("valid_until", date.value.edtf)
        elif words.begins and draft.surface and date.start >= draft.clause[1]:
            continue  # the date of what a later clause says
        elif role in {"none", "from"} and begins:
            if not _may_begin(passage, draft, date, starts):
                begins = False  # and a date that stands farther off is none at all
            else:
                found.setdefault("valid_from", date.value.edtf)
    return found


def _may_begin(passage: Passage, draft: Draft, date: ValueSpan[Date], starts: str | None) -> bool:
    """Whether the words around a date let it be when something began; `starts` is what they must hold."""
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
    reported = wording(passage.lang).reported
    if reported and re.search(
        reported.replace("{date}", re.escape(passage.text[date.start : date.end])), clause
    ):
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
