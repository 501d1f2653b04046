"""What roles.py undoes: passives, control, relative clauses, participles, light verbs, coordination. Trees by hand."""

import pytest
from spacy.tokens import Doc, Token
from spacy.vocab import Vocab

from extractors.frames.roles import coordinated, members, roles, syntax

# Each row: word, lemma, part of speech, head (index), label, morphology.
Row = tuple[str, str, str, int, str, str]


def tree(*rows: Row) -> Doc:
    words, lemmas, pos, heads, deps, morphs = zip(*rows, strict=True)
    return Doc(
        Vocab(),
        words=words,
        lemmas=lemmas,
        pos=pos,
        heads=heads,
        deps=deps,
        morphs=morphs,
        sent_starts=[True] + [False] * (len(words) - 1),
    )


ACTIVE = tree(
    ("Acme", "Acme", "PROPN", 1, "nsubj", ""),
    ("sued", "sue", "VERB", 1, "ROOT", ""),
    ("Borealis", "Borealis", "PROPN", 1, "obj", ""),
)
PASSIVE = tree(
    ("Borealis", "Borealis", "PROPN", 2, "nsubj:pass", ""),
    ("was", "be", "AUX", 2, "aux:pass", ""),
    ("sued", "sue", "VERB", 2, "ROOT", ""),
    ("by", "by", "ADP", 4, "case", ""),
    ("Acme", "Acme", "PROPN", 2, "obl", ""),
)
RELATIVE = tree(
    ("Acme", "Acme", "PROPN", 0, "ROOT", ""),
    (",", ",", "PUNCT", 0, "punct", ""),
    ("which", "which", "PRON", 3, "nsubj", "PronType=Rel"),
    ("sued", "sue", "VERB", 0, "acl:relcl", ""),
    ("Borealis", "Borealis", "PROPN", 3, "obj", ""),
)
RELATIVE_OBJECT = tree(
    ("Borealis", "Borealis", "PROPN", 0, "ROOT", ""),
    ("that", "that", "PRON", 3, "obj", "PronType=Rel"),
    ("Acme", "Acme", "PROPN", 3, "nsubj", ""),
    ("sued", "sue", "VERB", 0, "acl:relcl", ""),
)
REDUCED = tree(
    ("Borealis", "Borealis", "PROPN", 0, "ROOT", ""),
    ("sued", "sue", "VERB", 0, "acl", "Tense=Past|VerbForm=Part"),
    ("by", "by", "ADP", 3, "case", ""),
    ("Acme", "Acme", "PROPN", 1, "obl", ""),
)
CONTROL = tree(
    ("Acme", "Acme", "PROPN", 1, "nsubj", ""),
    ("agreed", "agree", "VERB", 1, "ROOT", ""),
    ("to", "to", "PART", 3, "mark", ""),
    ("sue", "sue", "VERB", 1, "xcomp", ""),
    ("Borealis", "Borealis", "PROPN", 3, "obj", ""),
)
OBJECT_CONTROL = tree(
    ("Cygnus", "Cygnus", "PROPN", 1, "nsubj", ""),
    ("asked", "ask", "VERB", 1, "ROOT", ""),
    ("Acme", "Acme", "PROPN", 1, "obj", ""),
    ("to", "to", "PART", 4, "mark", ""),
    ("sue", "sue", "VERB", 1, "xcomp", ""),
    ("Borealis", "Borealis", "PROPN", 4, "obj", ""),
)
COORDINATED = tree(
    ("Acme", "Acme", "PROPN", 1, "nsubj", ""),
    ("waited", "wait", "VERB", 1, "ROOT", ""),
    ("and", "and", "CCONJ", 3, "cc", ""),
    ("sued", "sue", "VERB", 1, "conj", ""),
    ("Borealis", "Borealis", "PROPN", 3, "obj", ""),
)
PARTICIPLE = tree(
    ("Acme", "Acme", "PROPN", 1, "nsubj", ""),
    ("acted", "act", "VERB", 1, "ROOT", ""),
    (",", ",", "PUNCT", 3, "punct", ""),
    ("suing", "sue", "VERB", 1, "advcl", "VerbForm=Ger"),
    ("Borealis", "Borealis", "PROPN", 3, "obj", ""),
)

