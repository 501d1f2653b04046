"""What a pair of names in a sentence looks like, as numbers for a linear model.

Every feature is a 64-bit hash of a template and of the words that fill it; the model takes it modulo its number of
rows (Weinberger et al. 2009, "Feature hashing for large scale multitask learning"), so that it needs no word list.
Names stand as their type, so that a relation is read from the words around names and not from the names themselves.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache

import msgspec
import numpy as np
from numpy.typing import NDArray
from spacy.strings import get_string_id
from spacy.tokens import Doc, Span

from extractors.frames.draft import Draft
from extractors.frames.register import are_kin, makes
from extractors.mentions import Mention
from kg.model import EntityType, entities, relations

Hashes = NDArray[np.uint64]

#: Sentences with more names are lists, which patterns read; pairs further apart hardly stand in a relation.
MAX_NAMES = 40
MAX_BETWEEN = 12
#: Words looked at before the first and after the last name of a pair.
_WINDOW = 6
#: How far up the tree a common governor is sought, and how long a path is kept whole.
_CLIMB, _PATH = 12, 6
#: Longest stretch of Chinese characters, and of words, between two names that is read character by character, or whole.
_CHARACTERS, _WHOLE = 60, 6
_BUCKETS = (0, 1, 2, 3, 5, 8, 12, 20, 40)

#: Odd multipliers that mix hashes, from splitmix64 (Steele et al. 2014).
_MIXES = (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB)
_MIX = tuple(np.uint64(p) for p in _MIXES)
#: All 64 bits, to which numpy cuts products by itself.
_WHOLE_WORD = 2**64 - 1
_ALLOWED = {
    (s, o): any(not r.is_literal and r.allows(s, o) for r in relations().values())
    for s in EntityType
    for o in EntityType
}


class Pair(msgspec.Struct, frozen=True):
    """Two mentions of one sentence, as subject and object, with the features of the pair."""

    subject: Mention
    object: Mention
    features: Hashes


class Words(msgspec.Struct, frozen=True):
    """The words of a Doc as hashes, their labels and governors, and the characters of its text.

    Single ones are asked for, which numpy is slow to give out: these are numbers of Python.
    """

    word: Sequence[int]
    label: Sequence[int]
    head: Sequence[int]
    characters: Hashes | None
    #: What `_ancestors` has found.
    lines: dict[int, list[int]] = msgspec.field(default_factory=dict)


class _Units(msgspec.Struct, frozen=True):
    """A sentence in which each name is one unit; `place[i]` is where name i stands, `owner` whose name a unit is."""

    codes: Hashes
    place: tuple[int, ...]
    owner: NDArray[np.int64]
    bag: Hashes


_code = cache(get_string_id)
_CONJ = _code("conj")


@cache
def _salt(name: str) -> np.uint64:
    return np.uint64(get_string_id(name))


def _one(*names: str) -> Hashes:
    return np.array([_code(name) for name in names], dtype=np.uint64)


def words_of(doc: Doc, text: str) -> Words:
    """The columns of `doc` that features are made of; `text` is its text.

    A word is its lemma, or its norm and characters where the language has no lemmas; a number is any number.
    """
    columns = doc.to_array(["LEMMA", "NORM", "DEP", "HEAD", "LIKE_NUM"]).astype(np.uint64)
    has_lemmas = bool(columns[:, 0].any())
    word = columns[:, 0 if has_lemmas else 1].copy()
    word[columns[:, 4] > 0] = _salt("<number>")
    head = columns[:, 3].astype(np.int64) + np.arange(len(doc))
    characters = (
        None if has_lemmas else np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    )
    return Words(word.tolist(), columns[:, 2].tolist(), head.tolist(), characters)


def pairs(names: Sequence[Mention], sentence: Span, words: Words, drafts: Sequence[Draft]) -> Iterator[Pair]:
    """The pairs of names of a sentence that some relation can join, each way round that one can.

    Of a name that is not listed the type may be mistaken: its pairs are all there. `names` in text order; `drafts` are what frames and patterns read in this sentence.
    """
    if not 2 <= len(names) <= MAX_NAMES:
        return
    units = _units(names, sentence, words)
    for i, one in enumerate(names):
        for j in range(i + 1, min(len(names), i + MAX_BETWEEN + 2)):
            other = names[j]
            guessed = not (one.is_listed and other.is_listed)
            ways = [(s, o) for s, o in ((one, other), (other, one)) if guessed or _ALLOWED[s.type, o.type]]
            if one.entity_id == other.entity_id or not ways:
                continue
            around = np.concatenate([_around(units, i, j), _characters(words, one, other)])
            shape = _shape(units, i, j)
            for subject, object_ in ways:
                order = "forward" if subject is one else "backward"
                types = f"{subject.type.value}>{object_.type.value} {order}"
                features = [
                    (around ^ _salt(order)) * _MIX[0],
                    (shape ^ _salt(types)) * _MIX[0],
                    (_tree(words, subject, object_) ^ _salt(order)) * _MIX[1],
                    (units.bag ^ _salt(types)) * _MIX[1],
                    (_told(subject, object_, drafts) ^ _salt(types)) * _MIX[2],
                ]
                yield Pair(subject, object_, np.concatenate(features))


def _units(names: Sequence[Mention], sentence: Span, words: Words) -> _Units:
    codes: list[int] = []
    place: dict[int, int] = {}
    owner: list[int] = []
    ids: dict[str, int] = {}
    starts = {name.first: i for i, name in enumerate(names)}
    at = sentence.start
    while at < sentence.end:
        i = starts.get(at)
        if i is None:
            codes.append(words.word[at])
            owner.append(-1)
            at += 1
        else:
            place[i] = len(codes)
            codes.append(_code(f"<{names[i].type.value}>"))
            owner.append(ids.setdefault(names[i].entity_id, len(ids)))
            at = max(names[i].last, at + 1)
    # A name that begins inside another one's words has no place of its own; it stands where that one ends.
    return _Units(
        np.array(codes, dtype=np.uint64),
        tuple(place.get(i, len(codes) - 1) for i in range(len(names))),
        np.array(owner, dtype=np.int64),
        np.unique(np.array(codes, dtype=np.uint64)) + _salt("in the sentence"),
    )


def _around(units: _Units, i: int, j: int) -> Hashes:
    """The words between two names, before and after them: single, in twos and threes, and by place."""
    left, right = units.place[i], units.place[j]
    codes, owner = units.codes, units.owner
    twice = [
        (at, mark) for at, mark in ((left, "<left>"), (right, "<right>")) if (owner == owner[at]).sum() > 1
    ]
    for at, mark in twice:
        codes = np.where(owner == owner[at], _salt(mark), codes)
    between = codes[left + 1 : right]
    edged = np.concatenate([_one("<left edge>"), between, _one("<right edge>")])
    before, after = codes[max(0, left - _WINDOW) : left][::-1], codes[right + 1 : right + 1 + _WINDOW]
    nearest = min(3, len(before)), min(3, len(after))
    return np.concatenate(
        [
            between + _salt("between"),
            _grams(edged, 2) + _salt("between"),
            _grams(edged, 3) + _salt("between"),
            before + _salt("before"),
            after + _salt("after"),
            before[: nearest[0]] * _MIX[1] + _PLACES["before"][: nearest[0]],
            after[: nearest[1]] * _MIX[1] + _PLACES["after"][: nearest[1]],
            _grams(before[: nearest[0]], 2) + _salt("before"),
            _grams(after[: nearest[1]], 2) + _salt("after"),
        ]
    )


_PLACES = {side: _one(f"{side} 0", f"{side} 1", f"{side} 2") for side in ("before", "after")}


def _shape(units: _Units, i: int, j: int) -> Hashes:
    """How far apart two names stand, and all that is between them where that is little."""
    left, right = units.place[i], units.place[j]
    between = units.codes[left + 1 : right]
    names = int((units.owner[left + 1 : right] >= 0).sum())
    far = sum(len(between) > bucket for bucket in _BUCKETS)
    shape = _one("types", f"names {min(names, 5)}", f"words {far}", f"first {min(left, 2)}")
    if len(between) > _WHOLE:
        return shape
    return np.concatenate([shape, _chain(between)])


def _characters(words: Words, one: Mention, other: Mention) -> Hashes:
    """Single characters, twos and threes between two names and beside them; nothing for a language of spaced words."""
    if words.characters is None:
        return np.empty(0, dtype=np.uint64)
    points = words.characters
    between = points[one.end : other.start] if other.start - one.end <= _CHARACTERS else points[:0]
    after, before = points[other.end : other.end + 8], points[max(0, one.start - _WINDOW) : one.start]
    return np.concatenate(
        [
            _grams(part, n) + _salt(f"characters {side}")
            for side, part in (("between", between), ("after", after), ("before", before))
            for n in (1, 2, 3)
        ]
    )


def _grams(codes: Hashes, n: int) -> Hashes:
    """Hashes of the runs of n neighbours."""
    if len(codes) < n:
        return codes[:0]
    mixed = codes[: len(codes) - n + 1] * _MIX[0]
    for k in range(1, n):
        mixed = (mixed ^ (mixed >> np.uint64(29))) * _MIX[k] + codes[k : len(codes) - n + 1 + k]
    return mixed * _MIX[2]


def _chain(codes: Hashes) -> Hashes:
    """One hash of a whole sequence."""
    edged = np.concatenate([_one("<left edge>"), codes, _one("<right edge>")])
    if len(edged) <= 3:
        return _grams(edged, len(edged))
    return np.array([_mixed(edged.tolist())], dtype=np.uint64)


def _mixed(codes: Sequence[int]) -> int:
    """One hash of a whole sequence of a few numbers, for which numpy takes longer."""
    mixed = codes[0] * _MIXES[0] & _WHOLE_WORD
    for k, code in enumerate(codes[1:], 1):
        mixed = ((mixed ^ (mixed >> 29)) * _MIXES[k % 3] + code) & _WHOLE_WORD
    return mixed


def _tree(words: Words, subject: Mention, object_: Mention) -> Hashes:
    """The way through the tree from one name to the other: its labels, its words, its top."""
    one, other = root(words, subject), root(words, object_)
    found = _way(words, one, other)
    listed = _first_of_list(words, one), _first_of_list(words, other)
    if listed != (one, other) and listed[0] != listed[1]:
        found += _salted("of the list", _way(words, *listed))
    return np.array(found, dtype=np.uint64)


def _salted(name: str, codes: Iterable[int]) -> list[int]:
    salt = _code(name)
    return [(code + salt) & _WHOLE_WORD for code in codes]


def _first_of_list(words: Words, at: int) -> int:
    """The first member of the list that a name is in: what governs it governs them all."""
    for _ in range(_CLIMB):
        if words.label[at] != _CONJ or words.head[at] == at:
            break
        at = words.head[at]
    return at


def _way(words: Words, one: int, other: int) -> list[int]:
    up, top, down = path(words, one, other)
    if top < 0:
        return [_code("no path")]
    word, label, head = words.word, words.label, words.head
    passed_up, passed_down = [word[i] for i in up[1:]], [word[i] for i in down[:-1]]
    found = _salted("on the path", [word[top], *passed_up, *passed_down])
    found += _salted("top", [word[top]])
    found.append(_code(f"path of {min(len(up) + len(down), 9)}"))
    if up:
        found.append(_mixed(_salted("hangs on", [label[up[0]], word[head[up[0]]]])))
    if down:
        found.append(_mixed(_salted("is hung on", [label[down[-1]], word[head[down[-1]]]])))
    if len(up) + len(down) <= _PATH:
        labels = [*(label[i] for i in up), _code("<top>"), *(label[i] for i in down)]
        found.append(_mixed(labels))
        found.append(_mixed([*labels, word[top]]))
        found.append(_mixed([*passed_up, _code("<up>"), word[top], _code("<down>"), *passed_down]))
    return found


def root(words: Words, name: Mention) -> int:
    """The word of a name that hangs on a word outside it."""
    inside = range(name.first, name.last)
    return next((i for i in inside if words.head[i] == i or words.head[i] not in inside), name.last - 1)


def path(words: Words, one: int, other: int) -> tuple[list[int], int, list[int]]:
    """Words from `one` up to a common governor, that governor (-1 if there is none near), and down to `other`."""
    up = _ancestors(words, one)
    down = _ancestors(words, other)
    heights = {at: height for height, at in enumerate(up)}
    for depth, at in enumerate(down):
        if at in heights:
            return up[: heights[at]], at, down[:depth][::-1]
    return [], -1, []


def _ancestors(words: Words, at: int) -> list[int]:
    found = words.lines.get(at)
    if found is None:
        found, head = [at], words.head
        while len(found) <= _CLIMB and head[found[-1]] != found[-1]:
            found.append(head[found[-1]])
        words.lines[at] = found
    return found


def _told(subject: Mention, object_: Mention, drafts: Sequence[Draft]) -> Hashes:
    """What is known of the two beside the sentence: their kinds, who makes what, and what frames read."""
    kinds = _kind(subject), _kind(object_)
    facts = [
        "bias",
        f"subject {kinds[0]}",
        f"object {kinds[1]}",
        f"kinds {kinds[0]} {kinds[1]}",
        f"makes {makes(subject.entity_id, object_.entity_id)}",
        f"subject as {subject.reference.value}",
        f"object as {object_.reference.value}",
    ]
    if are_kin(subject.entity_id, object_.entity_id):
        facts.append("kin")
    read = {
        name
        for draft in drafts
        if draft.object is not None
        and draft.subject.entity_id == subject.entity_id
        and draft.object.entity_id == object_.entity_id
        for name in (draft.relation, f"{draft.relation} {draft.surface}", draft.frame)
    }
    facts += [f"read {name}" for name in sorted(read)] or ["nothing read"]
    return _one(*facts)


def _kind(name: Mention) -> str:
    """The kind of organization or product; of a person nothing, who founded what is no matter of the register."""
    listed = None if name.type is EntityType.PERSON else entities().get(name.entity_id)
    return "unlisted" if listed is None else listed.kind or "listed"
