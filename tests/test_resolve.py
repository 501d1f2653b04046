"""Names to entities: what is one, what stays two, and what is only suggested."""

import logging

import pytest

from kg.model import Claim, Entity, EntityType, InvalidRecord, Polarity, Status, entities, unlisted_id
from kg.resolve import Judgement, Verdict, entity_for, load_judgements, resolution, resolve, suggest

ORG, PERSON, PRODUCT = EntityType.ORGANIZATION, EntityType.PERSON, EntityType.PRODUCT


def claim(
    subject: str,
    relation: str,
    object_: str,
    *,
    types: tuple[EntityType, EntityType] = (ORG, ORG),
    ids: tuple[str | None, str | None] = (None, None),
    lang: str = "en",
) -> Claim:
    """A claim as an extractor makes it that found no listed name."""
    quote = f"{subject} … {object_}"
    return Claim(
        article="a_1", lang=lang, relation=relation, quote=quote, start=0, end=len(quote),
        subject=subject, subject_text=subject, subject_type=types[0],
        subject_id=ids[0] or unlisted_id(types[0], subject),
        object=object_, object_text=object_, object_type=types[1],
        object_id=ids[1] or unlisted_id(types[1], object_),
        status=Status.CURRENT, polarity=Polarity.AFFIRMED, confidence=0.9, extractor="test",
    )  # fmt: skip


def judged(left: str, right: str, verdict: str) -> Judgement:
    return Judgement(left=left, right=right, judgement=Verdict(verdict), why="for the test")


def ends(claims: list[Claim]) -> list[tuple[str, str | None]]:
    return [(c.subject_id, c.object_id) for c in claims]


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        pytest.param("NVIDIA", "nvidia", id="capitals"),
        pytest.param("Nvidia Corporation", "nvidia", id="legal suffix"),
        pytest.param("英伟达", "nvidia", id="zh mainland"),
        pytest.param("辉达", "nvidia", id="zh Taiwanese name, simplified"),
        pytest.param("輝達", "nvidia", id="zh Taiwanese name, traditional"),
        pytest.param("Alphabet Inc.", "alphabet", id="Inc."),
        pytest.param("Alphabet, Inc.", "alphabet", id="comma Inc."),
        pytest.param("Alibaba", "alibaba", id="en short"),
        pytest.param("Alibaba Group Holding", "alibaba", id="en long"),
        pytest.param("阿里", "alibaba", id="zh short"),
        pytest.param("阿里巴巴集团", "alibaba", id="zh group"),
        pytest.param("阿里巴巴集團", "alibaba", id="zh group, traditional"),
        pytest.param("聯發科", "mediatek", id="zh listed in both scripts"),
        pytest.param("寧德時代", "catl", id="zh traditional, not listed so"),
        pytest.param("月之暗面", "moonshot-ai", id="zh start-up"),
        pytest.param("北京月之暗面科技有限公司", "moonshot-ai", id="zh registered name"),
    ],
)
def test_a_listed_name_in_any_spelling_is_its_entity(name: str, slug: str) -> None:
    [moved] = resolve([claim("Odyssey Vector Works", "INVESTS_IN", name)])
    assert (moved.object_id, moved.object) == (slug, entities()[slug].name)
    assert moved.object_text == name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("Google", "Google DeepMind", id="unit, en"),
        pytest.param("谷歌", "谷歌DeepMind", id="unit, zh"),
        pytest.param("Alphabet", "Google", id="parent"),
        pytest.param("Amazon", "Amazon Web Services", id="cloud arm, en"),
        pytest.param("亚马逊", "亚马逊云科技", id="cloud arm, zh"),
        pytest.param("Samsung", "Samsung Electronics", id="group"),
        pytest.param("SoftBank", "SoftBank Vision Fund", id="fund"),
    ],
)
def test_a_unit_is_not_its_owner(one: str, other: str) -> None:
    [moved] = resolve([claim(one, "PARTNERS_WITH", other)])
    assert moved.subject_id != moved.object_id
    assert {moved.subject_id, moved.object_id} <= entities().keys()


