"""What must not be read into a sentence, in both languages: the failures that peers' users report (../shared/peers.md, 2)."""

from typing import Any

import pytest

from extractors.components import ReadClaim
from extractors.news import read

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
