"""The sum and the share that belong to a drafted relation."""

import re
from collections.abc import Sequence
from typing import Any

from extractors.frames.draft import PAIRS, Draft
from extractors.mentions import Mention
from extractors.passage import CLAUSE_END, Passage
from extractors.qualifiers.scope import turn_of
from extractors.qualifiers.wording import Wording
from extractors.values import ValueSpan
from kg.model import AmountOf, Bound, Money, Percent

#: Relations that a sum, or a share, can qualify (vocabulary.md, "usual qualifiers").
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
#: How near to "worth" the firm and its value stand: "Acme is worth about $2bn".
_CLOSE = 20


def amount(passage: Passage, draft: Draft, words: Wording) -> dict[str, Any]:
    """The sum of a relation that has one, with its bound, currency and period, and for an investment whether it is that of all investors."""
    if draft.relation not in _WITH_AMOUNT:
        return {}
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


def percent(passage: Passage, draft: Draft, words: Wording) -> dict[str, Any]:
    """The share of a relation that has one, with its bound: that of its holder, or the nearest."""
    if draft.relation not in _WITH_PERCENT:
        return {}
    start, end = draft.sentence
    inside = [
        v for v in passage.values.percents if start <= v.start and v.end <= end and 0 <= v.value.value <= 100
    ]
    if draft.value is not None:
        inside = [v for v in inside if v.cue_start == draft.value[0]] or inside
    own = [v for v in inside if _is_own_share(passage, draft, v, words)]
    inside = own or inside
    anchor = draft.clause
    inside.sort(key=lambda v: (not anchor[0] <= v.start < anchor[1], _distance(v, draft)))
    if not inside:
        return {}
    chosen = inside[0].value
    return {"percent": float(chosen.value), "percent_bound": chosen.bound}


def _is_own_share(passage: Passage, draft: Draft, value: ValueSpan[Percent], words: Wording) -> bool:
    """Whether a share stands right behind its holder: "ahead of Acme with 7 percent", 三星以7%居次."""
    behind = (
        passage.text[draft.subject.end : value.cue_start] if value.cue_start >= draft.subject.end else None
    )
    return behind is not None and re.fullmatch(words.own_share, behind) is not None


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
    values = draft.relation == "VALUED_AT"
    if values:  # "its stake in Acme is worth $2bn": Acme is worth more
        inside = [value for value in inside if not _is_worth_of_stake(passage, draft, value, words)]
    if draft.value is not None:
        read = next((v for v in inside if v.cue_start == draft.value[0]), None)
        if read is not None or draft.object is None:
            return read
    if draft.relation in _NAMED_SUM:
        return _named_sum(passage, draft, inside, words)
    if draft.relation in {"PARTNERS_WITH", "HOLDS_STAKE_IN"}:
        right_before = _right_before(passage, draft, inside, words)
        if right_before is not None or draft.relation == "PARTNERS_WITH":
            return right_before
    fitting = []
    for value in inside:
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
    turn = turn_of(passage, draft)
    once = draft.relation in _PAID_ONCE
    alone = [v for v in fitting if turn[0] <= v.start < turn[1] and not (once and v.value.per)]
    of_deal = draft.relation in _PRICED or (words.whole_sentence and draft.surface)
    return alone[0] if of_deal and len(alone) == 1 == len(inside) else None


def _named_sum(
    passage: Passage, draft: Draft, inside: Sequence[ValueSpan[Money]], words: Wording
) -> ValueSpan[Money] | None:
    """The one sum that is said to be the most that is shared, or the damages of a suit."""
    start, end = turn_of(passage, draft)
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
