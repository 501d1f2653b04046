"""What must not be read into a sentence, in both languages: the failures that peers' users report (../shared/peers.md, 2)."""

from typing import Any

import pytest

from extractors.news import read
from extractors.reading import ReadClaim

pytestmark = pytest.mark.model


def claims(lang: str, text: str) -> list[ReadClaim]:
    return read(text, lang=lang, published="2026-04-28")._.kg_claims


def triples(lang: str, text: str) -> set[tuple[str, str, str | None]]:
    return {
        (c.draft.subject.entity_id, c.draft.relation, c.draft.object.entity_id if c.draft.object else None)
        for c in claims(lang, text)
    }


@pytest.mark.parametrize(
    ("lang", "text", "never"),
    [
        ("en", "Former OpenAI employees founded Anthropic in 2021.", ("openai", "FOUNDED", "anthropic")),
        ("zh", "前OpenAI员工于2021年创立了Anthropic。", ("openai", "FOUNDED", "anthropic")),
        (
            "en",
            "Anthropic competes with OpenAI and was founded by Dario Amodei.",
            ("dario-amodei", "FOUNDED", "openai"),
        ),
        (
            "en",
            "Companies using Nvidia chips acquired rivals such as Graphcore.",
            ("nvidia", "ACQUIRES", "graphcore"),
        ),
        ("en", "Elon Musk, who co-founded OpenAI, is suing Microsoft.", ("openai", "SUES", "microsoft")),
        ("en", "Apple signed a contract with Mistral worth €100 million.", ("mistral-ai", "VALUED_AT", None)),
        ("en", "Will Microsoft acquire Anthropic?", ("microsoft", "ACQUIRES", "anthropic")),
        ("zh", "微软会收购Anthropic吗？", ("microsoft", "ACQUIRES", "anthropic")),
        (
            "en",
            "Cohere was co-founded by longtime Google researchers including Aidan Gomez.",
            ("google", "FOUNDED", "cohere"),
        ),
        ("en", "Nvidia-backed Cohere acquired Graphcore.", ("nvidia", "ACQUIRES", "graphcore")),
        (
            "en",
            "Microsoft will invest up to $5bn in Anthropic and Nvidia up to $10bn.",
            ("microsoft", "INVESTS_IN", "nvidia"),
        ),
        ("en", "Nvidia and Microsoft were both at the fair.", ("nvidia", "PARTNERS_WITH", "microsoft")),
        ("en", "Reuters found 12 entries that named Microsoft.", ("reuters", "FOUNDED", "microsoft")),
        (
            "en",
            "SoftBank's stake grew, and Nvidia's is valued at over $20bn.",
            ("nvidia", "VALUED_AT", None),
        ),
    ],
    ids=[
        "former-en",
        "former-zh",
        "two-clauses",
        "using",
        "relative-clause",
        "contract",
        "question-en",
        "question-zh",
        "people-of-a-firm",
        "backed-by-one-bought-by-other",
        "gapped",
        "only-named-together",
        "found-is-not-founded",
        "headless-possessive",
    ],
)
def test_it_is_not_read(lang: str, text: str, never: tuple[str, str, str | None]) -> None:
    assert never not in triples(lang, text)


@pytest.mark.parametrize(
    ("lang", "text", "triple", "expected"),
    [
        (
            "en",
            "Rumours say Alibaba has invested in DeepSeek.",
            ("alibaba", "INVESTS_IN", "deepseek"),
            {"status": "considered"},
        ),
        (
            "zh",
            "有传言说，阿里巴巴将入股DeepSeek。",
            ("alibaba", "INVESTS_IN", "deepseek"),
            {"status": "considered"},
        ),
        (
            "en",
            "Alibaba denied that it invested in DeepSeek.",
            ("alibaba", "INVESTS_IN", "deepseek"),
            {"polarity": "denied"},
        ),
        ("zh", "阿里巴巴否认投资了DeepSeek。", ("alibaba", "INVESTS_IN", "deepseek"), {"polarity": "denied"}),
    ],
    ids=["rumour-en", "rumour-zh", "denial-en", "denial-zh"],
)
def test_if_it_is_read_it_is_no_plain_fact(
    lang: str, text: str, triple: tuple[str, str, str], expected: dict[str, Any]
) -> None:
    for claim in claims(lang, text):
        if (
            claim.draft.subject.entity_id,
            claim.draft.relation,
            claim.draft.object and claim.draft.object.entity_id,
        ) == triple:
            assert {key: getattr(claim.reading, key) for key in expected} == expected


def test_a_date_stays_in_its_clause() -> None:
    (suit,) = (
        c
        for c in claims("en", "Elon Musk, who co-founded OpenAI in 2015, is suing Microsoft.")
        if c.draft.relation == "SUES"
    )
    assert "valid_from" not in suit.qualifiers


def test_what_a_clause_plans_does_not_hold_for_what_it_mentions() -> None:
    text = "OpenAI plans to buy chips from Annapurna Labs, Amazon's subsidiary."
    unit = [c for c in claims("en", text) if c.draft.relation == "SUBSIDIARY_OF"]
    assert [c.reading.status for c in unit] == ["current"] * len(unit)


def test_what_was_paid_in_once_is_not_what_a_stake_is_worth() -> None:
    text = "Google owns roughly 7 percent of SpaceX, having first invested $900 million in 2015."
    [held] = [c for c in claims("en", text) if c.draft.relation == "HOLDS_STAKE_IN"]
    assert held.qualifiers["percent"] == 7.0
    assert "amount" not in held.qualifiers


