"""What a deal is worth and whether it is exclusive, told in its own sentence or in a later one."""

from typing import Any

import pytest

from extractors.news import read
from extractors.qualifiers.wording import wording
from extractors.reading import ReadClaim
from extractors.terms import FRAME, deals
from kg.model import relation

pytestmark = [pytest.mark.model, pytest.mark.usefixtures("however_unsure")]


def claims(lang: str, text: str, relation_name: str) -> list[ReadClaim]:
    read_claims = read(text, lang=lang, published="2026-11-02")._.kg_claims
    return [one for one in read_claims if one.draft.relation == relation_name]


def later(lang: str, text: str, relation_name: str) -> list[tuple[str, str, dict[str, Any], str]]:
    """What is read of deals in later sentences: parties, qualifiers, and the quote."""
    return [
        (
            one.draft.subject.canonical,
            one.draft.object.canonical if one.draft.object else "",
            {
                key: value
                for key, value in one.qualifiers.items()
                if key in {"amount", "currency", "exclusivity"}
            },
            text[slice(*one.draft.sentence)].strip(),
        )
        for one in claims(lang, text, relation_name)
        if one.draft.frame == FRAME
    ]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_nouns_of_deals_are_those_of_known_relations(lang: str) -> None:
    assert all(relation(name) for names in deals(lang).nouns.values() for name in names)


@pytest.mark.parametrize(
    ("lang", "text", "relation_name", "said"),
    [
        (
            "en",
            "Amazon has agreed to acquire Bolt AI, a Berlin start-up. The all-cash deal is worth about $2.3bn and should close in May.",
            "ACQUIRES",
            ("Amazon", "Bolt AI", {"amount": 2.3e9, "currency": "USD"}),
        ),
        (
            "en",
            "Getty Images has licensed its library to Runway. The agreement is non-exclusive, the companies said.",
            "LICENSES_TO",
            ("Getty Images", "Runway", {"exclusivity": "non_exclusive"}),
        ),
        (
            "en",
            "Nvidia holds a stake in Nebius. Its stake is now worth $1.2bn.",
            "HOLDS_STAKE_IN",
            ("Nvidia", "Nebius", {"amount": 1.2e9, "currency": "USD"}),
        ),
        (
            "zh",
            "迅图科技宣布收购博尔特智能。该交易作价约23亿美元，预计5月完成。",
            "ACQUIRES",
            ("迅图科技", "博尔特智能", {"amount": 2.3e9, "currency": "USD"}),
        ),
        (
            "zh",
            "视觉中国将图片库授权给智谱。该协议为非独家。",
            "LICENSES_TO",
            ("视觉中国", "Zhipu AI", {"exclusivity": "non_exclusive"}),
        ),
    ],
)
def test_a_later_sentence_tells_the_terms(
    lang: str, text: str, relation_name: str, said: tuple[str, str, dict[str, Any]]
) -> None:
    assert later(lang, text, relation_name) == [(*said, text)]


@pytest.mark.parametrize(
    ("lang", "text", "relation_name"),
    [
        # somebody else's stake
        ("en", "Nvidia holds a stake in Nebius. Accel's stake is worth $1.2bn.", "HOLDS_STAKE_IN"),
        # what the deal makes of the firm is no price of the deal
        (
            "en",
            "Amazon has agreed to acquire Bolt AI. The deal that made Acme worth $2bn fell through.",
            "ACQUIRES",
        ),
        # two deals: which one?
        (
            "en",
            "Amazon has agreed to acquire Bolt AI, and Google has agreed to acquire Cog AI. The deal is worth $2bn.",
            "ACQUIRES",
        ),
        # nothing told before
        ("en", "The deal is worth $2bn. Amazon has agreed to acquire Bolt AI.", "ACQUIRES"),
        ("zh", "该交易作价约23亿美元。迅图科技宣布收购博尔特智能。", "ACQUIRES"),
        ("zh", "迅图科技宣布收购博尔特智能，微软宣布收购锐帆智能。该交易作价约23亿美元。", "ACQUIRES"),
    ],
)
def test_what_is_open_is_left_open(lang: str, text: str, relation_name: str) -> None:
    assert later(lang, text, relation_name) == []