def test_versions_of_a_model_are_products_of_their_own() -> None:
    [moved] = resolve([claim("GPT-4", "COMPETES_WITH", "GPT-5", types=(PRODUCT, PRODUCT))])
    assert (moved.subject_id, moved.object_id) == ("gpt-4", "gpt-5")


def test_an_unlisted_version_is_not_the_listed_one() -> None:
    [moved] = resolve([claim("GPT-77", "COMPETES_WITH", "GPT-5", types=(PRODUCT, PRODUCT))])
    assert moved.subject_id == unlisted_id(PRODUCT, "GPT-77")


def test_a_claim_keeps_its_id_and_its_words() -> None:
    before = claim("軟銀", "INVESTS_IN", "Acme Robots", lang="zh")
    [after] = resolve([before])
    assert after.subject == "SoftBank"
    assert (after.id, after.subject_text, after.quote) == (before.id, "軟銀", before.quote)


def test_resolving_again_changes_nothing() -> None:
    once = resolve([claim("輝達", "INVESTS_IN", "樂雲智能", lang="zh"), claim("Nvidia", "ACQUIRES", "Acme")])
    assert resolve(once) == once


def test_an_unlisted_name_in_two_scripts_is_one_entity() -> None:
    moved = resolve(
        [
            claim("樂雲智能", "PARTNERS_WITH", "百度", lang="zh"),
            claim("乐云智能", "PARTNERS_WITH", "百度", lang="zh"),
        ]
    )
    assert moved[0].subject_id == moved[1].subject_id


def test_a_name_that_is_also_a_word_is_left_to_the_extractor() -> None:
    [moved] = resolve([claim("Scale", "PARTNERS_WITH", "Acme Robots")])
    assert moved.subject_id == unlisted_id(ORG, "Scale")
    assert entity_for("Scale") == entities()["scale-ai"]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(
            claim("ChatGPT", "AVAILABLE_ON", "AWS", types=(PRODUCT, PRODUCT)),
            "aws",
            id="platform for its company",
        ),
        pytest.param(
            claim("Acme", "USES", "Databricks", types=(ORG, PRODUCT)),
            unlisted_id(PRODUCT, "Databricks"),
            id="USES wants a product",
        ),
        pytest.param(
            claim("Tim Cook", "HOLDS_POSITION_AT", "Sam Altman", types=(PERSON, ORG)),
            unlisted_id(ORG, "Sam Altman"),
            id="never a person for a company",
        ),
    ],
)
def test_a_listed_entity_of_another_type_only_where_the_relation_allows_it(
    given: Claim, expected: str
) -> None:
    [moved] = resolve([given])
    assert moved.object_id == expected


