"""The regular wordings of Chinese announcements: stakes, control, transfers, units."""

from typing import Any

import pytest

from extractors.news import read
from extractors.reading import ReadClaim
from kg.model import Polarity

pytestmark = pytest.mark.model


def claims(text: str) -> list[ReadClaim]:
    return list(read(text, lang="zh", published="2026-03-10")._.kg_claims)


def statuses(text: str) -> dict[tuple[str, str, str], str]:
    return {
        (c.draft.subject.canonical, c.draft.relation, c.draft.object.canonical): c.reading.status.value
        for c in claims(text)
        if c.draft.object is not None
    }


@pytest.mark.parametrize(
    ("text", "triple", "status"),
    [
        ("软银拟出售英伟达部分股份。", ("SoftBank", "HOLDS_STAKE_IN", "Nvidia"), "current"),
        ("软银去年抛售了英伟达全部股份。", ("SoftBank", "HOLDS_STAKE_IN", "Nvidia"), "ended"),
        ("阿里巴巴在商汤的持股比例降至2.3%。", ("Alibaba", "HOLDS_STAKE_IN", "SenseTime"), "current"),
        ("目前，软银间接控制商汤5%的股份。", ("SoftBank", "HOLDS_STAKE_IN", "SenseTime"), "current"),
        ("智谱的外资股东三星没有出席。", ("Samsung", "HOLDS_STAKE_IN", "Zhipu AI"), "current"),
        ("商汤的实际控制人将由软银变更为阿里巴巴。", ("Alibaba", "HOLDS_STAKE_IN", "SenseTime"), "planned"),
        ("商汤的实际控制人将由软银变更为阿里巴巴。", ("SoftBank", "HOLDS_STAKE_IN", "SenseTime"), "current"),
        (
            "阿里巴巴将所持商汤5%的股权以20亿元的价格转让给百度。",
            ("Baidu", "ACQUIRES", "SenseTime"),
            "current",
        ),
        ("比亚迪以现金拿下蔚来控股权。", ("BYD", "ACQUIRES", "Nio"), "current"),
        ("美团热衷于收购MiniMax。", ("Meituan", "ACQUIRES", "MiniMax"), "considered"),
    ],
    ids=[
        "plans-to-sell",
        "sold",
        "share-of",
        "controls",
        "foreign-shareholder",
        "control-to-pass",
        "control-still",
        "transfers-to",
        "takes-control",
        "is-keen",
    ],
)
def test_an_announcement_reads_as_its_relation(text: str, triple: tuple[str, str, str], status: str) -> None:
    found = statuses(text)
    assert found.get(triple) == status, found


@pytest.mark.usefixtures("however_unsure")
@pytest.mark.parametrize(
    ("text", "triple"),
    [
        ("恒大周三再度举牌万科。", ("Evergrande", "HOLDS_STAKE_IN", "Vanke")),
        ("百度受让阿里巴巴所持商汤5%的股权。", ("Baidu", "ACQUIRES", "SenseTime")),
    ],
    ids=["raises-its-hand", "takes-over-from"],
)
def test_a_pattern_reads_what_the_judge_then_drops(text: str, triple: tuple[str, str, str]) -> None:
    assert statuses(text).get(triple) == "current"


@pytest.mark.parametrize(
    ("text", "relation", "expected"),
    [
        (
            "Mistral AI完成6亿美元融资，本轮融资由红杉资本领投。",
            "INVESTS_IN",
            {"amount_of": "total"},
        ),
        ("微软与OpenAI延长独家合作。", "PARTNERS_WITH", {"exclusivity": "exclusive"}),
        ("OpenAI同意向甲骨文采购价值3000亿美元的算力。", "BUYS_FROM", {"amount": 300e9, "currency": "USD"}),
        (
            "红杉资本持有SpaceX 1.5%的股份，其持仓价值超过200亿美元。",
            "HOLDS_STAKE_IN",
            {"percent": 1.5, "amount": 20e9},
        ),
        ("优步在三月与Waymo达成合作。", "PARTNERS_WITH", {"valid_from": "2026-03"}),
        ("麦当劳已于2024年终止了与IBM的合作。", "PARTNERS_WITH", {"valid_until": "2024"}),
    ],
    ids=["total-of-a-round", "exclusive-partners", "agreed-to-buy", "worth", "since", "until"],
)
def test_what_a_sentence_adds_to_its_relation(text: str, relation: str, expected: dict[str, Any]) -> None:
    found = [c for c in claims(text) if c.draft.relation == relation]
    assert found, [(c.draft.relation, c.draft.frame) for c in claims(text)]
    said = {key: found[0].qualifiers.get(key) for key in expected}
    assert said == expected, found[0].qualifiers


@pytest.mark.parametrize(
    ("text", "relation", "status"),
    [
        ("OpenAI同意向甲骨文采购3000亿美元的算力。", "BUYS_FROM", "current"),
        ("由前谷歌首席执行官埃里克·施密特主持。", "HOLDS_POSITION_AT", "ended"),
        ("日前谷歌首席执行官皮查伊发表讲话。", "HOLDS_POSITION_AT", "current"),
        ("优步正与Waymo合作，预计明年扩大规模。", "PARTNERS_WITH", "current"),
        ("反应可能影响销量，麦当劳已终止了与IBM的合作。", "PARTNERS_WITH", "ended"),
        ("华为即将推出的昇腾950引起关注。", "DEVELOPS", "current"),
    ],
    ids=["agreed-purchase", "former", "not-former", "under-way", "other-clause-may", "upcoming-product"],
)
def test_status_goes_with_its_own_clause(text: str, relation: str, status: str) -> None:
    found = [c.reading.status.value for c in claims(text) if c.draft.relation == relation]
    assert found == [status], [(c.draft.relation, c.draft.frame, c.reading.status) for c in claims(text)]


def test_a_price_not_announced_denies_no_product() -> None:
    made = [c for c in claims("AMD尚未公布Ryzen 9的定价。") if c.draft.relation == "DEVELOPS"]
    assert not [c for c in made if c.reading.polarity is Polarity.DENIED]