@pytest.mark.parametrize(
    ("lang", "text", "relation_name", "said"),
    [
        (
            "en",
            "Tesla will buy batteries from LG Energy Solution. Analysts cheered. Shares rose. The $4.3bn Tesla-LG Energy Solution contract runs to 2030.",
            "BUYS_FROM",
            ("Tesla", "LG Energy Solution", {"amount": 4.3e9, "currency": "USD"}),
        ),
        (
            "en",
            "Amazon bought Bolt AI, a Berlin start-up, in May. The $2.3bn acquisition closed in July.",
            "ACQUIRES",
            ("Amazon", "Bolt AI", {"amount": 2.3e9, "currency": "USD"}),
        ),
    ],
)
def test_a_phrase_for_the_deal_holds_its_sum(
    lang: str, text: str, relation_name: str, said: tuple[str, str, dict[str, Any]]
) -> None:
    assert [one[:3] for one in later(lang, text, relation_name)] == [said]


def test_shares_are_never_exclusive() -> None:
    text = (
        "Acme has teamed up with Bolt Studios on film tools. Acme is investing $75m in Bolt Studios."
        " The multiyear deal is non-exclusive."
    )
    assert later("en", text, "INVESTS_IN") == []
    assert [one[2] for one in later("en", text, "PARTNERS_WITH")] == [{"exclusivity": "non_exclusive"}]


def test_whether_it_is_exclusive_says_more_than_a_sum_told_again() -> None:
    text = "Getty Images has licensed its library to Runway for $90m. The $90m agreement is non-exclusive."
    assert [one[2] for one in later("en", text, "LICENSES_TO")] == [{"exclusivity": "non_exclusive"}]


def test_what_names_both_parties_is_its_own_quote() -> None:
    told = "Tesla will buy batteries from LG Energy Solution."
    again = "The $4.3bn Tesla-LG Energy Solution contract runs to 2030."
    assert [one[3] for one in later("en", f"{told} {again}", "BUYS_FROM")] == [again]


def fates(lang: str, text: str, relation_name: str) -> list[tuple[str, str, float | None]]:
    """Status, polarity and sum of what is read of deals in later sentences."""
    return [
        (one.reading.status.value, one.reading.polarity.value, one.qualifiers.get("amount"))
        for one in claims(lang, text, relation_name)
        if one.draft.frame == FRAME
    ]


@pytest.mark.parametrize(
    ("lang", "text", "relation_name", "fate"),
    [
        (
            "en",
            "Amazon bought Bolt AI, a Berlin start-up, in May. The $2.3bn acquisition was never signed.",
            "ACQUIRES",
            ("ended", "denied", 2.3e9),
        ),
        (
            "en",
            "Amazon has agreed to acquire Bolt AI. The deal, cheered by both boards in June, fell through.",
            "ACQUIRES",
            ("ended", "affirmed", None),
        ),
        (
            "en",
            "Amazon has agreed to acquire Bolt AI. The deal was worth $2.3bn but collapsed in July.",
            "ACQUIRES",
            ("ended", "affirmed", 2.3e9),
        ),
        ("zh", "迅图科技宣布收购博尔特智能。该收购最终未能达成。", "ACQUIRES", ("current", "denied", None)),
        (
            "zh",
            "迅图科技宣布收购博尔特智能。该交易作价23亿美元，但最终告吹。",
            "ACQUIRES",
            ("ended", "affirmed", 2.3e9),
        ),
    ],
)
def test_a_later_sentence_tells_that_a_deal_came_to_nothing(
    lang: str, text: str, relation_name: str, fate: tuple[str, str, float | None]
) -> None:
    assert fates(lang, text, relation_name) == [fate]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Amazon has agreed to acquire Bolt AI. Shares would suffer if the deal fell through."),
        ("en", "Amazon has agreed to acquire Bolt AI. The deal ended months of rumours."),
        ("en", "Amazon has agreed to acquire Bolt AI. The deal is off to a good start."),
        ("en", "Amazon acquired Bolt AI. Google had agreed to buy Cog AI, but that deal fell through."),
        ("zh", "迅图科技宣布收购博尔特智能。该交易完成后，裁员计划取消。"),
    ],
)
def test_a_deal_that_did_come_about_is_left_alone(lang: str, text: str) -> None:
    assert fates(lang, text, "ACQUIRES") == []


