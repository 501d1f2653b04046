"""A sentence in pieces with its names marked, and what the encoder makes of its pairs."""

from collections.abc import Sequence
from itertools import permutations

import numpy as np
import pytest

from extractors import nlp
from extractors.mentions import Mention, Reference
from extractors.pairs.encoder import (
    DENIED,
    MANNERS,
    NATURES,
    NO_NAME,
    ZONES,
    Answer,
    Asked,
    Sentence,
    ask,
    encoder,
    tensors,
)
from extractors.pairs.marked import AROUND, BEGINNING, END, MAX_PIECES, kind, marked
from kg.model import EntityType, Status, relations

pytestmark = pytest.mark.model

EN = "Harbor Capital has led a $90m round in Tessera."
ZH = "港湾资本领投了澜汀智能的新一轮融资。"


def mention(text: str, name: str, type_: EntityType = EntityType.ORGANIZATION, start: int = 0) -> Mention:
    at = text.index(name, start)
    return Mention(
        first=0, last=1, start=at, end=at + len(name), text=name, type=type_, entity_id=f"x_{name}", canonical=name
    )  # fmt: skip


def test_a_mark_stands_before_each_name_and_says_what_it_is() -> None:
    person = mention(EN, "Harbor Capital", EntityType.PERSON)
    firm = mention(EN, "Tessera")
    found = marked(EN, 0, len(EN), [person, firm], lang="en")
    assert found.rows[0] == BEGINNING
    assert found.rows[-1] == END
    for one in (person, firm):
        mark, first, last = found.places[one.start, one.end]
        assert found.rows[mark] == 1 + kind(one)
        assert mark + 1 == first <= last
    unmarked = marked(EN, 0, len(EN), [], lang="en")
    assert [row for row in found.rows if row > 9] == list(unmarked.rows)


def test_what_stands_far_from_all_names_is_not_read() -> None:
    text = "so on " * 40 + "Nvidia has bought Amazon" + " and so on" * 40
    firms = [mention(text, "Nvidia"), mention(text, "Amazon")]
    found = marked(text, 0, len(text), firms, lang="en")
    near = marked(text, 40 * 6, 40 * 6 + 24, firms, lang="en")
    assert len(found.rows) == len(near.rows) + 2 * AROUND["en"]
    assert set(found.places) == set(near.places)


def test_every_kind_of_mention_has_its_own_mark() -> None:
    kinds = [
        kind(Mention(0, 1, 0, 1, "X", type_, "x", "X", reference))
        for type_ in EntityType
        for reference in Reference
    ]
    assert sorted(kinds) == list(range(len(kinds)))


def test_names_inside_names_have_both_a_place() -> None:
    text = "Bank of Harbor Cloud invests."
    outer, inner = mention(text, "Bank of Harbor Cloud"), mention(text, "Harbor Cloud")
    places = marked(text, 0, len(text), [inner, outer], lang="en").places
    assert set(places) == {(outer.start, outer.end), (inner.start, inner.end)}
    assert places[outer.start, outer.end][2] == places[inner.start, inner.end][2]


def test_names_far_down_a_sentence_have_no_place() -> None:
    text = "Nvidia " + "and so on " * 300 + "Amazon"
    near, far = mention(text, "Nvidia"), mention(text, "Amazon")
    found = marked(text, 0, len(text), [near, far], lang="en")
    assert len(found.rows) == MAX_PIECES + 1
    assert set(found.places) == {(near.start, near.end)}
    sentence = Sentence(0, len(text), [near, far], [(near, far)])
    near_place = found.places[near.start, near.end]
    assert ask(text, sentence, lang="en") == (
        Asked(found.rows, ((near_place, kind(near)),), ()),
        [0],
        [],
    )


def question(length: int, pairs: int) -> Asked:
    mentions = (((1, 2, 3), 0), ((4, 5, 6), 1))
    return Asked((BEGINNING, *[200] * length, END), mentions, ((0, 1),) * pairs)


