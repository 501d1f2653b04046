"""Why a claim was read, or was not: each sentence with its words, its names, and the readings that were begun.

A reading can end in a claim, fall for a reason that `read_claims` (reading.py) gives, or never get as far: the word that calls a
frame is there and its parties are not. These last ones are looked for here, after the fact.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from spacy.tokens import Doc, Span, Token

from extractors.frames.draft import Draft
from extractors.frames.match import Frame, follow, frames, parse_path, parties
from extractors.frames.patterns import patterns
from extractors.frames.roles import Tree, lemma, syntax
from extractors.mentions import Mention, Mentions
from kg.model import Attempt, Claim, EntityType, ExplainedSentence, Named, Relation, Word, relation, relations

#: No claim was made of a reading that `read_claims` let through: its fields did not fit each other.
_INVALID = "its fields contradict each other"
#: So many paths of a frame are quoted.
_SHOWN = 2


def explained(doc: Doc, became: Sequence[Claim | None], *, offset: int = 0) -> Iterator[ExplainedSentence]:
    """The sentences of a Doc that went through the whole pipeline, in order.

    `became` says what came of each of `doc._.kg_claims`; `offset` is where the Doc begins in the article.
    """
    mentions: Mentions = doc._.kg_mentions
    read = [*zip((found.draft for found in doc._.kg_claims), became, strict=True)]
    fallen: list[tuple[Draft, str]] = doc._.kg_fallen
    for sentence in doc.sents:
        start, end = sentence.start_char, sentence.end_char
        words = _words(sentence, offset)
        if not words:
            continue  # blank, as paragraphs in another language are
        # by where they end: what is read of a deal told before begins with that deal
        here = [(draft, claim) for draft, claim in read if draft.sentence[1] == end]
        dropped = [(draft, why) for draft, why in fallen if draft.sentence[1] == end]
        drafts = [draft for draft, _ in (*here, *dropped)]
        attempts = [
            _attempt(doc, draft, offset, claim=claim.id if claim else None, fell=None if claim else _INVALID)
            for draft, claim in here
        ]
        attempts += [_attempt(doc, draft, offset, fell=why) for draft, why in dropped]
        attempts += _not_filled(sentence, mentions, drafts, offset)
        yield ExplainedSentence(
            start=words[0].start,
            end=words[-1].start + len(words[-1].text),
            words=words,
            names=tuple(_named(mention, offset) for mention in mentions.within(start, end)),
            attempts=tuple(dict.fromkeys(attempts)),
        )


def _words(sentence: Span, offset: int) -> tuple[Word, ...]:
    """The words of a sentence; blanks that spaCy counts as words are left out."""
    words = [token for token in sentence if not token.is_space]
    place = {token.i: number for number, token in enumerate(words)}
    return tuple(
        Word(
            text=token.text,
            start=offset + token.idx,
            pos=token.pos_,
            dep=token.dep_,
            head=place.get(token.head.i, place[token.i]),
        )
        for token in words
    )


def _named(mention: Mention, offset: int) -> Named:
    return Named(
        start=offset + mention.start,
        end=offset + mention.end,
        text=mention.text,
        type=mention.type,
        canonical=mention.canonical,
        by=str(mention.reference),
    )


def _attempt(
    doc: Doc, draft: Draft, offset: int, *, claim: str | None = None, fell: str | None = None
) -> Attempt:
    return Attempt(
        relation=draft.relation,
        frame=draft.frame,
        trigger=doc[draft.trigger].text,
        subject=_named(draft.subject, offset),
        object=_named(draft.object, offset) if draft.object else None,
        claim=claim,
        fell=fell,
    )


def _not_filled(
    sentence: Span, mentions: Mentions, drafts: Sequence[Draft], offset: int
) -> Iterator[Attempt]:
    """Frames and patterns whose calling words are there, and which read nothing at them."""
    types = [mention.type for mention in mentions.within(sentence.start_char, sentence.end_char)]
    if not types:
        return
    lang = sentence.doc.lang_
    tried = {(draft.frame, draft.trigger) for draft in drafts}
    tree = Tree(syntax(lang))
    for token in sentence:
        for frame in frames(lang).get(lemma(token), ()):
            if (not frame.pos or token.pos_ in frame.pos) and (frame.frame, token.i) not in tried:
                yield _unfilled(token, frame, mentions, tree, offset)
    read = {draft.frame for draft in drafts}
    possible = {name for name, signature in relations().items() if _could_join(signature, types)}
    text = sentence.text
    for name, relation_name, calling in _calling(lang):
        if name in read or relation_name not in possible:
            continue
        found = calling.search(text)
        if found is not None and found.group():
            yield Attempt(
                relation=relation_name,
                frame=name,
                trigger=found.group(),
                fell="the names stand in another order than the pattern asks",
            )


def _unfilled(token: Token, frame: Frame, mentions: Mentions, tree: Tree, offset: int) -> Attempt:
    signature = relation(frame.relation)
    subjects = parties(token, frame.subject, mentions, tree, signature.subject, single=frame.single)
    objects = (
        []
        if signature.is_literal
        else parties(token, frame.object, mentions, tree, signature.object, single=frame.single)
    )
    return Attempt(
        relation=frame.relation,
        frame=frame.frame,
        trigger=token.text,
        subject=_named(subjects[0], offset) if subjects else None,
        object=_named(objects[0], offset) if objects else None,
        fell=_why_unfilled(token, frame, tree, subject=bool(subjects), object_=bool(objects)),
    )


def _why_unfilled(token: Token, frame: Frame, tree: Tree, *, subject: bool, object_: bool) -> str:
    for path in frame.needs:
        if not any(True for _ in follow(token, parse_path(path), tree)):
            return f"needs {path}, which is empty"
    for path in frame.without:
        found = next(follow(token, parse_path(path), tree), None)
        if found is not None:
            return f"must not have {path}, where “{found.text}” stands"
    if not subject:
        return _empty(token, "subject", frame.subject, tree)
    if not object_ and not relation(frame.relation).is_literal:
        return _empty(token, "object", frame.object, tree)
    return "subject and object are one entity"


def _empty(token: Token, end: str, paths: Sequence[str], tree: Tree) -> str:
    """Which words stand where a party is looked for, if none of them names one."""
    words = dict.fromkeys(word.text for path in paths for word in follow(token, parse_path(path), tree))
    if not words:
        return f"the {end} path is empty ({', '.join(paths[:_SHOWN])}{', …' if len(paths) > _SHOWN else ''})"
    return f"no fitting name at the {end}, only " + ", ".join(f"“{word}”" for word in words)


def _could_join(signature: Relation, types: Sequence[EntityType]) -> bool:
    """Whether two of these names, or one for a literal, could be the parties."""
    if signature.is_literal:
        return any(type_ in signature.subject for type_ in types)
    return len(types) > 1 and any(
        signature.allows(one, other) for i, one in enumerate(types) for j, other in enumerate(types) if i != j
    )


@cache
def _calling(lang: str) -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    """(frame, relation, what calls it) of each pattern whose calling words can be told from the rest."""
    found = []
    for compiled in patterns(lang)[0]:
        words = _calling_words(compiled.regex.pattern)
        if words is not None:
            found.append((compiled.pattern.frame, compiled.pattern.relation, words))
    return tuple(found)


def _calling_words(regex: str) -> re.Pattern[str] | None:
    """What stands in the group `trigger`, or in the group behind it where that only marks a place.

    >>> _calling_words(r"A (?P<trigger>)(?:led|backed) by").pattern
    '(?<![A-Za-z])(?:led|backed)(?![A-Za-z])'
    """
    mark = "(?P<trigger>"
    at = regex.find(mark)
    if at < 0:
        return None
    end = _closing(regex, at)
    inside = regex[at + len(mark) : end]
    if not inside:
        if not regex.startswith("(?:", end + 1):
            return None
        inside = regex[end + 4 : _closing(regex, end + 1)]
    try:
        return re.compile(f"(?<![A-Za-z])(?:{inside})(?![A-Za-z])", re.IGNORECASE)
    except re.error:
        return None


def _closing(regex: str, opening: int) -> int:
    """Where the bracket that opens at `opening` is closed."""
    depth, at, in_class = 0, opening, False
    while at < len(regex):
        match regex[at]:
            case "\\":
                at += 1
            case "[" if not in_class:
                in_class = True
            case "]":
                in_class = False
            case "(" if not in_class:
                depth += 1
            case ")" if not in_class:
                depth -= 1
                if depth == 0:
                    return at
            case _:
                pass
        at += 1
    return len(regex)