@pytest.mark.parametrize(
    ("lang", "text", "relation_name", "sum_"),
    [
        (
            "en",
            "Nvidia may invest in OpenAI again. The $100bn Nvidia→OpenAI investment - cheered last autumn - was never signed. No money moved. It was scaled back to $30bn.",
            "INVESTS_IN",
            30e9,
        ),
        (
            "en",
            "Acme has called off its $4bn investment in Bolt AI. The two settled on $1.5bn instead.",
            "INVESTS_IN",
            1.5e9,
        ),
        ("zh", "亚马逊并未向博尔特智能投资40亿美元。投资最终缩减至15亿美元。", "INVESTS_IN", 1.5e9),
    ],
)
def test_another_deal_stands_in_the_place_of_one_that_came_to_nothing(
    lang: str, text: str, relation_name: str, sum_: float
) -> None:
    assert fates(lang, text, relation_name)[-1] == ("current", "affirmed", sum_)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        # nothing came to nothing
        ("en", "Acme will invest $4bn in Bolt AI. It settled at $1.5bn."),
        # another sum stands between, which may be the one that was cut
        (
            "en",
            "Acme has called off its $4bn investment in Bolt AI. Its budget was $3bn. It was cut to $1.5bn.",
        ),
        ("zh", "亚马逊向博尔特智能投资40亿美元。最终定为15亿美元。"),
    ],
)
def test_a_smaller_sum_alone_is_no_other_deal(lang: str, text: str) -> None:
    assert all(one.qualifiers.get("amount") != 1.5e9 for one in claims(lang, text, "INVESTS_IN"))


def test_a_firm_and_its_unit_make_one_deal() -> None:
    text = (
        "Google DeepMind has partnered with Redfern Films. Google is working with Redfern Films on new tools."
        " The partnership is non-exclusive."
    )
    assert {one[:2] for one in later("en", text, "PARTNERS_WITH")} == {
        ("Google DeepMind", "Redfern Films"),
        ("Google", "Redfern Films"),
    }


def test_a_deal_far_back_is_not_quoted() -> None:
    between = "Shares in the group had risen for most of the week before the announcement. " * 25
    text = f"Amazon has agreed to acquire Bolt AI. {between}The deal is worth $2bn."
    assert later("en", text, "ACQUIRES") == []


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "OpenAI struck deals with Oracle ($300bn) and CoreWeave ($22bn)."),
        ("zh", "OpenAI已与甲骨文（3000亿美元）和CoreWeave（220亿美元）签署云服务协议。"),
    ],
)
def test_a_sum_in_brackets_is_that_of_the_name_before(lang: str, text: str) -> None:
    amounts = {"Oracle": 300e9, "CoreWeave": 22e9}
    found = {
        (party, one.qualifiers.get("amount"))
        for one in read(text, lang=lang)._.kg_claims
        if one.draft.object is not None and one.draft.relation != "COMPETES_WITH"
        for ends in [{one.draft.subject.canonical, one.draft.object.canonical}]
        if "OpenAI" in ends
        for party in ends & amounts.keys()
    }
    assert found
    assert found <= set(amounts.items())


