"""Chinese phrases that refer back to names, and parties that a sentence leaves to the text before."""

import pytest

from extractors.mentions import Reference
from extractors.news import read
from extractors.reading import ReadClaim

pytestmark = pytest.mark.model

Triple = tuple[str, str, str]


def claims(text: str) -> list[ReadClaim]:
    return list(read(text, lang="zh", published="2026-03-10")._.kg_claims)


def triples(text: str) -> set[Triple]:
    return {
        (c.draft.subject.canonical, c.draft.relation, c.draft.object.canonical)
        for c in claims(text)
        if c.draft.object is not None
    }


def anaphors(text: str) -> list[tuple[str, str]]:
    mentions = read(text, lang="zh", published="2026-03-10")._.kg_mentions
    return [(m.text, m.canonical) for m in mentions if m.reference is Reference.ANAPHOR]


@pytest.mark.parametrize(
    ("text", "phrase", "meant"),
    [
        ("腾讯周一公布财报，阿里巴巴没有回应。腾讯表示需求强劲。该公司计划扩大招聘。", "该公司", "Tencent"),
        # whom a text goes by is not what it is about
        ("据彭博社和PitchBook的数据，汐石智能去年融资两轮。该公司今年不再融资。", "该公司", "汐石智能"),
        ("汐石智能上周完成融资。据 Halden Research 统计，该公司估值达20亿美元。", "该公司", "汐石智能"),
        (
            "美国商务部批准英伟达出货。英伟达的股价随后上涨。这家芯片制造商拒绝置评。",
            "这家芯片制造商",
            "Nvidia",
        ),
        ("甲骨文和Anthropic上周会面。甲骨文称谈判顺利。这家云计算巨头不愿多说。", "这家云计算巨头", "Oracle"),
        ("SpaceX递交了招股书。SpaceX的估值上涨。这家火箭公司拒绝置评。", "这家火箭公司", "SpaceX"),
        ("宇树科技递交了招股书。宇树科技的估值上涨。该机器人公司拒绝置评。", "该机器人公司", "Unitree"),
        ("科大讯飞公告称，公司将回购股份。", "公司", "iFlytek"),
        ("黄仁勋周二抵达台北。他随后会见了当地媒体。", "他", "Jensen Huang"),
        ("世界资源研究所周二发布报告。该组织在多国设有办公室。", "该组织", "World Resources Institute"),
    ],
    ids=[
        "topic",
        "source between",
        "source in Latin",
        "chipmaker",
        "cloud-giant",
        "rocket-company",
        "robot-company",
        "announcing",
        "person",
        "organization",
    ],
)
def test_a_phrase_means_whom_the_text_is_about(text: str, phrase: str, meant: str) -> None:
    assert (phrase, meant) in anaphors(text)


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("黄仁勋周二抵达台北。其他高管没有同行。", "其他"),
        ("英伟达发布了新芯片。这些并非普通的公司产品。", "这些并非普通的公司"),
        ("美国司法部周三发表声明。该公司没有回应。", "该公司"),
        ("Anthropic发布了Claude。“我们与每家云厂商都合作，”一位分析师说。", "我们"),
    ],
    ids=["part-of-a-word", "these", "a-ministry-is-no-firm", "quoted"],
)
def test_it_refers_to_nobody(text: str, phrase: str) -> None:
    assert phrase not in [words for words, _ in anaphors(text)]


def test_who_announces_in_its_own_text_is_we() -> None:
    text = "Anthropic今天扩大了Claude的企业版。\n\n今年，我们与西门子达成合作。我们还将与三星携手推出培训。"
    found = triples(text)
    assert {("Anthropic", "PARTNERS_WITH", "Siemens"), ("Siemens", "PARTNERS_WITH", "Anthropic")} & found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "月之暗面周三公布了新模型。该公司的竞争对手包括智谱和百度。",
            ("Moonshot AI", "COMPETES_WITH", "Baidu"),
        ),
        (
            "Cohere本月扩充了销售团队。包括OpenAI在内的竞争对手也在招人。",
            ("Cohere", "COMPETES_WITH", "OpenAI"),
        ),
        ("为了与谷歌等对手竞争，微软降低了价格。", ("Google", "COMPETES_WITH", "Microsoft")),
        (
            "Mistral AI上周完成融资。本轮融资由红杉资本领投，参与方还包括英伟达和三星。",
            ("Nvidia", "INVESTS_IN", "Mistral AI"),
        ),
        (
            "Mistral AI上周完成融资。该公司表示，现有投资者英伟达和三星也参与了本轮融资。",
            ("Samsung", "INVESTS_IN", "Mistral AI"),
        ),
        ("Cohere宣布完成由英伟达领投的5亿美元D轮融资。", ("Nvidia", "INVESTS_IN", "Cohere")),
        ("科大讯飞公告称，公司控股股东中国移动将增持股份。", ("China Mobile", "HOLDS_STAKE_IN", "iFlytek")),
        ("阿里巴巴周三表示，将通过旗下的阿里云出租算力。", ("Alibaba Cloud", "SUBSIDIARY_OF", "Alibaba")),
    ],
    ids=[
        "rivals",
        "rivals-including",
        "in-order-to-compete",
        "further-investors",
        "existing-investors",
        "round-led-by",
        "shareholder-of-the-announcer",
        "through-its-unit",
    ],
)
def test_a_party_left_to_the_text_before_is_found(text: str, expected: Triple) -> None:
    subject, relation, object_ = expected
    found = triples(text)
    assert expected in found or (object_, relation, subject) in found, found


def test_who_leads_a_round_is_not_whom_the_others_invest_in() -> None:
    text = "Mistral AI上周完成融资。本轮融资由红杉资本领投，参与方还包括英伟达和三星。"
    assert not [triple for triple in triples(text) if triple[1] == "INVESTS_IN" and triple[2] != "Mistral AI"]


def test_a_denied_right_is_that_to_the_product_named_beside_the_party() -> None:
    text = (
        "OpenAI把Frontier独家部署在AWS Bedrock上。分析师认为，它与Anthropic的Claude不同。"
        "微软同日否认AWS获得独家权限。"
    )
    denied = [c for c in claims(text) if c.reading.polarity == "denied"]
    assert [c.draft.subject.canonical for c in denied] == ["Frontier"]
