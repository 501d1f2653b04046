"""Frames over dependency trees: which words call a relation and where its parties sit.

A frame is one entry of `lang/xx/frames.yaml`:

    - frame: own-stake
      relation: HOLDS_STAKE_IN
      words: [own, hold, retain]         lemmas that call it
      pos: [VERB]                        their parts of speech, any where left out
      subject: [subj]                    paths of roles (see roles.py), tried in order
      object: ["obj(stake|share|%)>in|of", obj]
      fixed: {status: ended}             qualifiers that the wording itself gives

A path is read from the calling word: roles joined by `|`, words it must meet in brackets, `>` to go on from
there. `^` goes up to the word that governs.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, partial

import msgspec
from spacy.tokens import Span, Token

from extractors.frames.draft import Draft
from extractors.frames.roles import Syntax, Tree, base, coordinated, lemma, members, syntax
from extractors.mentions import Mention, Mentions
from extractors.once import Once
from extractors.passage import Passage
from kg.model import EntityType, load_table, relation

_ROLE = re.compile(r"(?P<role>[^()>|]+)(?:\((?P<words>[^)]*)\))?")

#: How far behind a name the sum may begin that makes it the subject of a verb left out.
_TO_SUM = 3
#: One step of a path: the roles to follow, each with the words that may stand there (any where empty).
Step = tuple[tuple[str, frozenset[str]], ...]


class Frame(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One frame, as written in frames.yaml."""

    frame: str
    relation: str
    words: tuple[str, ...]
    subject: tuple[str, ...]
    object: tuple[str, ...] = ()
    pos: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    value: bool = False
    shared: bool = False
    single: bool = False
    fixed: dict[str, str] = {}


@cache
def frames(lang: str) -> Mapping[str, tuple[Frame, ...]]:
    """The frames of a language by the lemma that calls them."""
    by_word: dict[str, list[Frame]] = {}
    for frame in load_table("extractors", f"lang/{lang}/frames.yaml", list[Frame]):
        relation(frame.relation)
        for path in (*frame.subject, *frame.object, *frame.needs, *frame.without):
            parse_path(path)
        for word in frame.words:
            by_word.setdefault(word, []).append(frame)
    return {word: tuple(found) for word, found in by_word.items()}


@cache
def parse_path(path: str) -> tuple[Step, ...]:
    """A path of frames.yaml as steps; raises ValueError for one that cannot be read.

    >>> [[role for role, _ in step] for step in parse_path("obj(stake|share)>in|of")]
    [['obj'], ['in', 'of']]
    """
    steps = []
    for part in path.split(">"):
        found = list(_ROLE.finditer(part.strip()))
        if not found or "|".join(role.group() for role in found) != part.strip():
            raise ValueError(f"{path!r} is not a path of roles such as obj(stake)>in|of")
        steps.append(
            tuple((role["role"], frozenset(filter(None, (role["words"] or "").split("|")))) for role in found)
        )
    return tuple(steps)


def match(passage: Passage, known: Once[list[Draft]] | None = None) -> Iterator[Draft]:
    """Every relation that a frame reads in the trees of a passage, in text order; `known` is what was read before."""
    known = Once() if known is None else known
    for sentence in passage.sentences:
        names = list(passage.mentions.within(sentence.start_char, sentence.end_char))
        if names:
            yield from known.of(sentence, names, partial(_read, passage, sentence))


def _read(passage: Passage, sentence: Span) -> list[Draft]:
    tree = Tree(syntax(passage.lang))
    called = frames(passage.lang)
    return [
        draft
        for token in sentence
        for frame in called.get(lemma(token), ())
        if not frame.pos or token.pos_ in frame.pos
        for draft in _fill(token, frame, sentence, passage.mentions, tree)
        if not _is_gapped(draft, passage)
    ]


def _fill(token: Token, frame: Frame, sentence: Span, mentions: Mentions, tree: Tree) -> Iterator[Draft]:
    signature = relation(frame.relation)
    if not all(any(True for _ in follow(token, parse_path(path), tree)) for path in frame.needs):
        return
    if any(any(True for _ in follow(token, parse_path(path), tree)) for path in frame.without):
        return
    subjects = parties(token, frame.subject, mentions, tree, signature.subject, single=frame.single)
    if not subjects:
        return
    objects: Sequence[Mention | None] = (
        [None]
        if signature.is_literal
        else parties(token, frame.object, mentions, tree, signature.object, single=frame.single)
    )
    for subject in subjects:
        for object_ in objects:
            if object_ is not None and subject.entity_id == object_.entity_id:
                continue
            yield Draft(
                relation=frame.relation,
                frame=frame.frame,
                subject=subject,
                object=object_,
                trigger=token.i,
                sentence=(sentence.start_char, sentence.end_char),
                clause=_clause(token),
                fixed=frame.fixed,
                shared=frame.shared or len(subjects) > 1,
            )


def parties(
    token: Token,
    paths: Sequence[str],
    mentions: Mentions,
    tree: Tree,
    types: frozenset[EntityType],
    *,
    single: bool = False,
) -> list[Mention]:
    """The mentions at the first path that leads to any, coordination and lists spread out, each entity once.

    With `single` only the first, for words that take one party ("chief executive").
    """
    for path in paths:
        found: dict[str, Mention] = {}
        for word in follow(token, parse_path(path), tree):
            for mention in _named(word, mentions, tree, types):
                found.setdefault(mention.entity_id, mention)
        if found:
            return list(found.values())[: 1 if single else None]
    return []


def follow(token: Token, path: Sequence[Step], tree: Tree) -> Iterator[Token]:
    """The words at the end of a path that starts at `token`."""
    if not path:
        yield token
        return
    step, rest = path[0], path[1:]
    available = tree.roles(token)
    for role, words in step:
        for word in available.get(role, ()):
            for one in coordinated(word) if rest or words else (word,):
                if not words or lemma(one) in words:
                    yield from follow(one, rest, tree)


def _named(word: Token, mentions: Mentions, tree: Tree, types: frozenset[EntityType]) -> Iterator[Mention]:
    for one in coordinated(word):
        mention = mentions.at(one)
        if mention is not None:
            if _is_headless(one, tree.rules):
                continue  # "Acme's is worth more": some stake of Acme's is
            if mention.type in types:
                yield mention
            continue
        if lemma(one) in tree.rules.transparent:
            owners = tree.roles(one)
            for role in ("poss", "compound", "of"):
                for owner in owners.get(role, ()):
                    yield from _named(owner, mentions, tree, types)
        for member in members(one, tree.rules):
            found = mentions.at(member)
            if found is not None and found.type in types:
                yield found


def _is_gapped(draft: Draft, passage: Passage) -> bool:
    """True where a list seems to go on with the subject of another clause: "invested $5bn in A and B $10bn"."""
    last = draft.object
    if last is None or base(passage.doc[last.first : last.last].root) != "conj":
        return False
    return any(0 < money.cue_start - last.end <= _TO_SUM for money in passage.values.money)


def _is_headless(token: Token, rules: Syntax) -> bool:
    return base(token) in {"nsubj", "obj"} and any(
        base(child) == "case" and lemma(child) in rules.possessive for child in token.children
    )


def _clause(token: Token) -> tuple[int, int]:
    """Character offsets of the words that depend on `token`."""
    left, right = token.left_edge, token.right_edge
    return left.idx, right.idx + len(right)