def test_the_worth_of_a_firm_in_its_description_is_no_sum() -> None:
    text = "Nvidia has taken a 7% stake in CoreWeave. The $5.2 trillion company owned CoreWeave shares worth about $19 billion when the year closed."
    amounts = [one.qualifiers.get("amount") for one in claims("en", text, "HOLDS_STAKE_IN")]
    assert amounts == [None, 19e9]


def test_what_goes_to_many_is_the_sum_of_none() -> None:
    text = "Nvidia has committed more than $90bn to AI firms, with investments in CoreWeave and in Nebius."
    found = claims("en", text, "INVESTS_IN")
    assert {one.draft.object.canonical for one in found if one.draft.object} == {"CoreWeave", "Nebius"}
    assert [one.qualifiers.get("amount") for one in found] == [None, None]


@pytest.mark.parametrize(
    ("lang", "text", "relation_name", "since"),
    [
        ("en", "Acme said on Monday that it has hired Ada Quill as its chief executive.", "HOLDS_POSITION_AT", {None}),
        ("en", "In May, Acme hired Ada Quill as its chief executive.", "HOLDS_POSITION_AT", {"2026-05"}),
        ("en", "Woot is discounting Samsung's 2025 Frame TV.", "DEVELOPS", {None}),
        ("en", "Acme released Bolt 3, Bolt 4 and Bolt 5 on Friday.", "DEVELOPS", {"2026-10-30"}),
        ("en", "On Friday, Acme announced a $75m investment in Bolt Studios, which makes Quillpad.", "DEVELOPS", {None}),
        ("en", "On Friday, Amazon laid off 1,600 people at its subsidiary Twitch.", "SUBSIDIARY_OF", {None}),
        ("zh", "2019年，陈岚与搭档在杭州创办澜汀智能。", "FOUNDED", {"2019"}),
    ],
)  # fmt: skip
def test_a_date_is_a_beginning_where_its_clause_says_so(
    lang: str, text: str, relation_name: str, since: set[str | None]
) -> None:
    found = claims(lang, text, relation_name)
    assert found
    assert {one.qualifiers.get("valid_from") for one in found} == since


@pytest.mark.parametrize(
    ("lang", "words", "kind"),
    [
        ("en", "Acme is one of four hosts for Bolt", "non_exclusive"),
        ("en", "a contract that isn't exclusive", "non_exclusive"),
        ("en", "stays its main cloud", "primary"),
        ("en", "trains on CoreWeave alone", "exclusive"),
        ("en", "nobody but Acme may use it", "exclusive"),
        ("en", "the only cloud on which Acme ran", "exclusive"),
        ("en", "it has the library to itself", "exclusive"),
        ("en", "it is an important host, but not our only one", "non_exclusive"),
        ("en", "Acme will no longer be Bolt's only home", "non_exclusive"),
        ("en", "the reactor is Acme's alone", "exclusive"),
        ("en", "revenue of $3bn in the cloud business alone", None),
        ("en", "the deal runs until 2030", None),
        ("zh", "合同不含排他条款", "non_exclusive"),
        ("zh", "我们没有独家云", "non_exclusive"),
        ("zh", "选定华为云为首选云服务商", "primary"),
        ("zh", "签约成为独家云服务商", "exclusive"),
        ("zh", "合同有效期至2029年底", None),
    ],
)
def test_words_of_exclusivity(lang: str, words: str, kind: str | None) -> None:
    assert wording(lang).exclusive(words) == kind


