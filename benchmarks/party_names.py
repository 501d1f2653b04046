"""How well the parties of claims are known in the text, whatever is then read of them.

Names are half of the battle: a claim whose two parties nobody saw cannot be read. Annotated names are found in the text
by search, the longest first.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from gold_sets import Annotated

from kg.evaluation import Share
from kg.evaluation.names import Names, key, keys, meet
from kg.evaluation.scoring import Triple, triples_of
from kg.model import ExplainedSentence, Explanation, Named

#: Start and end in the text, half-open, and type.
Place = tuple[int, int, str]
_ANAPHOR = "anaphor"


class PartyNames(NamedTuple):
    """Of the places that name a party of a claim to be found, how many are found exactly, and with their type. Of all names
    that are found, how many stand exactly where one is annotated. Of the claims with two parties, in how many both
    are known somewhere in the text, and in how many both are named or referred to in one sentence.
    """

    places: Share = Share()
    names: Share = Share()
    known: Share = Share()
    together: Share = Share()

    def __add__(self, other: "PartyNames") -> "PartyNames":  # type: ignore[override]
        return PartyNames(*(mine + yours for mine, yours in zip(self, other, strict=True)))


def party_names(one: Annotated, explanation: Explanation | None) -> PartyNames:
    """What is known of the names of one passage; `explanation` is None where it could not be read."""
    if one.article is None:
        return PartyNames()
    sentences = explanation.sentences if explanation is not None else ()
    triples = [triple for triple in triples_of(one.passage.claims) if not triple.optional]
    parties = frozenset().union(*(triple.subjects | triple.objects for triple in triples))
    annotated = places(one)
    asked = {place for place, names in annotated.items() if meet(names, parties)} if parties else set()
    found = {
        (named.start, named.end, named.type.value)
        for sentence in sentences
        for named in sentence.names
        if named.by == "name"
    }
    joining = [triple for triple in triples if triple.objects]
    everywhere = [named for sentence in sentences for named in sentence.names]
    return PartyNames(
        places=Share(right=len(asked & found), total=len(asked)),
        names=Share(right=len(found & annotated.keys()), total=len(found)),
        known=Share(right=sum(_both(triple, everywhere) for triple in joining), total=len(joining)),
        together=Share(right=sum(_in_one(triple, sentences) for triple in joining), total=len(joining)),
    )


def places(one: Annotated) -> dict[Place, Names]:
    """Every place where the text has an annotated name, with all names of that entity; none within a longer one."""
    text = one.article.text if one.article is not None else ""
    found: list[tuple[Place, Names]] = []
    for entity in one.entities:
        names = keys(entity["names"])
        for name in entity["names"]:
            found += [((*span, entity["type"].title()), names) for span in _occurrences(text, name)]
    kept: dict[Place, Names] = {}
    taken: set[int] = set()
    for place, names in sorted(found, key=lambda one: (one[0][0] - one[0][1], one[0])):
        if taken.isdisjoint(range(*place[:2])):
            taken.update(range(*place[:2]))
            kept[place] = names
    return kept


def _occurrences(text: str, name: str) -> Iterator[tuple[int, int]]:
    if not name.strip():
        return
    before = r"(?<![A-Za-z0-9])" if name[0].isascii() and name[0].isalnum() else ""
    after = r"(?![A-Za-z0-9])" if name[-1].isascii() and name[-1].isalnum() else ""
    for found in re.finditer(before + re.escape(name) + after, text):
        yield found.span()


def _both(triple: Triple, named: Iterable[Named]) -> bool:
    known = {spelling for name in named for spelling in _spellings(name)}
    return not triple.subjects.isdisjoint(known) and not triple.objects.isdisjoint(known)


def _in_one(triple: Triple, sentences: Sequence[ExplainedSentence]) -> bool:
    return any(_both(triple, sentence.names) for sentence in sentences)


def _spellings(named: Named) -> set[str]:
    """What a name can be known by; "the company" only by what it refers to."""
    own = set() if named.by == _ANAPHOR else {key(named.text)}
    return own | {key(named.canonical)}
