"""What users of other tools report as wrong, in Chinese: each must not happen here (../shared/peers.md, 2)."""

from typing import Any

import pytest

from extractors.news import read
from extractors.reading import ReadClaim

pytestmark = pytest.mark.model


def claims(text: str) -> list[ReadClaim]:
    return list(read(text, lang="zh", published="2026-04-28")._.kg_claims)


def triples(text: str) -> set[tuple[str, str, str | None]]:
    return {
        (c.draft.subject.entity_id, c.draft.relation, c.draft.object.entity_id if c.draft.object else None)
        for c in claims(text)
    }


@pytest.mark.parametrize(
    ("text", "agent", "relation"),
    [
        ("几名前OpenAI研究员去年创办了Anthropic。", "openai", "FOUNDED"),
        ("一家采用英伟达芯片的公司收购了Graphcore。", "nvidia", "ACQUIRES"),
        ("英伟达支持的Cohere周二起诉了谷歌。", "nvidia", "SUES"),
        ("由三星支持的初创公司起诉了谷歌。", "samsung", "SUES"),
        ("由三星支持的初创公司起诉了谷歌。", "samsung", "INVESTS_IN"),
        ("OpenAI的竞争对手Anthropic收购了Bun。", "openai", "ACQUIRES"),
        ("Graphcore由英伟达的两位物理学家创立。", "nvidia", "FOUNDED"),
    ],
    ids=[
        "former-staff",
        "using",
        "backed-by",
        "backed-firm",
        "backed-firm-money",
        "rival-of",
        "scientists-of",
    ],
)
def test_who_only_describes_a_party_does_nothing(text: str, agent: str, relation: str) -> None:
    assert not [found for found in triples(text) if found[:2] == (agent, relation)]


def test_who_goes_along_in_a_round_is_no_target_of_it() -> None:
    found = triples("周二，智谱在由红杉中国领投、腾讯跟投的新一轮融资中获得2亿元。")
    assert ("tencent", "INVESTS_IN", "zhipu-ai") in found
    assert not [one for one in found if one[2] == "tencent"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("智谱获得阿里巴巴15亿元人民币投资。", {"amount": 1.5e9, "currency": "CNY"}),
        ("英伟达向Mistral AI投资了3000万欧元。", {"amount": 30e6, "currency": "EUR"}),
        ("软银向OpenAI投资了86亿。", {"currency": None}),
    ],
    ids=["yuan", "euro", "no-currency"],
)
def test_a_currency_is_the_one_written(text: str, expected: dict[str, Any]) -> None:
    [found] = [c for c in claims(text) if c.draft.relation == "INVESTS_IN"]
    assert {key: found.qualifiers.get(key) for key in expected} == expected


def test_a_sum_is_no_party() -> None:
    doc = read("英伟达向SSI投资了50亿美元，谷歌也投资了20亿美元。", lang="zh", published="2026-04-28")
    assert not [m.text for m in doc._.kg_mentions if "亿" in m.text]


@pytest.mark.parametrize(
    "text",
    [
        "英伟达和谷歌的股价周三下跌。",
        "出席论坛的有微软、苹果和OpenAI。",
        "《纽约时报》和路透社都没有说明消息来源。",
    ],
    ids=["share-prices", "attendance", "papers"],
)
def test_names_side_by_side_are_no_relation(text: str) -> None:
    assert triples(text) == set()


def test_both_parties_stand_in_the_sentence_that_is_quoted() -> None:
    text = (
        "Mistral AI上周完成融资。该公司表示，现有投资者英伟达也参与了本轮融资。"
        "黄仁勋对此表示欢迎。他还称赞了微软。阿里巴巴否认投资了DeepSeek。"
    )
    found = claims(text)
    assert found
    for claim in found:
        start, end = claim.draft.sentence
        for party in (claim.draft.subject, claim.draft.object):
            assert party is None or (start <= party.start and party.end <= end)
            assert party is None or party.text == text[party.start : party.end]


def test_an_unlisted_chinese_name_is_not_translated() -> None:
    found = [
        c for c in claims("腾讯周二宣布收购深圳市普利云科技有限公司。") if c.draft.relation == "ACQUIRES"
    ]
    assert [c.draft.object.canonical for c in found if c.draft.object] == ["深圳市普利云科技有限公司"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("英伟达首席执行官黄仁勋抵达北京。", "黄仁勋（Jensen Huang）抵达北京。"),
        ("美国总统特朗普签署了命令。", "特朗普签署了命令。"),
    ],
    ids=["chief-executive", "president"],
)
def test_a_title_makes_no_second_person(one: str, other: str) -> None:
    people = [
        {m.entity_id for m in read(text, lang="zh", published=None)._.kg_mentions if m.type == "Person"}
        for text in (one, other)
    ]
    assert people[0] == people[1]
    assert len(people[0]) == 1


def test_what_has_no_date_gets_none() -> None:
    [found] = [c for c in claims("谷歌收购了Wiz。") if c.draft.relation == "ACQUIRES"]
    assert {"valid_from", "valid_until"}.isdisjoint(found.qualifiers)


def test_what_was_paid_in_once_is_not_what_a_stake_is_worth() -> None:
    [held] = [
        c
        for c in claims("谷歌当年投资9亿美元，如今持有SpaceX约7%的股份。")
        if c.draft.relation == "HOLDS_STAKE_IN"
    ]
    assert held.qualifiers["percent"] == 7.0
    assert "amount" not in held.qualifiers


def test_an_investor_in_a_clause_of_its_own_has_a_sum_of_its_own() -> None:
    text = "微软将向Anthropic投资至多50亿美元，英伟达将投资至多100亿美元。"
    sums = {
        c.draft.subject.entity_id: c.qualifiers.get("amount")
        for c in claims(text)
        if c.draft.relation == "INVESTS_IN"
    }
    assert sums == {"microsoft": 5e9, "nvidia": 10e9}