def test_the_tensors_say_what_is_before_between_and_after() -> None:
    one = Asked(
        (BEGINNING, 1, 200, 300, 2, 400, 500, END),
        (((1, 2, 2), 0), ((4, 5, 5), 1)),
        ((0, 1), (1, 0)),
    )
    found = tensors([one, question(9, 1)])
    assert found["rows"].shape == (2, 11)
    assert found["zone"].max() < ZONES
    assert found["zone"][0, 0, :8].tolist() == [3, 4, 4, 4, 4, 4, 5, 5]
    assert found["zone"][0, 1, :8].tolist() == [0, 1, 1, 1, 1, 1, 2, 2]
    assert found["sentence"].tolist() == [0, 0, 1]
    assert found["place"].tolist() == [0, 1, 0]
    assert found["home"].tolist() == [0, 0, 1, 1]
    assert found["pair"].tolist() == [[0, 1], [1, 0], [2, 3]]
    assert found["distance"][0] != found["distance"][1]


def pairs(mentions: Sequence[Mention]) -> list[tuple[Mention, Mention]]:
    return list(permutations(mentions, 2))


@pytest.mark.parametrize(
    ("lang", "text", "names"),
    [("en", EN, ("Harbor Capital", "Tessera")), ("zh", ZH, ("港湾资本", "澜汀智能"))],
)
def test_the_investor_invests_in_the_start_up_and_not_the_other_way_round(
    lang: str, text: str, names: tuple[str, ...]
) -> None:
    model = encoder(lang)
    assert model is not None
    assert set(model.relations) == {name for name, one in relations().items() if not one.is_literal}
    mentions = [mention(text, name) for name in names]
    (answer,) = model.read(text, [Sentence(0, len(text), mentions, pairs(mentions))])
    invests = dict(zip(pairs(names), answer.relations[:, model.relations.index("INVESTS_IN")], strict=True))  # type: ignore[arg-type]
    investor, start_up = names
    assert max(invests, key=invests.__getitem__) == (investor, start_up)


@pytest.mark.parametrize(
    ("lang", "text", "names", "relation", "manner"),
    [
        ("en", "Harbor Capital has invested in Tessera.", ("Harbor Capital", "Tessera"), "INVESTS_IN", Status.CURRENT),
        ("en", "Harbor Capital plans to buy Tessera next year.", ("Harbor Capital", "Tessera"), "ACQUIRES", Status.PLANNED),
        ("en", "Ada Quill, who ran Tessera until May, has retired.", ("Ada Quill", "Tessera"), "HOLDS_POSITION_AT", Status.ENDED),
        ("en", "Harbor Capital has not invested in Tessera.", ("Harbor Capital", "Tessera"), "INVESTS_IN", None),
        ("zh", "港湾资本投资了澜汀智能。", ("港湾资本", "澜汀智能"), "INVESTS_IN", Status.CURRENT),
        ("zh", "林知远曾任澜汀智能首席技术官，已于5月离职。", ("林知远", "澜汀智能"), "HOLDS_POSITION_AT", Status.ENDED),
        ("zh", "港湾资本计划收购澜汀智能。", ("港湾资本", "澜汀智能"), "ACQUIRES", Status.PLANNED),
    ],
)  # fmt: skip
def test_the_encoder_says_how_a_relation_is_said(
    lang: str, text: str, names: tuple[str, str], relation: str, manner: Status | None
) -> None:
    model = encoder(lang)
    assert model is not None
    types = (
        EntityType.PERSON if relation == "HOLDS_POSITION_AT" else EntityType.ORGANIZATION,
        EntityType.ORGANIZATION,
    )
    mentions = [mention(text, name, type_) for name, type_ in zip(names, types, strict=True)]
    (answer,) = model.read(text, [Sentence(0, len(text), mentions, [(mentions[0], mentions[1])])])
    chances = np.exp(answer.manners[0, model.relations.index(relation)])
    assert chances.sum() == pytest.approx(1, abs=1e-3)
    assert chances.argmax() == (DENIED if manner is None else MANNERS.index(manner))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_is_not_read_is_not_a_number(lang: str) -> None:
    model = encoder(lang)
    assert model is not None
    text = "Nvidia " + "，而且如此，and so on" * 200 + "Amazon"
    mentions = [mention(text, "Nvidia"), mention(text, "Amazon")]
    (answer,) = model.read(text, [Sentence(0, len(text), mentions, pairs(mentions))])
    assert np.isnan(answer.relations).all()
    assert answer.relations.shape == (2, len(model.relations))
    assert answer.natures.shape == (2, NO_NAME + 1)
    assert answer.manners.shape == (2, len(model.relations), DENIED + 1)
    assert np.isnan(answer.manners).all()
    assert model.read(text, []) == []


