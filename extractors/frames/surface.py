"""Reading by word order: the patterns of a language over its sentences of signs.

Headlines, titles before names, lists of investors, and most of Chinese, where word order says more than the tree.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from spacy.tokens import Span

from extractors.frames.draft import Draft
from extractors.frames.parties import is_reflexive, parties
from extractors.frames.patterns import MOST_SLOTS, Compiled, Pattern, calling_words, patterns, patterns_for
from extractors.frames.register import makes
from extractors.frames.signs import Signed, Signing, sign
from extractors.mentions import Mention, Mentions
from extractors.once import Once
from extractors.passage import Passage
from kg.model import EntityType, relation

#: What the people of a firm may do without the firm.
DONE_BY_PEOPLE = frozenset({"FOUNDED", "INVESTS_IN", "ACQUIRES", "SUES", "HOLDS_STAKE_IN"})


class Found(NamedTuple):
    """A sentence as signs, with the patterns that find something in it."""

    signed: Signed
    patterns: list[Compiled]


def match_surface(passage: Passage, known: Once[Found] | None = None) -> Iterator[Draft]:
    """Every relation that a pattern reads in the sentences of a passage, in order of pattern and place; `known` is what was found before."""
    known = Once() if known is None else known
    signing = patterns(passage.lang)[1]
    values = passage.values.spans()
    topics = _topics(passage, signing)
    for sentence in passage.sentences:
        names = list(passage.mentions.within(sentence.start_char, sentence.end_char))
        if names:
            found = known.of(sentence, names, partial(_find, passage, sentence, values))
            for one in found.patterns:
                yield from _apply(one, found.signed, sentence, topics, signing=signing)


def _find(passage: Passage, sentence: Span, values: Sequence[tuple[int, int, str]]) -> Found:
    here = [v for v in values if sentence.start_char <= v[0] and v[1] <= sentence.end_char]
    signed = sign(passage.text, sentence, passage.mentions, here, signing=patterns(passage.lang)[1])
    signs = [piece for piece, unit in zip(signed.text, signed.units, strict=True) if unit is not None]
    heard = calling_words(passage.lang).held_by(signed.text.lower())
    possible = patterns_for(passage.lang, frozenset(signs), min(len(signs), MOST_SLOTS))
    # most find nothing, and are through sooner where a word they need is not there
    called = [one for one in possible if not one.needs or not heard.isdisjoint(one.needs)]
    return Found(signed, [one for one in called if one.regex.search(signed.text)])


def _topics(passage: Passage, signing: Signing) -> Mentions:
    """The names that the words of a topic can stand for."""
    if signing.topical is None:
        return passage.mentions
    follows = [m for m in passage.mentions if signing.topical.match(passage.text, m.end)]
    return Mentions(follows) if follows else passage.mentions


def _apply(
    compiled: Compiled, signed: Signed, sentence: Span, topics: Mentions, *, signing: Signing
) -> Iterator[Draft]:
    pattern = compiled.pattern
    signature = relation(pattern.relation)
    for found in _matches(compiled.regex, signed, pattern.relation):
        if compiled.without is not None and compiled.without.search(found.group()):
            continue
        if _is_shut_off(found, signed, signing) or _is_crowd(found, signed, pattern.relation, signing):
            continue
        if signing.barred is not None and signing.barred.search(signed.text, 0, found.start()):
            continue
        groups: Mapping[str, str | None] = found.groupdict()
        first, last = _widened(found, signed, signing)
        start, end = signed.offsets[first], signed.ends[max(last - 1, first)]
        sign_at = min(_trigger_at(found), len(signed.offsets) - 1)
        trigger = _token_at(sentence, signed.offsets[sign_at])
        subjects, objects = parties(found, signed, topics, signature, signing=signing)
        value = next((found.start(name) for name in ("money", "percent") if groups.get(name)), None)
        for subject in subjects:
            for object_ in objects:
                if object_ is None or _may_join(subject, object_, pattern):
                    yield Draft(
                        relation=pattern.relation,
                        frame=pattern.frame,
                        subject=subject,
                        object=object_,
                        trigger=trigger,
                        sentence=(sentence.start_char, sentence.end_char),
                        clause=(start, end),
                        value=None if value is None else (signed.offsets[value], signed.ends[value]),
                        position=(groups.get("position") or "").strip() or None,
                        fixed=pattern.fixed,
                        shared=pattern.shared or len(subjects) > 1,
                        surface=True,
                    )


def _widened(found: re.Match[str], signed: Signed, signing: Signing) -> tuple[int, int]:
    """The signs of the match, of the clauses that it stands in where the language marks them, and of one that only
    adds to them ("，金额为…").
    """
    first, last = found.span()
    clause = signing.clause
    if not clause:
        return first, last
    while first > 0 and signed.text[first - 1] not in clause:
        first -= 1
    while last < len(signed.text) and (
        signed.text[last] not in clause
        or (signing.adds is not None and signing.adds.match(signed.text, last + 1))
    ):
        last += 1
    return first, last


def _may_join(subject: Mention, object_: Mention, pattern: Pattern) -> bool:
    if subject.entity_id == object_.entity_id:
        return False
    return not pattern.known or makes(subject.entity_id, object_.entity_id) is True


def _matches(regex: re.Pattern[str], signed: Signed, relation_name: str) -> Iterator[re.Match[str]]:
    """All matches, overlapping ones too; of those that end alike at one trigger only the shortest."""
    shortest: dict[tuple[int, int], re.Match[str]] = {}
    at = 0
    while (found := regex.search(signed.text, at)) is not None:
        groups = found.groupdict()
        slots = [found.span(slot) for slot in ("s", "o") if groups.get(slot) is not None]
        key = (_trigger_at(found), found.end())
        longer = shortest.get(key)
        rest = longer is not None and all(
            found.end(slot) == longer.end(slot) for slot in ("s", "o") if slot in groups
        )
        if not rest and not is_reflexive(found, signed, relation_name):
            shortest[key] = found
        at = min(slots, default=found.span())[0] + 1
    yield from shortest.values()


def _is_shut_off(found: re.Match[str], signed: Signed, signing: Signing) -> bool:
    """True where the party before the calling word belongs to another clause than that word."""
    trigger = _trigger_at(found)
    ends = [found.span(slot) for slot in ("s", "o") if slot in found.groupdict()]
    party = max((span for span in ends if 0 <= span[1] <= trigger), default=None)
    if party is None or signing.breaks is None or signing.relative is None:
        return False
    lead, between = signed.text[: party[0]], signed.text[party[1] : trigger]
    if between.startswith(",") and signing.relative.search(lead):
        return True
    return re.search(r"[a-z] (?:the )?$", lead) is not None and signing.breaks.search(between) is not None


def _is_crowd(found: re.Match[str], signed: Signed, relation_name: str, signing: Signing) -> bool:
    """True where the subject only says whose people act: "founded by former Acme executives"."""
    if signing.crowd is None or relation_name not in DONE_BY_PEOPLE or "s" not in found.groupdict():
        return False
    party = signed.units[found.end("s") - 1]
    if party is None or party.type is not EntityType.ORGANIZATION:
        return False
    return signing.crowd.match(signed.text, found.end("s")) is not None


def _trigger_at(found: re.Match[str]) -> int:
    return found.start("trigger") if found.groupdict().get("trigger") is not None else found.start()


def _token_at(sentence: Span, offset: int) -> int:
    return max((token.i for token in sentence if token.idx <= offset), default=sentence.start)
