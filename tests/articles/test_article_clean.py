"""What is dropped from a text and why, and what must stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.articles import Reason
from kg.articles.clean import clean
from kg.articles.cues import languages, patterns
from kg.articles.draft import Paragraph

BODY = [
    "Harbour Robotics has signed a five-year contract with Delta Foundry for two hundred thousand wafers, the largest order in the history of either company, people close to the talks said on Friday evening.",
    "The contract starts in 2027 and can be extended twice, each time for a year, if both sides want it so, while the price is tied to an index that an auditor in Zurich publishes at the start of each quarter.",
]
BODY_ZH = [
    "港湾机器人与三角洲代工厂签署了为期五年的合同，订购二十万片晶圆，知情人士周五晚间表示，这是两家公司历史上最大的一笔订单，金额没有公布。",
    "合同自2027年起生效，经双方同意可以延长两次，每次一年，价格与苏黎世一家审计机构每季度初公布的指数挂钩，任何一方均可提前半年终止。",
]


def judged(*texts: str) -> list[Reason | None]:
    return [paragraph.reason for paragraph in clean([Paragraph(text) for text in texts])]


@pytest.mark.parametrize(
    ("reason", "text"),
    [
        (Reason.LOGIN, "Sign in"),
        (Reason.LOGIN, "Already a subscriber? Log in"),
        (Reason.LOGIN, "By creating an account you agree to our rules."),
        (Reason.LOGIN, "用户登录 ×"),
        (Reason.LOGIN, "请输入手机号以获取验证码："),
        (Reason.LOGIN, "请您先阅读服务协议与隐私政策，继续操作即视为您同意。"),
        (Reason.PLAYER, "00:00 / 12:34"),
        (Reason.PLAYER, "Listen to this article (6 min)"),
        (Reason.PLAYER, "收听本文"),
        (Reason.PROMOTION, "Advertisement"),
        (Reason.PROMOTION, "Register today to save up to $300 on passes for Chipmakers Week."),
        (Reason.PROMOTION, "Sign up for Wafer Weekly, our newsletter about the business of chips."),
        (Reason.PROMOTION, "The best of our reporting, delivered straight to your inbox every Sunday."),
        (Reason.PROMOTION, "Don’t miss it: join 4,000+ founders in Lisbon and meet your next customer."),
        (Reason.PROMOTION, "【广告】"),
        (Reason.PROMOTION, "芯片周大会门票开售，立即报名，早鸟优惠最多省三百元。"),
        (Reason.PROMOTION, "长按识别下方二维码，加入读者群"),
        (Reason.PROMOTION, "欢迎关注我们的微信公众号，获取更多行业资讯。"),
        (Reason.PROMOTION, "寻找你的下一位合伙人？尽在芯片周大会，席位有限，不容错过。"),
        (Reason.COPYRIGHT, "© 2026 Harbour Media Group. All rights reserved."),
        (Reason.COPYRIGHT, "This story may not be reproduced in any form without written permission."),
        (Reason.COPYRIGHT, "版权声明：本文仅供个人阅读。"),
        (Reason.COPYRIGHT, "未经本刊书面许可，不得转载。"),
        (Reason.SIDEBAR, "Read more: Five foundries that bet on glass"),
        (Reason.SIDEBAR, "延伸阅读：玻璃基板的五家押注者"),
        (Reason.WIDGET, "Share this article"),
        (Reason.WIDGET, "We use cookies to remember your settings."),
        (Reason.WIDGET, "设置字号×"),
        (Reason.WIDGET, "分享到微博"),
        (Reason.CREDIT, "Image Credits: Nora Vance"),
        (Reason.CREDIT, "By Ingrid Solberg and Tom Abara"),
        (Reason.CREDIT, "图片来源：港湾机器人"),
        (Reason.CREDIT, "责任编辑：林小满"),
        (Reason.CODE, '{"player":{"id":7,"src":"a.mp3"}}'),
        (Reason.CODE, "window.dataLayer = window.dataLayer || [];"),
    ],
    ids=lambda value: str(value)[:28],
)
def test_dropped(reason, text):
    assert judged(BODY[0], text, BODY[1]) == [None, reason, None]
    assert judged(BODY_ZH[0], text, BODY_ZH[1]) == [None, reason, None]


@pytest.mark.parametrize(
    "text",
    [
        "“We sign in blood,” she joked.",
        "The company will register a new subsidiary in Ireland next month to save on taxes, its lawyers said.",
        "The foundry said the new process would save up to $40 per wafer.",
        "Harbour sells a newsletter business that it bought in 2021.",
        "Subscribers grew to 2 million, and the newsletter made $9m last year.",
        "The band played for 10:30 minutes before the keynote.",
        "Advertisement sales fell by a third in the quarter.",
        "The court found that all rights to the code belong to Delta Foundry.",
        "Copyright law in Europe leaves room for such training, the judges wrote.",
        "- March 2025: Delta opens its second plant in Porto",
        "1. Harbour keeps its board seat",
        "What happens next",
        "Log-in data of 40,000 users was stolen.",
        "By Thursday both boards had agreed.",
        "By then Harbour Robotics had spent $2bn.",
        "“Yes.”",
        "该公司要求所有用户立即注册新账户，否则将停止服务。",
        "公司于2021年收购的新闻通讯业务去年收入九百万元。",
        "广告收入同比下降三成。",
        "法院认定该软件的版权归三角洲代工厂，港湾机器人须停止使用。",
        "- 2025年3月：三角洲在波尔图的第二座工厂投产",
        "下一步会发生什么",
        "该大会门票收入占集团总收入的四分之一。",
        "“是的。”",
        "工会指出，公司不应未经员工同意将其数据用于训练模型。",
        "该网站未经授权复制了数千张唱片，法院判其赔偿。",
        "登录数据显示，四万名用户受到影响。",
        "两家公司的高管齐聚一堂，签署了合同。",
    ],
    ids=lambda text: text[:28],
)
def test_kept(text):
    assert judged(BODY[0], text, BODY[1]) == [None, None, None]
    assert judged(BODY_ZH[0], text, BODY_ZH[1]) == [None, None, None]


def test_words_that_count_only_beside_a_form():
    assert judged(BODY[0], "Password", "Small", BODY[1]) == [None, None, None, None]
    assert judged("Sign in", "Email", "Password", "Submit", BODY[0]) == [Reason.LOGIN] * 4 + [None]
    assert judged(BODY_ZH[0], "默认", BODY_ZH[1]) == [None, None, None]
    assert judged(BODY_ZH[0], "最小", "默认", "设置字号×", "最大") == [None, *[Reason.WIDGET] * 4]


def test_heading_of_an_advertisement():
    promo = "Register now to save up to $90 at Chipmakers Week, where buyers meet makers."
    assert judged(BODY[0], "Meet your next supplier", promo, BODY[1]) == [None, *[Reason.PROMOTION] * 2, None]
    assert judged(BODY[0], "Who pays for the wafers", promo, BODY[1]) == [None, None, Reason.PROMOTION, None]


@pytest.mark.parametrize("body", [BODY, BODY_ZH], ids=["en", "zh"])
def test_repeated(body):
    assert judged(*body, body[0]) == [None, None, Reason.REPEATED]
    assert judged("Why now?", body[0], "Why now?", body[1]) == [None] * 4


@pytest.mark.parametrize(
    ("body", "copyright_", "others"),
    [
        (
            BODY,
            "© 2026 Harbour Media",
            ["Glass beats silicon in a test", "Engineers in Porto are not surprised."],
        ),
        (
            BODY_ZH,
            "版权声明：本文版权归港湾传媒所有。",
            ["玻璃在测试中胜过硅", "波尔图的工程师并不感到意外。"],
        ),
    ],
    ids=["en", "zh"],
)
def test_headlines_below_the_copyright_line(body, copyright_, others):
    texts = [*body, copyright_, *others, *[f"{other} {n}" for n in range(3) for other in others]]
    assert judged(*texts) == [None, None, Reason.COPYRIGHT, *[Reason.SIDEBAR] * (len(others) * 4)]


@pytest.mark.parametrize("body", [BODY, BODY_ZH], ids=["en", "zh"])
def test_a_copyright_line_at_the_top_or_amid_the_text_ends_nothing(body):
    assert judged("© 2026 Harbour Media", "A short opening.", *body) == [Reason.COPYRIGHT, None, None, None]
    assert judged(body[0], "© 2026 Harbour Media", "A short line.", body[1] * 3) == [
        None,
        Reason.COPYRIGHT,
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("heading", "others", "body"),
    [
        ("Related articles", ["Delta opens in Porto", "Glass beats silicon"], BODY),
        ("相关阅读", ["三角洲进驻波尔图", "玻璃胜过硅"], BODY_ZH),
    ],
    ids=["en", "zh"],
)
def test_list_of_related_articles(heading, others, body):
    assert judged(body[0], heading, *others, body[1]) == [None, *[Reason.SIDEBAR] * 3, None]
    # A heading with a paragraph under it is a heading.
    assert judged(body[0], heading, body[1]) == [None, None, None]


def test_long_paragraphs_are_never_dropped_for_their_words():
    text = " ".join([BODY[0]] * 6) + " Sign up for our newsletter."
    assert judged(text) == [None]


lines = st.one_of(
    st.sampled_from(
        ["Sign in", "Password", "Share", "© 2026 X", "Related", "登录", "最小", "设置字号", *BODY, *BODY_ZH]
    ),
    st.text(min_size=1, max_size=60).map(str.strip).filter(bool),
)


@given(st.lists(lines, max_size=12))
def test_cleaning_what_was_kept_drops_nothing(texts):
    once = clean([Paragraph(text) for text in texts])
    assert [p.text for p in once] == texts
    kept = [p.text for p in once if p.kept]
    assert judged(*kept) == [None] * len(kept)


def test_every_cue_file_is_well_formed():
    assert set(languages()) == {"en", "zh"}
    for cues in languages().values():
        assert cues.fields
        assert cues.sections
    assert {Reason.LOGIN, Reason.PROMOTION, Reason.COPYRIGHT, Reason.SIDEBAR, Reason.WIDGET} <= set(
        patterns()
    )
