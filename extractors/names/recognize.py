"""One decision about the names of a text: listed names, recognized names, and what they say of each other.

Works on raw text with character offsets, so that it serves before there are words (Chinese) and after (English).
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import TypeVar

import msgspec

from extractors.names.gazetteer import DECIMALS, Hit, gazetteer
from extractors.names.glosses import glossed
from kg.model import Entity, EntityType, load_table, normalize_name, unlisted_id

Table = TypeVar("Table")

#: Labels of our pipelines and of the official ones; others are no names of ours.
TYPES = {
    "ORG": EntityType.ORGANIZATION,
    "PERSON": EntityType.PERSON,
    "PER": EntityType.PERSON,
    "PRODUCT": EntityType.PRODUCT,
}
LABELS = {EntityType.ORGANIZATION: "ORG", EntityType.PERSON: "PERSON", EntityType.PRODUCT: "PRODUCT"}

_EDGE = re.compile(
    r"^[\s\"'“”‘’《》〈〉「」（）()\[\],.，。、:：;；!?！？-]+|[\s\"“”‘’《》〈〉「」（(\[,，。、:：;；!?！？-]+$"
)
#: What a recognizer leaves off before 洲.
_CONTINENTS = ("非", "欧", "亚", "美")
#: What plans of a service are called; before the people who have one they are no products: "Plus, Pro and Enterprise users".
_PLAN = r"(?:Free|Go|Plus|Pro|Max|Ultra|Team|Edu|Business|Enterprise|Premium|Basic|Standard)"
_PLANS = re.compile(
    rf"{_PLAN}(?:[\s、,，/和及与或]|and|or|{_PLAN})*(?:用户|订阅|会员|套餐|计划|(?:user|subscriber|subscription|plan|tier|customer|account|member)s?\b)"
)
_POSSESSIVE = re.compile(r"['’]s?$")
#: Between an owner and what it owns, and between two names of a list or a deal, where a recognizer took them for one name.
_OWNS, _AND = re.compile(r"['’]s (?=[A-Z0-9])"), re.compile(r" (?:and|&) |[-–—→]|和|与|、")


class Name(msgspec.Struct, frozen=True, order=True):
    """A name in a text: where it stands, what it names. `entity_id` is a listed slug or `x_…`."""

    start: int
    end: int
    type: EntityType
    entity_id: str
    canonical: str
    descriptor: bool = False

    @property
    def is_listed(self) -> bool:
        """True where entities.yaml has the entity."""
        return not self.entity_id.startswith("x_")

    @property
    def label(self) -> str:
        """The spaCy label of the type."""
        return LABELS[self.type]


def find_names(text: str, recognized: Iterable[tuple[int, int, str]], *, whole: bool = False) -> list[Name]:
    """The names of `text` in order, not overlapping; `recognized` is what a trained recognizer found.

    It may take two names for one: they are parted where both are known, unless all are said to be `whole`.

    A listed name wins over a recognized one that it covers; a longer recognized one wins over the listed
    name inside it ("Microsoft Research"). A name that is also a word counts only where the
    recognizer agrees, or where the text also speaks of its owner or calls it by a sure name. A name found
    once is found everywhere in the text, with the type it has most often.
    """
    trimmed = [span for span in (_trim(text, *proposal) for proposal in recognized) if span is not None]
    alone = {text[start:end]: label for start, end, label in trimmed}
    proposals = trimmed if whole else [part for span in trimmed for part in _parted(text, *span, alone=alone)]
    hits = list(gazetteer().find(text))
    spoken_of = {hit.entity.id for hit in hits if hit.sure}
    kept: list[Name] = []
    taken: list[tuple[int, int]] = []
    for hit in hits:
        rivals = [p for p in proposals if p[0] < hit.end and hit.start < p[1]]
        wider = [
            p for p in rivals if p[0] <= hit.start and p[1] >= hit.end and p[1] - p[0] > hit.end - hit.start
        ]
        if wider and _is_other_name(text, hit, wider[0]):
            continue
        agrees = any(TYPES[p[2]] == hit.entity.type for p in rivals)
        if not (hit.sure or agrees or hit.entity.id in spoken_of or hit.entity.parent in spoken_of):
            continue
        kept.append(Name(hit.start, hit.end, hit.entity.type, hit.entity.id, hit.entity.name, hit.descriptor))
        taken.append((hit.start, hit.end))
    free = [p for p in proposals if not any(p[0] < end and start < p[1] for start, end in taken)]
    kept.extend(_unlisted(text, free, taken))
    kept.sort()
    meant = glossed(text, kept)
    told = [msgspec.structs.replace(one, **meant.get(one.entity_id, {})) for one in kept]
    return sorted(_unify_short_names(text, told))


def _trim(text: str, start: int, end: int, label: str) -> tuple[int, int, str] | None:
    """A proposal without quotes, blanks and possessive at its edges; None if nothing or no type of ours is left."""
    if label not in TYPES:
        return None
    if text.startswith("洲", start) and text[:start].endswith(_CONTINENTS):
        start -= 1  # 非 is a word by itself too
    words = text[start:end]
    lead = _EDGE.match(words)
    if lead and lead.end():
        start += lead.end()
        words = text[start:end]
    words = _EDGE.sub("", words)
    called = _before_names(label).match(words)
    if called is not None and _stands_alone(words[called.end() :], text, label):
        start, words = start + called.end(), words[called.end() :]
    words = _POSSESSIVE.sub("", words)
    if label == "PERSON" and _after_names().fullmatch(words):
        return None  # "Co-founder and President of Acme"
    follows = _after_names().search(words, 2)
    if follows is not None and follows.end() == len(words):
        words = words[: follows.start()]
    if label == "PRODUCT" and re.fullmatch(_PLAN, words) and _PLANS.match(text, start):
        return None
    if "\n" in words or len(words) < 2 or words.isdigit() or not any(c.isalpha() for c in words):
        return None
    return start, start + len(words), label


def _parted(
    text: str, start: int, end: int, label: str, *, alone: Mapping[str, str]
) -> Iterator[tuple[int, int, str]]:
    """A proposal, or the two names it is made of: "Lockheed's Skunk Works", "Tiger Global and GV", "Oracle-Microsoft", "Google NotebookLM".

    They are two where entities.yaml lists the owner, or both names of a list, or `alone` has them: names of the text with their labels.
    """
    words = text[start:end]
    for blank in re.finditer(" ", words):
        maker = _listed(words[: blank.start()])
        made = _listed(words[blank.end() :]) if maker is not None else None
        if (
            maker is not None
            and made is not None
            and made.parent == maker.id
            and made.type is EntityType.PRODUCT
        ):
            yield start, start + blank.start(), LABELS[maker.type]
            yield start + blank.end(), end, LABELS[made.type]
            return
    for between in (_OWNS.search(words), _AND.search(words)):
        if between is None:
            continue
        first, second = words[: between.start()], words[between.end() :]
        one, other = _label(first, alone), _label(second, alone)
        if one is not None and between.re is _OWNS:
            other = label
        if one is not None and other is not None:
            yield from ((start, start + between.start(), one), (start + between.end(), end, other))
            return
    yield start, end, label


def _label(words: str, alone: Mapping[str, str]) -> str | None:
    """The label of a name that stands in the text by itself or is listed; None for other words."""
    listed = _listed(words)
    return alone.get(words) or (LABELS[listed.type] if listed is not None else None)


def _is_other_name(text: str, hit: Hit, wider: tuple[int, int, str]) -> bool:
    """True if the wider recognized name is not just the listed one with words around it."""
    before, after = text[wider[0] : hit.start], text[hit.end : wider[1]]
    rest = (before + after).strip()
    if not rest or (not before and _after_names().match(text, hit.end)):
        return False
    if not after and _before_names("listed").fullmatch(before):
        return False
    if (beside := _listed(rest)) is not None and beside.type is hit.entity.type:
        return False  # "calling Microsoft OpenAI's partner"
    if rest.isascii():
        return all(
            word[0].isupper() or word[0].isdigit() or word in {"of", "for", "and", "&", "-"}
            for word in rest.replace("-", " ").split()
        )
    return len(rest) > 1


def _stands_alone(rest: str, text: str, label: str) -> bool:
    """Whether a name is one without the word before it: "Automaker Ford", not "Startup Weekend"."""
    if not rest[:1].isupper():
        return False
    listed = _listed(rest)
    if label == "PERSON" or " " in rest or (listed is not None and listed.type is TYPES[label]):
        return True
    alone = rf"(?:^|[^\w ] ?|\b[a-z]+ ){re.escape(rest)}\b"
    return re.search(alone, text) is not None


@cache
def _before_names(label: str) -> re.Pattern[str]:
    """Words with a capital that stand before a name of this kind, or a listed one, and are no part of it (`lang/xx/before_names.yaml`)."""
    tables = _in_each_language("before_names", dict[str, list[str]])
    words = [word for by_label in tables for word in by_label.get(label, ())]
    return re.compile("(?:" + "|".join(words or ["(?!)"]) + r")\s+")


def _in_each_language(name: str, kind: type[Table]) -> list[Table]:
    return [load_table("extractors", f"lang/{lang}/{name}.yaml", kind) for lang in ("en", "zh")]


@cache
def _after_names() -> re.Pattern[str]:
    """Words that follow a name and are no part of it (`lang/xx/after_names.yaml`); Latin ones as whole words."""
    words = [word for table in _in_each_language("after_names", list[str]) for word in table]
    return re.compile("|".join(rf"\s*{word}\b" if word.isascii() else rf"\s*{word}" for word in words))


def _listed(words: str) -> Entity | None:
    """The entity whose listed name these words are; None for others and for ordinary words."""
    return next(
        (
            found.entity
            for found in gazetteer().find(words)
            if found.sure and found.end - found.start == len(words)
        ),
        None,
    )


def _unlisted(
    text: str, proposals: Sequence[tuple[int, int, str]], taken: Sequence[tuple[int, int]]
) -> Iterator[Name]:
    votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for start, end, label in proposals:
        votes[text[start:end]][label] += 1
    seen: list[tuple[int, int]] = list(taken)
    for words in sorted(votes, key=lambda w: (-len(w), w)):
        label = min(votes[words].items(), key=lambda item: (-item[1], item[0]))[0]
        kind = TYPES[label]
        entity_id = unlisted_id(kind, words)
        for first, last in _whole_words(words, text):
            if any(first < end and start < last for start, end in seen):
                continue
            seen.append((first, last))
            yield Name(first, last, kind, entity_id, words)


def _whole_words(words: str, text: str) -> Iterator[tuple[int, int]]:
    """Where `words` stand in `text`, not overlapping, and not as a piece of a longer Latin word or number.

    >>> list(_whole_words("GPT", "GPT, ChatGPT and GPT4")), list(_whole_words("智谱", "智谱AI"))
    ([(0, 3)], [(0, 2)])
    >>> list(_whole_words("Halo 2", "Halo 2.5 and Halo 2."))
    [(13, 19)]
    """
    start = text.find(words)
    while start >= 0:
        end = start + len(words)
        beside = _goes_on(text[start - 1 : start], words[0]) or _goes_on(text[end : end + 1], words[-1])
        if beside or (words[-1].isdigit() and DECIMALS.match(text, end)):
            end = start + 1
        else:
            yield start, end
        start = text.find(words, end)


def _goes_on(character: str, edge: str) -> bool:
    """Whether a character beside a name makes one Latin word with the `edge` of it."""
    return edge.isascii() and character.isascii() and character.isalnum()


def _unify_short_names(text: str, names: list[Name]) -> Iterator[Name]:
    """ "Altman" after "Sam Altman", "Thinking Machines" beside "Thinking Machines Lab": one entity, by its fuller name.

    A listed product that is called like somebody's surname ("Rubin") is that person in a text that names the person in full.
    """
    fuller: dict[tuple[EntityType, str], set[tuple[str, str]]] = defaultdict(set)
    for name in names:
        words = [text[name.start : name.end], name.canonical]
        for written in words:
            for part in _short_forms(written, name.type):
                fuller[(name.type, part)].add((name.entity_id, name.canonical))
    for name in names:
        written = normalize_name(text[name.start : name.end])
        # a surname alone often looks like a firm
        for kind in dict.fromkeys((name.type, EntityType.PERSON)):
            others = {entry for entry in fuller.get((kind, written), set()) if entry[0] != name.entity_id}
            of_a_person = name.type is EntityType.PRODUCT and kind is EntityType.PERSON
            if (not name.is_listed or of_a_person) and len(others) == 1:
                entity_id, canonical = next(iter(others))
                name = msgspec.structs.replace(name, type=kind, entity_id=entity_id, canonical=canonical)
                break
        yield name


def _short_forms(written: str, kind: EntityType) -> set[str]:
    words = re.split(r"[ ·•・]", written)
    if len(words) < 2 or kind is EntityType.PRODUCT:
        return set()
    if kind is EntityType.PERSON:
        return {normalize_name(words[-1])}
    return {normalize_name(" ".join(words[:n])) for n in range(1, len(words)) if n > 1 or len(words[0]) > 3}