@pytest.mark.parametrize(
    ("lang", "text", "relation_name", "qualifier", "value"),
    [
        ("en", "Amazon's stake in Anthropic is worth about $61bn on paper.", "HOLDS_STAKE_IN", "amount", 61e9),
        ("zh", "腾讯所持智谱股权的价值约14亿美元。", "HOLDS_STAKE_IN", "amount", 1.4e9),
        ("en", "OpenAI pays Microsoft a share of its revenue, capped at $38bn.", "SHARES_REVENUE_WITH", "amount", 38e9),
        ("en", "OpenAI pays Microsoft a share of its revenue, which was $13bn.", "SHARES_REVENUE_WITH", "amount", None),
        ("zh", "OpenAI向微软支付收入分成，总额不超过380亿美元。", "SHARES_REVENUE_WITH", "amount", 38e9),
        ("en", "Getty Images sued Stability AI and seeks $1.7bn in damages.", "SUES", "amount", 1.7e9),
        ("en", "Getty Images sued Stability AI, which had raised $101mn.", "SUES", "amount", None),
        ("zh", "视觉中国起诉智谱，索赔3000万元。", "SUES", "amount", 30e6),
        ("en", "SoftBank will acquire Ampere in a deal that values it at $6.5bn.", "ACQUIRES", "amount", 6.5e9),
        ("en", "OpenAI and Amazon signed a $50bn agreement.", "PARTNERS_WITH", "amount", 50e9),
        ("en", "Xiaomi owns 12 percent of Unitree, ahead of Tencent with 7 percent of Unitree.", "HOLDS_STAKE_IN", "percent", 12.0),
        ("en", "TSMC is Nvidia's sole supplier of these chips.", "BUYS_FROM", "exclusivity", "exclusive"),
        ("zh", "台积电是英伟达这类芯片的独家供应商。", "BUYS_FROM", "exclusivity", "exclusive"),
        ("en", "Nvidia buys these chips from TSMC.", "BUYS_FROM", "exclusivity", None),
        ("zh", "CoreWeave向Mistral提供云算力，但并非独家。", "CLOUD_PARTNER_OF", "exclusivity", "non_exclusive"),
        ("en", "Pixel Buds are available only at Amazon.", "AVAILABLE_ON", "exclusivity", "exclusive"),
    ],
)  # fmt: skip
def test_a_qualifier_is_that_of_its_relation(
    lang: str, text: str, relation_name: str, qualifier: str, value: float | str | None
) -> None:
    found = claims(lang, text, relation_name)
    assert found
    assert found[0].qualifiers.get(qualifier) == value


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Amazon's stake in Anthropic is worth about $61bn on paper."),
        ("en", "His stake in Anthropic, valued at $2bn, was sold."),
        ("zh", "腾讯所持智谱股权的价值约14亿美元。"),
    ],
)
def test_what_a_stake_is_worth_is_no_valuation(lang: str, text: str) -> None:
    assert claims(lang, text, "VALUED_AT") == []


@pytest.mark.parametrize(
    ("lang", "text", "relation_name", "since", "until"),
    [
        ("en", "Humane discontinued the Ai Pin in 2025.", "DEVELOPS", None, "2025"),
        ("en", "The cloud partnership between Mistral and DigitalOcean ended in January.", "PARTNERS_WITH", None, "2026-01"),
        ("en", "Since 2024 Vultr has been the sole cloud provider of Cohere.", "CLOUD_PARTNER_OF", "2024", None),
        ("en", "The revenue share that OpenAI pays Microsoft expires in 2029.", "SHARES_REVENUE_WITH", None, "2029"),
        ("en", "Mistral and Toyota have been partners, and Toyota's shares rose in March.", "PARTNERS_WITH", None, None),
        ("zh", "青萝智能与优刻得的云合作已于1月终止。", "CLOUD_PARTNER_OF", None, "2026-01"),
        ("zh", "自12月起，金山云将成为青萝智能唯一的云服务商。", "CLOUD_PARTNER_OF", "2026-12", None),
        ("zh", "OpenAI向微软支付收入分成，2029年到期。", "SHARES_REVENUE_WITH", None, "2029"),
    ],
)  # fmt: skip
def test_when_it_holds(
    lang: str, text: str, relation_name: str, since: str | None, until: str | None
) -> None:
    found = claims(lang, text, relation_name)
    assert found
    assert (found[0].qualifiers.get("valid_from"), found[0].qualifiers.get("valid_until")) == (since, until)
