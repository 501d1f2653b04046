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
    raw = resources.files("extractors").joinpath(f"lang/{lang}/deals.yaml").read_bytes()
    file = msgspec.yaml.decode(raw, type=_File)
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
            meant = _meant(passage, found, number, told, words) if qualifiers else None
            if meant is None:
                continue
            draft = msgspec.structs.replace(
                told[meant],
                frame=FRAME,
                trigger=max(token.i for token in sentence if token.idx <= found.start("noun")),
                sentence=(told[meant].sentence[0], end),
                clause=(found.start(), last),
                surface=True,
                value=None,
                position=None,
                fixed={},
            )
            yield Terms(meant, draft, qualifiers)


def _said(passage: Passage, found: re.Match[str], end: int, words: Deals) -> tuple[dict[str, Any], int]:
    """The qualifiers that follow a noun, and where their words end."""
    text, after = passage.text, found.end()
    value = _worth(passage, after, end, words)
    if value is not None:
        return sum_of(value), value.cue_end
    exclusive = words.exclusive.match(text, after, end)
    kind = wording(passage.lang).exclusive(exclusive.group()) if exclusive is not None else None
    # no name may stand between: "the deal that values Acme at"
    if exclusive is None or kind is None or passage.mentions.any_within(after, exclusive.end()):
        return {}, after
    return {"exclusivity": kind}, exclusive.end()


def _worth(passage: Passage, after: int, end: int, words: Deals) -> ValueSpan[Money] | None:
    for value in passage.values.money:
        if after <= value.cue_start and value.cue_end <= end and value.each is None:
            fits = words.worth.fullmatch(passage.text, after, value.cue_start) is not None
            return value if fits and not passage.mentions.any_within(after, value.cue_start) else None
    return None


def _meant(
    passage: Passage, found: re.Match[str], number: int, told: Sequence[Draft], words: Deals
) -> int | None:
    """The number of the deal that a phrase in sentence `number` means, by what was told before and whose it is said to be.

    None where that is open. Of several relations read in one sentence it is the first that the noun can be.
    """
    sentence, relations = passage.sentences[number], words.nouns[found["noun"]]
    owner = next((one for one in passage.mentions if found.start() <= one.end <= found.start("noun")), None)
    before = [
        i
        for i, one in enumerate(told)
        if one.relation in relations
        and one.object is not None
        and one.sentence[0] < sentence.start_char
        and sentence.end_char - one.sentence[0] <= _QUOTE
        and (owner is None or owner.entity_id in _parties(one))
    ]
    if not before:
        return None
    nearest = told[before[-1]].sentence
    there = [i for i in before if told[i].sentence == nearest]
    likeliest = next(name for name in relations if any(told[i].relation == name for i in there))
    near = passage.sentences[max(0, number - _SENTENCES)].start_char <= nearest[0]
    fitting = [i for i in (there if near else before) if told[i].relation == likeliest]
    return fitting[-1] if len({_parties(told[i]) for i in fitting}) == 1 else None


def _parties(draft: Draft) -> tuple[str, ...]:
    return tuple(party.entity_id for party in draft.ends)
