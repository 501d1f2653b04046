"""The terms of a deal that a later sentence tells: "The deal is worth about $2bn", 该协议为非独家.

Such a sentence names a deal by what it is. It means the claim of a fitting relation that was read last before it: in one of the two
sentences before, or farther back where the text has told of one such deal only. A claim's quote holds its parties, so
it runs from the deal to its terms. Where it names both parties ("the $30bn Oracle-Microsoft contract") it means their deal, wherever that is told,
and is its own quote.
"""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from functools import cache
from typing import Any

import msgspec
from spacy.tokens import Span

from extractors.frames.draft import Draft
from extractors.frames.register import are_kin
from extractors.mentions import Mention
from extractors.modality import Reading, read_modality
from extractors.passage import Passage
from extractors.qualifiers.sums import sum_of
from extractors.qualifiers.wording import wording
from extractors.values import ValueSpan
from kg.model import Money, Polarity, Status, load_table, relation

#: Written in the place of a frame's name.
FRAME = "the-deal"
#: What excludes nobody: shares of a firm are held by many.
_OF_SHARES = frozenset({"ACQUIRES", "HOLDS_STAKE_IN", "INVESTS_IN"})
#: How a deal is told that may have come to nothing.
_SURE = frozenset({Status.CURRENT, Status.PLANNED, Status.ENDED})
#: How many sentences back a deal may be told where the text tells of several.
_SENTENCES = 2
#: How many sentences back a deal may have come to nothing in whose place another stands.
_IN_PLACE = 3
#: How long the quote may be, in characters, from the sentence that tells of the deal to the end of this one.
_QUOTE = 1_500


class Deals(msgspec.Struct, frozen=True):
    """How a language speaks of deals (`lang/xx/deals.yaml`): nouns with the relations that they can be, and patterns around them."""

    nouns: Mapping[str, tuple[str, ...]]
    phrase: re.Pattern[str]
    worth: re.Pattern[str]
    exclusive: re.Pattern[str]
    fallen: re.Pattern[str]
    instead: re.Pattern[str]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    nouns: dict[str, tuple[str, ...]]
    phrase: str
    worth: str
    exclusive: str
    fallen: str
    instead: str


class Terms(msgspec.Struct, frozen=True):
    """What a sentence says of a deal: the number of its draft, and the same relation with the place and the qualifiers of this sentence.

    `reading` stands where this sentence has its own on whether the deal came about; None where the deal's own holds.
    """

    deal: int
    draft: Draft
    qualifiers: dict[str, Any]
    reading: Reading | None = None


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
        re.compile(file.fallen),
        re.compile(file.instead),
    )


def speaks_of_deal(text: str, start: int, end: int, *, lang: str) -> bool:
    """Whether a stretch of `text` names a deal by what it is: "the agreement"."""
    return deals(lang).phrase.search(text, start, end) is not None


def later_terms(
    passage: Passage, told: Sequence[Draft], *, fallen: Set[int] = frozenset()
) -> Iterator[Terms]:
    """What the sentences of a passage add to the deals that were `told`, which are given in text order.

    `fallen` are the numbers of those that are denied, or over, where they are told.
    """
    words = deals(passage.lang)
    came_to_nothing = [(one, told[one]) for one in sorted(fallen) if told[one].object is not None]
    for number, sentence in enumerate(passage.sentences):
        start, end = sentence.start_char, sentence.end_char
        yield from _in_place(passage, number, came_to_nothing, words)
        for found in words.phrase.finditer(passage.text, start, end):
            qualifiers, last = _said(passage, found, end, words)
            ended = words.fallen.match(passage.text, last, end) or words.fallen.match(
                passage.text, found.end(), end
            )
            if not qualifiers and ended is None:
                continue
            named = list(passage.mentions.within(found.start(), found.start("noun")))
            can_be = [
                name
                for name in words.nouns[found["noun"]]
                if "exclusivity" not in qualifiers or name not in _OF_SHARES
            ]
            here = _by_parties(named, told, can_be)
            for one in here or _meant(passage, found, number, told, can_be):
                draft = _told_again(told[one], sentence, found.start("noun"), (found.start(), last))
                reading = _reading(passage, draft, sentence, found.start(), ended)
                draft = (
                    _between(draft, named)
                    if here
                    else msgspec.structs.replace(draft, sentence=(told[one].sentence[0], end))
                )
                if came_about(reading):
                    if qualifiers:
                        yield Terms(one, draft, qualifiers)
                    continue
                came_to_nothing.append((one, draft))
                if here or ended is not None:
                    yield Terms(one, draft, qualifiers, reading)


def _told_again(draft: Draft, sentence: Span, at: int, clause: tuple[int, int]) -> Draft:
    """A draft as a later sentence tells it, in the word at an offset."""
    return msgspec.structs.replace(
        draft,
        frame=FRAME,
        trigger=max(token.i for token in sentence if token.idx <= at),
        sentence=(sentence.start_char, sentence.end_char),
        clause=clause,
        surface=True,
        value=None,
        position=None,
        fixed={},
    )


def came_about(reading: Reading) -> bool:
    """Whether a deal that is told so was, or will be, made: it is neither denied nor over."""
    return reading.polarity is not Polarity.DENIED and reading.status is not Status.ENDED


def _reading(
    passage: Passage, draft: Draft, sentence: Span, start: int, ended: re.Match[str] | None
) -> Reading:
    """How a later sentence tells a deal: by its tree, and by words for what came to nothing, which trees lose behind a long aside.

    Of a deal that was `never` made they are a denial.
    """
    reading = read_modality(passage, msgspec.structs.replace(draft, clause=(start, sentence.end_char)))
    if ended is None:
        return reading
    verb = _told_again(draft, sentence, ended.end() - 1, ended.span())
    if not {reading.status, read_modality(passage, verb).status} <= _SURE:
        return reading  # "if the deal fell through"
    if ended["never"] is None:
        return msgspec.structs.replace(reading, status=Status.ENDED)
    return msgspec.structs.replace(reading, polarity=Polarity.DENIED)


def _in_place(
    passage: Passage, number: int, came_to_nothing: Sequence[tuple[int, Draft]], words: Deals
) -> Iterator[Terms]:
    """What sentence `number` says that stands in the place of the deal that came to nothing last before it."""
    sentence = passage.sentences[number]
    start, end = sentence.start_char, sentence.end_char
    since = passage.sentences[max(0, number - _IN_PLACE)].start_char
    before = [one for one in came_to_nothing if since <= one[1].clause[0] and one[1].sentence[1] <= start]
    found = words.instead.match(passage.text, start, end) if before else None
    if found is None:
        return
    value = next((one for one in passage.values.money if one.cue_start == found.end()), None)
    deal, draft = max(before, key=lambda one: one[1].clause)
    if value is None or value.each is not None or value.cue_end > end:
        return
    if any(draft.clause[1] <= one.start < start for one in passage.values.money):
        return  # "Its revenue was $2bn. It was cut to $1bn": of that sum it may be told
    terms = _told_again(draft, sentence, found.end() - 1, (found.start(), value.cue_end))
    terms = msgspec.structs.replace(terms, sentence=(draft.sentence[0], end))
    made = msgspec.structs.replace(
        read_modality(passage, terms), status=Status.CURRENT, polarity=Polarity.AFFIRMED
    )
    yield Terms(deal, terms, sum_of(value), made)


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
    doc, start = passage.doc, sentence.start_char
    if any(
        one.relation in can_be and one.sentence[0] == start and doc[one.trigger].idx < found.start()
        for one in told
    ):
        return []  # "Acme had agreed to buy Bolt, but that deal fell through": its own sentence tells of it
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