PASSIVE_CONJUNCT = tree(
    ("Borealis", "Borealis", "PROPN", 1, "nsubj", ""),
    ("waited", "wait", "VERB", 1, "ROOT", ""),
    ("and", "and", "CCONJ", 4, "cc", ""),
    ("was", "be", "AUX", 4, "aux:pass", ""),
    ("sued", "sue", "VERB", 1, "conj", ""),
    ("by", "by", "ADP", 6, "case", ""),
    ("Acme", "Acme", "PROPN", 4, "obl", ""),
)


@pytest.mark.parametrize(
    "doc",
    [
        ACTIVE,
        PASSIVE,
        RELATIVE,
        RELATIVE_OBJECT,
        REDUCED,
        CONTROL,
        OBJECT_CONTROL,
        COORDINATED,
        PARTICIPLE,
        PASSIVE_CONJUNCT,
    ],
    ids=[
        "active",
        "passive",
        "relative",
        "relative-object",
        "reduced-passive",
        "control",
        "object-control",
        "coordination",
        "participle",
        "passive-conjunct",
    ],
)
def test_acme_sues_borealis_however_it_is_said(doc: Doc) -> None:
    verb = next(token for token in doc if token.lemma_ == "sue")
    found = roles(verb, syntax("en"))
    assert [token.text for token in found["subj"]] == ["Acme"]
    assert [token.text for token in found["obj"]] == ["Borealis"]


def test_the_object_of_a_light_verb_has_the_subject_of_the_verb() -> None:
    doc = tree(
        ("Acme", "Acme", "PROPN", 1, "nsubj", ""),
        ("made", "make", "VERB", 1, "ROOT", ""),
        ("an", "a", "DET", 3, "det", ""),
        ("investment", "investment", "NOUN", 1, "obj", ""),
        ("in", "in", "ADP", 5, "case", ""),
        ("Borealis", "Borealis", "PROPN", 3, "nmod", ""),
    )
    found = roles(doc[3], syntax("en"))
    assert texts(found["subj"]) == ["Acme"]
    assert texts(found["in"]) == ["Borealis"]


def test_what_hangs_on_a_sum_hangs_on_its_verb() -> None:
    doc = tree(
        ("Acme", "Acme", "PROPN", 1, "nsubj", ""),
        ("invested", "invest", "VERB", 1, "ROOT", ""),
        ("$", "$", "SYM", 1, "obj", ""),
        ("5", "5", "NUM", 2, "nummod", ""),
        ("in", "in", "ADP", 5, "case", ""),
        ("Borealis", "Borealis", "PROPN", 2, "nmod", ""),
    )
    assert texts(roles(doc[1], syntax("en"))["in"]) == ["Borealis"]


def test_a_group_word_stands_for_its_members() -> None:
    doc = tree(
        ("investors", "investor", "NOUN", 0, "ROOT", ""),
        ("including", "include", "VERB", 2, "case", ""),
        ("Acme", "Acme", "PROPN", 0, "nmod", ""),
        ("and", "and", "CCONJ", 4, "cc", ""),
        ("Borealis", "Borealis", "PROPN", 2, "conj", ""),
    )
    assert texts(members(doc[0], syntax("en"))) == ["Acme", "Borealis"]


def test_coordination_is_followed_through_chains() -> None:
    doc = tree(
        ("Acme", "Acme", "PROPN", 0, "ROOT", ""),
        ("Borealis", "Borealis", "PROPN", 0, "conj", ""),
        ("Cygnus", "Cygnus", "PROPN", 1, "conj", ""),
    )
    assert texts(coordinated(doc[0])) == ["Acme", "Borealis", "Cygnus"]


def texts(tokens: "list[Token] | object") -> list[str]:
    return [token.text for token in tokens]  # type: ignore[attr-defined]
