"""The terms of a deal that a later sentence tells: "The deal is worth about $2bn", 该协议为非独家.

Such a sentence names a deal by what it is. It means the claim of a fitting relation that was read last before it: in one of the two
sentences before, or farther back where the text has told of one such deal only. A claim's quote holds its parties, so
it runs from the deal to its terms. Where it names both parties ("the $30bn Oracle-Microsoft contract") it means their deal, wherever that is told,
and is its own quote.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import msgspec

from extractors.frames.draft import Draft
from extractors.frames.register import are_kin
from extractors.mentions import Mention
from extractors.modality import read_modality
from extractors.passage import Passage
from extractors.qualifiers import sum_of, wording
from extractors.values import ValueSpan
from kg.model import Money, Polarity, Status, load_table, relation

#: Written in the place of a frame's name.
FRAME = "the-deal"
#: What excludes nobody: shares of a firm are held by many.
_OF_SHARES = frozenset({"ACQUIRES", "HOLDS_STAKE_IN", "INVESTS_IN"})
#: How many sentences back a deal may be told where the text tells of several.
_SENTENCES = 2
#: How long the quote may be, in characters, from the sentence that tells of the deal to the end of this one.
_QUOTE = 1_500


class Deals(msgspec.Struct, frozen=True):
    """How a language speaks of deals (`lang/xx/deals.yaml`): nouns with the relations that they can be, and patterns around them."""

    nouns: Mapping[str, tuple[str, ...]]
    phrase: re.Pattern[str]
    worth: re.Pattern[str]
    exclusive: re.Pattern[str]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    nouns: dict[str, tuple[str, ...]]
    phrase: str
    worth: str
    exclusive: str


class Terms(msgspec.Struct, frozen=True):
    """What a sentence says of a deal: the number of its draft, and the same relation with the place and the qualifiers of this sentence."""

    deal: int
    draft: Draft
    qualifiers: dict[str, Any]


@cache
def deals(lang: str) -> Deals:
    """The wordings of a language."""
    file = load_table("extractors", f"lang/{lang}/deals.yaml", _File)
    nouns = "|".join(sorted(map(re.escape, file.nouns), key=lambda noun: (-len(noun), noun)))
    return Deals(
        file.nouns,
        re.compile(file.phrase.replace("{nouns}", nouns)),
        re.compile(file.worth),
        re.compile(file.exclusive),
    )


def speaks_of_deal(text: str, start: int, end: int, *, lang: str) -> bool:
    """Whether a stretch of `text` names a deal by what it is: "the agreement"."""
    return deals(lang).phrase.search(text, start, end) is not None


def later_terms(passage: Passage, told: Sequence[Draft]) -> Iterator[Terms]:
    """What the sentences of a passage add to the deals that were `told`, which are given in text order."""
    words = deals(passage.lang)
    for number, sentence in enumerate(passage.sentences):
        start, end = sentence.start_char, sentence.end_char
        for found in words.phrase.finditer(passage.text, start, end):
            qualifiers, last = _said(passage, found, end, words)
            if not qualifiers:
                continue
            named = list(passage.mentions.within(found.start(), found.start("noun")))
            can_be = [
                name
                for name in words.nouns[found["noun"]]
                if "exclusivity" not in qualifiers or name not in _OF_SHARES
            ]
            here = _by_parties(named, told, can_be)
            for one in here or _meant(passage, found, number, told, can_be):
                draft = msgspec.structs.replace(
                    told[one],
                    frame=FRAME,
                    trigger=max(token.i for token in sentence if token.idx <= found.start("noun")),
                    sentence=(start, end),
                    clause=(found.start(), last),
                    surface=True,
                    value=None,
                    position=None,
                    fixed={},
                )
                reading = read_modality(passage, msgspec.structs.replace(draft, clause=(found.start(), end)))
                if reading.polarity is Polarity.DENIED or reading.status is Status.ENDED:
                    continue  # "The $100bn contract was never signed": these are no terms
                draft = (
                    _between(draft, named)
                    if here
                    else msgspec.structs.replace(draft, sentence=(told[one].sentence[0], end))
                )
                yield Terms(one, draft, qualifiers)


def _said(passage: Passage, found: re.Match[str], end: int, words: Deals) -> tuple[dict[str, Any], int]:
    """The qualifiers that follow a noun, or stand in its phrase, and where their words end."""
    text, after = passage.text, found.end()
    value = _worth(passage, after, end, words)
    if value is not None:
        return sum_of(value), value.cue_end
    exclusive = words.exclusive.match(text, after, end)
    kind = wording(passage.lang).exclusive(exclusive.group()) if exclusive is not None else None
    # no name may stand between: "the deal that values Acme at"
    if exclusive is not None and kind is not None and not passage.mentions.any_within(after, exclusive.end()):
        return {"exclusivity": kind}, exclusive.end()
    noun = found.start("noun")
    within = [one for one in passage.values.money if found.start() <= one.cue_start and one.cue_end <= noun]
    return (sum_of(within[0]) if len(within) == 1 and within[0].each is None else {}), after


def _worth(passage: Passage, after: int, end: int, words: Deals) -> ValueSpan[Money] | None:
    for value in passage.values.money:
        if after <= value.cue_start and value.cue_end <= end and value.each is None:
            fits = words.worth.fullmatch(passage.text, after, value.cue_start) is not None
            return value if fits and not passage.mentions.any_within(after, value.cue_start) else None
    return None


def _by_parties(named: Sequence[Mention], told: Sequence[Draft], can_be: Sequence[str]) -> list[int]:
    """The deal between the two parties that a phrase names, wherever the text tells it: "the $40bn Oracle-OpenAI contract"."""
    parties = {one.entity_id for one in named}
    if len(parties) != 2:
        return []
    between = [i for i, one in enumerate(told) if set(_parties(one)) == parties]
    for name in can_be:
        fitting = [i for i in between if told[i].relation == name]
        if fitting:
            return fitting[:1]
    return []


def _between(draft: Draft, named: Sequence[Mention]) -> Draft:
    """A draft of the same parties, where they are named."""
    place = {one.entity_id: one for one in named}
    subject, object_ = (place[party] for party in _parties(draft))
    return msgspec.structs.replace(draft, subject=subject, object=object_)


def _meant(
    passage: Passage, found: re.Match[str], number: int, told: Sequence[Draft], can_be: Sequence[str]
) -> list[int]:
    """The numbers of the deals that a phrase in sentence `number` means, by what was told before and whose it is said to be.

    None where that is open. Of several relations read in one sentence it is the first that the noun `can_be`. They are several only
    where a firm and its unit are said to have made the deal.
    """
    sentence = passage.sentences[number]
    owner = next((one for one in passage.mentions if found.start() <= one.end <= found.start("noun")), None)
    before = [
        i
        for i, one in enumerate(told)
        if one.relation in can_be
        and one.object is not None
        and one.sentence[0] < sentence.start_char
        and sentence.end_char - one.sentence[0] <= _QUOTE
        and (owner is None or owner.entity_id in _parties(one))
    ]
    if not before:
        return []
    nearest = told[before[-1]].sentence
    there = [i for i in before if told[i].sentence == nearest]
    likeliest = next(name for name in can_be if any(told[i].relation == name for i in there))
    near = passage.sentences[max(0, number - _SENTENCES)].start_char <= nearest[0]
    before = [i for i in before if told[i].relation == likeliest]
    fitting = [i for i in there if told[i].relation == likeliest] if near else before
    last = told[fitting[-1]]
    if not all(_are_one(told[i], last) for i in fitting):
        return []
    return list({frozenset(_parties(told[i])): i for i in before if _are_one(told[i], last)}.values())


def _are_one(one: Draft, other: Draft) -> bool:
    """True for two tellings of a relation between the same parties, or a firm and its unit in the place of each other."""
    turned = [_parties(other)[::-1]] if relation(other.relation).symmetric else []
    return any(
        all(a == b or are_kin(a, b) for a, b in zip(_parties(one), parties, strict=True))
        for parties in (_parties(other), *turned)
    )


def _parties(draft: Draft) -> tuple[str, ...]:
    return tuple(party.entity_id for party in draft.ends)
