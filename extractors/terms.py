"""The terms of a deal that a later sentence tells: "The deal is worth about $2bn", 该协议为非独家.

Such a sentence names a deal by what it is, not by its parties. It means the claim of a fitting relation that was read last before it:
in one of the two sentences before, or farther back where the text has told of one such deal only. A claim's quote holds its parties, so
it runs from the deal to its terms.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any

import msgspec

from extractors.frames.draft import Draft
from extractors.passage import Passage
from extractors.qualifiers import sum_of, wording
from extractors.values import ValueSpan
from kg.model import Money

#: Written in the place of a frame's name.
FRAME = "the-deal"
#: How many sentences back a deal may be told where the text tells of several.
_SENTENCES = 2
#: How long the quote may be, in characters, from the sentence that tells of the deal to the end of this one.
_QUOTE = 800


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
    """What a sentence says of the deal that `told` tells: the same relation, with the place and the qualifiers of this sentence."""

    told: Draft
    draft: Draft
    qualifiers: dict[str, Any]


@cache
def deals(lang: str) -> Deals:
    """The wordings of a language."""
    raw = resources.files("extractors").joinpath(f"lang/{lang}/deals.yaml").read_bytes()
    file = msgspec.yaml.decode(raw, type=_File)
    nouns = "|".join(sorted(map(re.escape, file.nouns), key=lambda noun: (-len(noun), noun)))
    return Deals(
        file.nouns,
        re.compile(file.phrase.replace("{nouns}", nouns)),
        re.compile(file.worth),
        re.compile(file.exclusive),
    )


def later_terms(passage: Passage, told: Sequence[Draft]) -> Iterator[Terms]:
    """What the sentences of a passage add to the deals that were read in it, in text order."""
    words = deals(passage.lang)
    for number, sentence in enumerate(passage.sentences):
        start, end = sentence.start_char, sentence.end_char
        for found in words.phrase.finditer(passage.text, start, end):
            qualifiers, last = _said(passage, found, end, words)
            if not qualifiers:
                continue
            relations = words.nouns[found["noun"]]
            deal = _told_before(
                passage, found, number, [one for one in told if one.relation in relations], relations
            )
            if deal is None:
                continue
            at = max(token.i for token in sentence if token.idx <= found.start("noun"))
            draft = msgspec.structs.replace(
                deal,
                frame=FRAME,
                trigger=at,
                sentence=(deal.sentence[0], end),  # the run of sentences that it takes to know the parties
                clause=(found.start(), last),
                surface=True,
                value=None,
                position=None,
                fixed={},
            )
            yield Terms(deal, draft, qualifiers)


def _said(passage: Passage, found: re.Match[str], end: int, words: Deals) -> tuple[dict[str, Any], int]:
    """The qualifiers that follow a noun, and where their words end."""
    text, after = passage.text, found.end()
    value = _worth(passage, after, end, words)
    if value is not None:
        return sum_of(value), value.cue_end
    exclusive = words.exclusive.match(text, after, end)
    kind = wording(passage.lang).exclusive(exclusive.group()) if exclusive is not None else None
    if exclusive is None or kind is None or _names_other(passage, after, exclusive.end()):
        return {}, after
    return {"exclusivity": kind}, exclusive.end()


def _worth(passage: Passage, after: int, end: int, words: Deals) -> ValueSpan[Money] | None:
    for value in passage.values.money:
        if after <= value.cue_start and value.cue_end <= end and value.each is None:
            fits = words.worth.fullmatch(passage.text, after, value.cue_start) is not None
            return value if fits and not _names_other(passage, after, value.cue_start) else None
    return None


def _names_other(passage: Passage, start: int, end: int) -> bool:
    """True where a name stands between: "the deal that values Acme at"."""
    return passage.mentions.any_within(start, end)


def _told_before(
    passage: Passage, found: re.Match[str], number: int, told: Sequence[Draft], relations: Sequence[str]
) -> Draft | None:
    """The deal that a phrase in sentence `number` means, by what was told before and whose it is said to be; None where that is open.

    Of several relations read in one sentence it is the first of `relations`.
    """
    owner = next((one for one in passage.mentions if found.start() <= one.end <= found.start("noun")), None)
    sentence = passage.sentences[number]
    before = [
        one
        for one in told
        if one.sentence[0] < sentence.start_char
        and sentence.end_char - one.sentence[0] <= _QUOTE
        and one.object is not None
    ]
    if owner is not None:
        before = [one for one in before if one.subject.entity_id == owner.entity_id]
    if not before:
        return None
    nearest = max(one.sentence for one in before)
    there = [one for one in before if one.sentence == nearest]
    near = passage.sentences[max(0, number - _SENTENCES)].start_char <= nearest[0]
    likeliest = next(name for name in relations if any(one.relation == name for one in there))
    meant = [one for one in (there if near else before) if one.relation == likeliest]
    parties = {(one.subject.entity_id, one.object.entity_id if one.object else None) for one in meant}
    return meant[-1] if len(parties) == 1 else None