@pytest.mark.parametrize(("lang", "text", "name"), [("en", EN, "Tessera"), ("zh", ZH, "澜汀智能")])
def test_what_was_read_before_is_not_read_again(lang: str, text: str, name: str) -> None:
    model = encoder(lang)
    assert model is not None
    other = "Harbor Capital" if lang == "en" else "港湾资本"
    mentions = [mention(text, other), mention(text, name)]
    sentence = Sentence(0, len(text), mentions, pairs(mentions))
    known: dict[Asked, Answer] = {}
    first, twice = model.read(text, [sentence, sentence], known)
    assert len(known) == 1
    (asked,) = known
    known[asked] = Answer(np.full_like(first.relations, 7), first.natures, first.manners)
    (again,) = model.read(text, [sentence], known)
    assert np.array_equal(first.relations, twice.relations)
    assert (again.relations == 7).all()


@pytest.mark.parametrize(
    ("lang", "text", "names"),
    [
        ("en", "Founded by Ada Quill in 2021, Plumeria has raised $30m from Harbor Capital.", ("Ada Quill", "Plumeria")),
        ("zh", "由林知远于2021年创立的澜汀智能获得港湾资本3000万美元投资。", ("林知远", "澜汀智能")),
    ],
)  # fmt: skip
def test_a_name_is_seen_for_what_it_is_under_another_type(
    lang: str, text: str, names: tuple[str, ...]
) -> None:
    model = encoder(lang)
    assert model is not None
    person, firm = mention(text, names[0], EntityType.PERSON), mention(text, names[1], EntityType.PRODUCT)
    (answer,) = model.read(text, [Sentence(0, len(text), [person, firm], pairs([person, firm]))])
    assert np.allclose(np.exp(answer.natures).sum(axis=1), 1, atol=1e-3)
    assert [NATURES[i] for i in answer.natures.argmax(axis=1)] == [EntityType.PERSON, EntityType.ORGANIZATION]


def test_two_readings_are_the_same() -> None:
    claims = [
        [(c.draft.relation, c.confidence) for c in nlp.parse(EN, lang="en")._.kg_claims] for _ in range(2)
    ]
    assert claims[0] == claims[1]


@pytest.mark.parametrize(("lang", "text"), [("en", EN), ("zh", ZH)])
def test_what_is_read_beside_a_sentence_changes_nothing(lang: str, text: str) -> None:
    model = encoder(lang)
    assert model is not None
    names = ("Harbor Capital", "Tessera") if lang == "en" else ("港湾资本", "澜汀智能")
    both = text + (" So they say." * 5 if lang == "en" else "此事已得到证实。") + text
    mentions = [mention(both, name) for name in names]
    short = Sentence(0, len(text), mentions, pairs(mentions))
    (alone,) = model.read(both, [short])
    beside, _ = model.read(both, [short, Sentence(0, len(both), mentions, pairs(mentions))])
    assert np.array_equal(alone.relations, beside.relations)
    assert np.array_equal(alone.manners, beside.manners)
