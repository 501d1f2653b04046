"""Who does what to whom, read off a Universal Dependencies tree.

Passives, control, relative and participle clauses, coordination and light verbs are undone here, once, so that a
frame only says "subject" and "object". Roles of a word are named:

    subj, obj, iobj     as in the active voice: "OpenAI was sued by Musk" has subj Musk, obj OpenAI
    <preposition>       in, of, with, 对, 向 …: the noun it marks
    poss, compound      "Amazon's investment", "OpenAI models"
    appos, xcomp, amod  as in UD
"""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache

import msgspec
from spacy.tokens import Token

from kg.model import load_table

#: Labels by which a clause hangs on the word that governs it.
_CLAUSAL = frozenset(
    {"xcomp", "ccomp", "acl", "advcl", "conj", "obj", "nmod", "obl", "parataxis", "csubj", "nsubj"}
)
_DEPTH = 5

Roles = dict[str, list[Token]]


class Syntax(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the tree of a language needs to know of its words (`syntax.yaml`)."""

    agent: frozenset[str]
    possessive: frozenset[str]
    object_control: frozenset[str]
    light: frozenset[str]
    transparent: frozenset[str]
    examples: frozenset[str]


@cache
def syntax(lang: str) -> Syntax:
    """The word lists of a language."""
    return load_table("extractors", f"lang/{lang}/syntax.yaml", Syntax)


def lemma(token: Token) -> str:
    """The lemma in lower case, or the simplified word where a language has no lemmas."""
    return (token.lemma_ or token.norm_).lower()


def base(token: Token) -> str:
    """The dependency label without its subtype."""
    return _without_subtype(token.dep_)


@cache
def _without_subtype(label: str) -> str:
    return label.split(":", maxsplit=1)[0]


def roles(token: Token, rules: Syntax) -> Roles:
    """All roles of a word, with what clauses leave unsaid filled in from the word that governs it."""
    found = _own(token, rules)
    if base(token) == "conj" and "obj" not in found and _is_passive(token):
        # "A competes with B and was founded by C": what the clause shares is what was founded
        found["obj"] = _inherited_subject(token, rules, depth=0)
    elif "subj" not in found:
        found["subj"] = _inherited_subject(token, rules, depth=0)
    if "obj" not in found and token.dep_ == "acl:relcl":
        relativized = [
            child for child in token.children if base(child) == "nsubj" and not _is_relative(child)
        ]
        if relativized and token.head.i < token.i:
            found["obj"] = [token.head]
    return {role: words for role, words in found.items() if words}


class Tree:
    """The trees of one Doc: the roles of each word, worked out once, since many frames ask for them."""

    def __init__(self, rules: Syntax) -> None:
        self.rules = rules
        self._known: dict[int, Roles] = {}

    def roles(self, token: Token) -> Roles:
        """The `roles` of a word, and as `^` the word that governs it."""
        found = self._known.get(token.i)
        if found is None:
            found = self._known[token.i] = roles(token, self.rules)
            if token.head.i != token.i:
                found["^"] = [token.head]
        return found


def _own(token: Token, rules: Syntax) -> Roles:
    found: Roles = defaultdict(list)
    passive = _is_passive(token)
    for child in token.children:
        for role, word in _role(child, rules, passive=passive):
            found[role].append(word)
        if _is_value(child) and not _is_value(token):
            # "invests $5 billion in X": parsers hang "in X" on the sum as often as on the verb
            for below in child.children:
                if base(below) in {"nmod", "obl"}:
                    for role, word in _role(below, rules, passive=False):
                        found[role].append(word)
    if token.dep_ in {"acl:relcl", "acl"}:
        _relative(token, found, rules)
    return found


def _role(child: Token, rules: Syntax, *, passive: bool) -> Iterator[tuple[str, Token]]:
    label = base(child)
    if label in {"nsubj", "csubj"}:
        yield ("obj" if "pass" in child.dep_ or passive else "subj"), child
    elif label in {"obj", "iobj", "xcomp", "ccomp", "advcl", "appos", "amod", "compound", "acl", "parataxis"}:
        yield label, child
    elif child.dep_ in {"nmod:poss", "det:poss"}:
        yield "poss", child
    elif label in {"obl", "nmod", "dislocated"}:
        marks = [lemma(mark) for mark in child.children if base(mark) in {"case", "mark"}]
        for mark in marks:
            if mark in rules.possessive:
                yield "poss", child
            elif mark in rules.agent and (passive or child.dep_ == "obl:agent"):
                yield "subj", child
            else:
                yield mark, child
        if not marks:
            yield ("compound" if label == "nmod" else label), child


def _is_value(token: Token) -> bool:
    return token.pos_ in {"SYM", "NUM"} and base(token) in {
        "obj",
        "obl",
        "nmod",
        "nsubj",
        "iobj",
        "xcomp",
        "advmod",
    }


def _is_passive(token: Token) -> bool:
    if any("pass" in child.dep_ for child in token.children):
        return True
    return (
        token.dep_ == "acl"
        and "Part" in token.morph.get("VerbForm", [])
        and "Past" in token.morph.get("Tense", [])
    )


def _is_relative(token: Token) -> bool:
    return "Rel" in token.morph.get("PronType", []) or token.lower_ in {"which", "that", "who", "whom"}


def _relative(token: Token, found: Roles, rules: Syntax) -> None:
    """Put the noun that a clause modifies into the role that the clause leaves open."""
    head = token.head
    for role in ("subj", "obj"):
        found[role] = [head if _is_relative(word) else word for word in found.get(role, [])]
    if token.dep_ == "acl" and _is_passive(token):
        found["obj"] = found["obj"] or [head]
        found["subj"] = found["subj"] or [word for mark in rules.agent for word in found.get(mark, [])]
    elif not found["subj"] and head not in found["obj"]:
        found["subj"] = [head]


def _inherited_subject(token: Token, rules: Syntax, *, depth: int) -> list[Token]:
    """The subject that control, coordination, participles and light verbs leave unsaid."""
    head = token.head
    if depth > 4 or head.i == token.i:
        return []
    label = base(token)
    if label in {"xcomp", "ccomp"} and lemma(head) in rules.object_control:
        own = _own(head, rules)
        return own.get("obj") or own.get("iobj") or []
    governed = label in {"xcomp", "conj", "advcl", "parataxis"} and head.pos_ in {
        "VERB",
        "AUX",
        "NOUN",
        "ADJ",
        "PROPN",
    }
    light = label in {"obj", "acl", "obl", "nmod"} and (lemma(head) in rules.light or head.pos_ in {"NOUN"})
    if not governed and not light:
        return []
    if label == "acl" and _is_passive(token):
        return []
    own = _own(head, rules)
    return own.get("subj") or own.get("poss") or _inherited_subject(head, rules, depth=depth + 1)


def coordinated(token: Token) -> Iterator[Token]:
    """A word and all that is coordinated with it."""
    yield token
    for child in token.children:
        if base(child) == "conj":
            yield from coordinated(child)


def members(token: Token, rules: Syntax) -> Iterator[Token]:
    """What a group word stands for: "investors including A and B", "companies such as C"."""
    for child in token.children:
        label = base(child)
        marks = {lemma(mark) for mark in child.children if base(mark) in {"case", "mark", "cc"}}
        if (label in {"nmod", "obl"} and marks & rules.examples) or label == "appos":
            yield from coordinated(child)


def governing(token: Token) -> Iterator[Token]:
    """A word and the words above it that its clause depends on, nearest first."""
    yield token
    for _ in range(_DEPTH):
        if base(token) not in _CLAUSAL or token.head.i == token.i:
            return
        if base(token) in {"nmod", "obl", "nsubj"} and token.pos_ == "PROPN":
            return
        token = token.head
        yield token