def test_a_claim_of_an_entity_with_itself_is_dropped_and_reported(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        done = resolution(
            [claim("阿里", "INVESTS_IN", "Alibaba Group"), claim("阿里", "INVESTS_IN", "Zhipu AI")]
        )
    assert ends(done.claims) == [("alibaba", "zhipu-ai")]
    [dropped] = done.dropped
    assert "same entity (alibaba)" in dropped.reason
    assert dropped.claim.id in caplog.text


def test_the_report_says_which_ids_moved() -> None:
    done = resolution([claim("谷歌", "INVESTS_IN", "Anthropic", ids=(None, "anthropic"))])
    assert done.moved == {unlisted_id(ORG, "谷歌"): "google"}


# Judgements


def test_a_positive_judgement_joins_a_name_with_a_listed_entity() -> None:
    moved = resolve(
        [claim("Amazon's cloud people", "PARTNERS_WITH", "Acme")],
        judgements=[judged("Amazon's cloud people", "aws", "positive")],
    )
    assert ends(moved) == [("aws", unlisted_id(ORG, "Acme"))]
    assert moved[0].subject == "AWS"


def test_positive_judgements_are_transitive() -> None:
    chain = [judged("Nova A", "Nova B", "positive"), judged("Nova B", "Nova C", "positive")]
    moved = resolve(
        [claim(name, "PARTNERS_WITH", "OpenAI") for name in ("Nova A", "Nova B", "Nova C")], judgements=chain
    )
    expected = min(unlisted_id(ORG, name) for name in ("Nova A", "Nova B", "Nova C"))
    assert {c.subject_id for c in moved} == {expected}
    assert len({c.subject for c in moved}) == 1


def test_a_listed_id_is_the_canonical_one_of_its_group() -> None:
    chain = [judged("Nova A", "Nova B", "positive"), judged("Nova B", "mistral-ai", "positive")]
    assert ends(resolve([claim("Nova A", "PARTNERS_WITH", "OpenAI")], judgements=chain)) == [
        ("mistral-ai", "openai")
    ]


def test_an_id_can_be_judged_instead_of_a_name() -> None:
    chain = [judged(unlisted_id(ORG, "Nova A"), "cohere", "positive")]
    assert ends(resolve([claim("Nova A", "PARTNERS_WITH", "OpenAI")], judgements=chain)) == [
        ("cohere", "openai")
    ]


def test_a_negative_judgement_keeps_a_listed_name_apart() -> None:
    other = unlisted_id(ORG, "Baidu")
    moved = resolve(
        [claim("Baidu", "PARTNERS_WITH", "OpenAI")], judgements=[judged(other, "baidu", "negative")]
    )
    assert ends(moved) == [(other, "openai")]


@pytest.mark.parametrize("verdict", ["negative", "unsure"])
def test_only_positive_judgements_join(verdict: str) -> None:
    moved = resolve(
        [claim("Nova A", "INVESTS_IN", "Nova B")], judgements=[judged("Nova A", "Nova B", verdict)]
    )
    assert ends(moved) == [(unlisted_id(ORG, "Nova A"), unlisted_id(ORG, "Nova B"))]


def test_judgements_that_contradict_each_other_are_refused() -> None:
    chain = [
        judged("Nova A", "google", "positive"),
        judged("Nova A", "google-deepmind", "positive"),
        judged("google", "google-deepmind", "negative"),
    ]
    with pytest.raises(InvalidRecord, match=r"google-deepmind.*judged to be two"):
        resolve([], judgements=chain)


@pytest.mark.parametrize(
    "line",
    [
        pytest.param('{"left": "a", "right": "b", "judgement": "maybe", "why": ""}', id="unknown verdict"),
        pytest.param('{"left": "a", "judgement": "positive", "why": ""}', id="one side missing"),
        pytest.param(
            '{"left": "a", "right": "b", "judgement": "positive", "why": "", "by": "x"}', id="unknown field"
        ),
        pytest.param("{", id="not JSON"),
    ],
)
def test_a_broken_line_of_judgements_is_named(line: str) -> None:
    good = '{"left": "a", "right": "b", "judgement": "unsure", "why": "two firms of that name"}'
    with pytest.raises(InvalidRecord, match="line 3"):
        load_judgements(f"{good}\n\n{line}\n")


def test_the_packaged_judgements_hold_together() -> None:
    assert resolve([]) == []
    assert [c.subject_id for c in resolve([claim("NVIDIA英伟达", "PARTNERS_WITH", "Acme")])] == ["nvidia"]


# Looking up


@pytest.mark.parametrize(
    ("name", "type_", "lang", "slug"),
    [
        pytest.param("openai", None, None, "openai", id="id"),
        pytest.param("NVDA", None, None, "nvidia", id="ticker"),
        pytest.param("X", PRODUCT, None, "x-platform", id="type chooses"),
        pytest.param("X Corp.", ORG, None, "x-corp", id="type chooses, company"),
        pytest.param("推特", None, "zh", "x-corp", id="earlier name, zh"),
        pytest.param("推特", None, "en", None, id="not a name of that language"),
        pytest.param("OpenAI", PERSON, None, None, id="no person of that name"),
        pytest.param("Acme Robots", None, None, None, id="nobody"),
    ],
)
def test_entity_for(name: str, type_: EntityType | None, lang: str | None, slug: str | None) -> None:
    found = entity_for(name, type_, lang)
    assert (found.id if found else None) == slug


def test_entity_for_does_not_choose_between_namesakes() -> None:
    two = {id_: Entity(id=id_, name="Atlas", type=ORG) for id_ in ("atlas-one", "atlas-two")}
    assert entity_for("Atlas", listed=two) is None
    assert entity_for("atlas-one", listed=two) == two["atlas-one"]


# Suggestions


def unlisted(name: str, type_: EntityType = ORG, lang: str = "en") -> Entity:
    return Entity(id=unlisted_id(type_, name), name=name, type=type_, names={lang: (name,)})


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        pytest.param(
            unlisted("Odyssey Systems"), unlisted("Odyssey"), "one name begins the other", id="short name"
        ),
        pytest.param(
            unlisted("乐云智能", lang="zh"),
            unlisted("乐云智能科技", lang="zh"),
            "one name begins the other",
            id="short name, zh",
        ),
        pytest.param(
            unlisted("Odyssey"), unlisted("Odyssey", PRODUCT), "same name, other type", id="other type"
        ),
        pytest.param(unlisted("Kestrell Labs"), unlisted("Kestrel Labs"), "alike spelling", id="spelling"),
        pytest.param(unlisted("Rao", PERSON), unlisted("Vikram Rao", PERSON), "last name", id="last name"),
        pytest.param(
            unlisted("米勒", PERSON, "zh"),
            unlisted("约翰·米勒", PERSON, "zh"),
            "last name",
            id="last name, zh",
        ),
        pytest.param(
            unlisted("Mistral AI Studio"), entities()["mistral-ai"], "one name begins the other", id="listed"
        ),
    ],
)
def test_what_looks_alike_is_suggested(one: Entity, other: Entity, reason: str) -> None:
    [found] = suggest([one, other], judgements=[])
    assert {found.left, found.right} == {one.id, other.id}
    assert found.reason == reason
    assert suggest([other, one], judgements=[]) == [found]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(unlisted("GPT-4", PRODUCT), unlisted("GPT-5", PRODUCT), id="numbers differ"),
        pytest.param(unlisted("Qwen2.5", PRODUCT), unlisted("Qwen2", PRODUCT), id="decimals differ"),
        pytest.param(
            unlisted("混元", PRODUCT, "zh"), unlisted("混元2", PRODUCT, "zh"), id="numbers differ, zh"
        ),
        pytest.param(entities()["google"], entities()["google-deepmind"], id="both listed"),
        pytest.param(unlisted("Anna Rao", PERSON), unlisted("Vikram Rao", PERSON), id="two people"),
        pytest.param(unlisted("Kestrel Labs"), unlisted("Falcon Works"), id="nothing in common"),
    ],
)
def test_what_is_not_suggested(one: Entity, other: Entity) -> None:
    assert suggest([one, other], judgements=[]) == []


@pytest.mark.parametrize("verdict", ["positive", "negative", "unsure"])
def test_what_was_judged_is_not_suggested_again(verdict: str) -> None:
    pair = [unlisted("Odyssey Systems"), unlisted("Odyssey")]
    assert suggest(pair, judgements=[judged("Odyssey", "Odyssey Systems", verdict)]) == []


def test_a_name_of_a_product_and_its_firm_is_the_product_unless_a_firm_is_asked_for() -> None:
    asked = [entity_for("TikTok"), entity_for("TikTok", PRODUCT), entity_for("TikTok", ORG)]
    assert [one and one.id for one in asked] == ["tiktok", "tiktok", "tiktok-company"]