@pytest.mark.usefixtures("however_unsure")
def test_a_gapped_clause_has_its_own_subject_and_sum() -> None:
    text = "Microsoft will invest up to $5bn in Anthropic and Nvidia up to $10bn."
    sums = {
        c.draft.subject.entity_id: c.qualifiers.get("amount")
        for c in claims("en", text)
        if c.draft.relation == "INVESTS_IN"
    }
    assert sums == {"microsoft": 5e9, "nvidia": 10e9}


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("SoftBank invested €30 million in Mistral AI.", 30e6, "EUR"),
        ("SoftBank invested 1.5 billion yuan in Mistral AI.", 1.5e9, "CNY"),
        ("SoftBank invested £40m in Mistral AI.", 40e6, "GBP"),
        ("SoftBank invested 2 billion in Mistral AI.", 2e9, None),
    ],
    ids=["euro", "yuan", "pound", "no-currency-said"],
)
def test_a_sum_keeps_its_currency(text: str, amount: float, currency: str | None) -> None:
    (claim,) = (c for c in claims("en", text) if c.draft.relation == "INVESTS_IN")
    assert claim.qualifiers.get("currency") == currency
    if "amount" in claim.qualifiers or currency is not None:
        assert claim.qualifiers["amount"] == amount


@pytest.mark.parametrize(
    "text",
    [
        "Nvidia spent $5 billion on Intel, and SSI was valued at $5 billion.",
        "Google holds 14% of Anthropic and paid $2 billion for it in 2023.",
    ],
)
def test_a_sum_is_never_a_party(text: str) -> None:
    parties = {p.text for c in claims("en", text) for p in (c.draft.subject, c.draft.object) if p is not None}
    assert not any(any(sign in party for sign in "$%0123456789") for party in parties)


@pytest.mark.parametrize(
    "text",
    [
        "Anthropic grew. The company bought Bun, and its chief executive Dario Amodei was pleased.",
        "Cohere raised $500 million last week. Nvidia and Oracle also participated.",
    ],
)
def test_both_parties_stand_in_the_sentence_that_is_cited(text: str) -> None:
    found = claims("en", text)
    assert found
    for claim in found:
        start, end = claim.draft.sentence
        for party in (claim.draft.subject, claim.draft.object):
            assert party is not None
            assert start <= party.start < party.end <= end
            assert text[party.start : party.end] == party.text


def test_names_are_not_translated() -> None:
    read_names = {
        m.text: m.canonical for m in read("Alibaba backs Moonshot AI and 月之暗面.", lang="en")._.kg_mentions
    }
    assert set(read_names) <= {"Alibaba", "Moonshot AI", "月之暗面"}


def test_a_title_is_no_part_of_a_name() -> None:
    text = "Tesla CEO Elon Musk spoke first. Elon Musk left early, and Musk came back."
    people = {m.entity_id for m in read(text, lang="en")._.kg_mentions if m.type == "Person"}
    assert people == {"elon-musk"}


@pytest.mark.parametrize("relation", ["ACQUIRES", "INVESTS_IN"])
def test_what_is_undated_stays_undated(relation: str) -> None:
    text = "Nvidia bought Groq. Nvidia invested in Cohere."
    (claim,) = (c for c in claims("en", text) if c.draft.relation == relation)
    assert "valid_from" not in claim.qualifiers
    assert "valid_until" not in claim.qualifiers


@pytest.mark.parametrize(
    ("lang", "text", "relation", "begins"),
    [
        (
            "en",
            "Microsoft CEO Satya Nadella told analysts on Tuesday that prices would rise.",
            "HOLDS_POSITION_AT",
            None,
        ),
        (
            "en",
            "Satya Nadella became chief executive of Microsoft in February 2014.",
            "HOLDS_POSITION_AT",
            "2014-02",
        ),
        ("en", "Google raised the price of its Gemini app on Tuesday.", "DEVELOPS", None),
        ("en", "Google launched Gemini in December 2023.", "DEVELOPS", "2023-12"),
        ("en", "Elon Musk sued OpenAI in February 2024.", "SUES", "2024-02"),
        ("zh", "微软首席执行官萨提亚·纳德拉周二对分析师表示，价格将上涨。", "HOLDS_POSITION_AT", None),
        ("zh", "2014年2月，萨提亚·纳德拉出任微软首席执行官。", "HOLDS_POSITION_AT", "2014-02"),
        ("zh", "谷歌于2023年12月发布了Gemini。", "DEVELOPS", "2023-12"),
    ],
)
def test_a_post_or_a_product_begins_only_where_the_text_says_so(
    lang: str, text: str, relation: str, begins: str | None
) -> None:
    found = [c.qualifiers.get("valid_from") for c in claims(lang, text) if c.draft.relation == relation]
    assert found
    assert set(found) == {begins}


def test_in_a_list_of_investors_it_is_not_the_owner_of_the_fund_that_invests() -> None:
    text = "Graphcore raised $40 million. Other investors in the round include Dana Whitfield’s Larkspur Ventures and GV."
    invested = {
        c.draft.subject.canonical
        for c in read(text, lang="en", published="2026-04-28")._.kg_claims
        if c.draft.relation == "INVESTS_IN"
    }
    assert invested == {"Larkspur Ventures", "GV"}
