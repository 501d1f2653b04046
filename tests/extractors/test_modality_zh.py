"""Whether a Chinese sentence says done, over, promised, talked about or denied, and who says so."""

import pytest

from extractors.news import read
from extractors.reading import ReadClaim

pytestmark = pytest.mark.model


def one(text: str, relation: str) -> ReadClaim:
    found = [
        c for c in read(text, lang="zh", published="2026-03-10")._.kg_claims if c.draft.relation == relation
    ]
    assert len(found) == 1, [(c.draft.frame, c.draft.relation) for c in found]
    return found[0]


@pytest.mark.parametrize(
    ("text", "relation", "status"),
    [
        ("英伟达收购了Groq。", "ACQUIRES", "current"),
        ("英伟达计划收购Groq。", "ACQUIRES", "planned"),
        ("英伟达将收购Groq。", "ACQUIRES", "planned"),
        ("英伟达同意收购Groq。", "ACQUIRES", "planned"),
        ("英伟达考虑收购Groq。", "ACQUIRES", "considered"),
        ("英伟达正在洽谈收购Groq。", "ACQUIRES", "considered"),
        ("英伟达放弃收购Groq。", "ACQUIRES", "ended"),
        ("如果监管部门放行，英伟达将收购Groq。", "ACQUIRES", "conditional"),
        ("微软不再向OpenAI支付收入分成。", "SHARES_REVENUE_WITH", "ended"),
        ("微软停止向OpenAI支付收入分成。", "SHARES_REVENUE_WITH", "ended"),
        ("OpenAI将继续向微软支付收入分成。", "SHARES_REVENUE_WITH", "current"),
        ("甲骨文曾持有Ampere的股份。", "HOLDS_STAKE_IN", "ended"),
        ("前微软高管纳德拉没有回应。", "HOLDS_POSITION_AT", "ended"),
        ("英伟达曾投资OpenAI。", "INVESTS_IN", "current"),
    ],
)
def test_status(text: str, relation: str, status: str) -> None:
    assert one(text, relation).reading.status == status


def test_the_sign_of_the_object_is_not_the_sign_of_the_future() -> None:
    assert one("两家公司将微软称为OpenAI的主要云合作伙伴。", "CLOUD_PARTNER_OF").reading.status == "current"


def test_what_a_person_plans_is_not_the_status_of_the_job() -> None:
    assert one("英伟达首席执行官黄仁勋计划下周访问北京。", "HOLDS_POSITION_AT").reading.status == "current"


@pytest.mark.parametrize(
    ("text", "relation", "polarity"),
    [
        ("英伟达否认收购Groq。", "ACQUIRES", "denied"),
        ("微软没有收购Mistral。", "ACQUIRES", "denied"),
        ("软银并未投资Mistral。", "INVESTS_IN", "denied"),
        ("德意志银行发言人说，该行没有使用Grok。", "USES", "denied"),
        ("甲骨文不是Cohere的云服务商。", "CLOUD_PARTNER_OF", "denied"),
        ("微软不再持有Mistral的股份。", "HOLDS_STAKE_IN", "affirmed"),
        ("在诉讼中，纽约时报指控OpenAI未经许可抄袭。", "SUES", "affirmed"),
    ],
)
def test_polarity(text: str, relation: str, polarity: str) -> None:
    assert one(text, relation).reading.polarity == polarity


@pytest.mark.parametrize(
    ("text", "relation", "source"),
    [
        ("OpenAI宣布亚马逊将投资Cohere。", "INVESTS_IN", "OpenAI"),
        ("《金融时报》报道称，微软投资了Mistral。", "INVESTS_IN", "Financial Times"),
        ("知情人士称，微软投资了Mistral。", "INVESTS_IN", "知情人士"),
        ("微软投资了Mistral。", "INVESTS_IN", None),
    ],
    ids=["organization", "publisher", "unnamed", "nobody"],
)
def test_who_says_so(text: str, relation: str, source: str | None) -> None:
    assert one(text, relation).reading.attribution == source
