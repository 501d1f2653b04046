"""Sums of money in news text: value, currency, bound, period, range, place."""

from decimal import Decimal

import pytest

from extractors.values import find_money, parse_money
from kg.model import AmbiguousCurrency, Bound, Money, Per, UnknownLanguage

BN = 1_000_000_000
MN = 1_000_000


def only(text: str, lang: str) -> Money:
    spans = find_money(text, lang=lang)
    assert len(spans) == 1, [span.text for span in spans]
    return spans[0].value


@pytest.mark.parametrize(
    ("lang", "text", "value", "currency"),
    [
        ("en", "an investment of $50 billion", 50 * BN, "USD"),
        ("en", "a 50bn plan costs $50bn", 50 * BN, "USD"),
        ("en", "worth $50B in stock", 50 * BN, "USD"),
        ("en", "worth $50 B in stock", 50 * BN, "USD"),
        ("en", "raised $2.5m from angels", 2_500_000, "USD"),
        ("en", "raised $7.5 mn", 7_500_000, "USD"),
        ("en", "a $1.2trn company", 1_200 * BN, "USD"),
        ("en", "a $3T market", 3_000 * BN, "USD"),
        ("en", "a $500k grant", 500_000, "USD"),
        ("en", "US$50 billion for chips", 50 * BN, "USD"),
        ("en", "HK$80 million of shares", 80 * MN, "HKD"),
        ("en", "A$3bn in Sydney", 3 * BN, "AUD"),
        ("en", "C$240m for Toronto", 240 * MN, "CAD"),
        ("en", "S$90m in Singapore", 90 * MN, "SGD"),
        ("en", "NT$12bn from Taipei", 12 * BN, "TWD"),
        ("en", "R$400m in Brazil", 400 * MN, "BRL"),
        ("en", "a £1.2bn campus", 1_200 * MN, "GBP"),
        ("en", "a €2.5m seed round", 2_500_000, "EUR"),
        ("en", "₩900bn of memory", 900 * BN, "KRW"),
        ("en", "₹1,20,000 a seat", 120_000, "INR"),
        ("en", "₹500 crore fund", 5 * BN, "INR"),
        ("en", "CHF 40 million lab", 40 * MN, "CHF"),
        ("en", "USD 13bn in total", 13 * BN, "USD"),
        ("en", "USD13bn in total", 13 * BN, "USD"),
        ("en", "RMB 800 million order", 800 * MN, "CNY"),
        ("en", "13 billion dollars", 13 * BN, "USD"),
        ("en", "40 million euros", 40 * MN, "EUR"),
        ("en", "6 million pounds in grants", 6 * MN, "GBP"),
        ("en", "15 billion yuan", 15 * BN, "CNY"),
        ("en", "15 billion renminbi", 15 * BN, "CNY"),
        ("en", "700 billion yen", 700 * BN, "JPY"),
        ("en", "2 trillion won", 2_000 * BN, "KRW"),
        ("en", "90 million rupees", 90 * MN, "INR"),
        ("en", "30 million Canadian dollars", 30 * MN, "CAD"),
        ("en", "$30 million CAD", 30 * MN, "CAD"),
        ("en", "an up-to-date $38-billion deal", 38 * BN, "USD"),
        ("en", "a billion dollars of compute", BN, "USD"),
        ("en", "half a billion dollars", 500 * MN, "USD"),
        ("en", "two and a half billion euros", 2_500 * MN, "EUR"),
        ("en", "three hundred and five million dollars", 305 * MN, "USD"),
        ("en", "twenty-five million dollars", 25 * MN, "USD"),
        ("en", "a judgment of $4,107,236.90", Decimal("4107236.90"), "USD"),
        ("zh", "投资500亿美元", 50 * BN, "USD"),
        ("zh", "投资 500 亿美元", 50 * BN, "USD"),
        ("zh", "合计5000万美金", 50 * MN, "USD"),
        ("zh", "市值3.5万亿元", 3_500 * BN, "CNY"),
        ("zh", "规模1.35千亿日元", 135 * BN, "JPY"),
        ("zh", "约定金额两万亿韩元,不含税", 2_000 * BN, "KRW"),
        ("zh", "融资三十亿元人民币", 3 * BN, "CNY"),
        ("zh", "采购一百五十亿元", 15 * BN, "CNY"),
        ("zh", "共１，２００万欧元", 12 * MN, "EUR"),
        ("zh", "拨款1,000万英镑", 10 * MN, "GBP"),
        ("zh", "人民币100万元订金", MN, "CNY"),
        ("zh", "港币30亿元贷款", 3 * BN, "HKD"),
        ("zh", "认购8亿港元", 800 * MN, "HKD"),
        ("zh", "出资20亿新台币", 2 * BN, "TWD"),
        ("zh", "出资3亿新加坡元", 300 * MN, "SGD"),
        ("zh", "出资600亿卢比", 60 * BN, "INR"),
        ("zh", "投入1000万加元", 10 * MN, "CAD"),
        ("zh", "投入2亿澳元", 200 * MN, "AUD"),
        ("zh", "€2亿的授信", 200 * MN, "EUR"),
        ("zh", "US$50亿的合同", 5 * BN, "USD"),
        ("zh", "1亿5000万美元", 150 * MN, "USD"),
        ("zh", "一点五亿美元", 150 * MN, "USD"),
        ("zh", "投資50億美元", 5 * BN, "USD"),
        ("zh", "投資50億元", 5 * BN, None),
    ],
)  # fmt: skip
def test_value_and_currency(lang: str, text: str, value: int | Decimal, currency: str | None) -> None:
    money = only(text, lang)
    assert (money.value, money.currency) == (Decimal(value), currency)
    assert money.bound == Bound.EXACT or text.startswith("约")


UP_TO = "up to|as much as|at most|no more than|less than|under|not exceeding|a maximum of|just under"
AT_LEAST = "at least|more than|over|upwards of|north of|exceeding|a minimum of|just over|no less than|topping"
ABOUT = "about|around|roughly|approximately|some|nearly|almost|close to|an estimated|~"


@pytest.mark.parametrize(
    ("cue", "bound"),
    [(cue, bound) for cues, bound in ((UP_TO, "up_to"), (AT_LEAST, "at_least"), (ABOUT, "about")) for cue in cues.split("|")],
)  # fmt: skip
def test_english_bound(cue: str, bound: str) -> None:
    text = f"The lab may draw {cue} $4bn."
    (span,) = find_money(text, lang="en")
    assert span.value.bound == bound
    assert text[span.start : span.end] == span.text == "$4bn"
    assert text[span.cue_start : span.cue_end] == f"{cue} $4bn"


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        *((f"{cue}40亿美元", "up_to") for cue in "高达 最高 至多 不超过 上限为 多达 不到".split()),
        *((f"{cue}40亿美元", "at_least") for cue in "逾 超 超过 至少 不低于 突破".split()),
        *((f"{cue}40亿美元", "about") for cue in "近 约 大约 将近 接近".split()),
        *((f"40亿美元{cue}", "at_least") for cue in ("以上", "起")),
        *((f"40亿美元{cue}", "about") for cue in ("左右", "上下")),
        ("40多亿美元", "at_least"),
        ("40余亿美元", "at_least"),
        ("40 多亿美元", "at_least"),
        ("最近40亿美元", "exact"),
        ("签约40亿美元", "exact"),
    ],
)
def test_chinese_bound(text: str, bound: str) -> None:
    (span,) = find_money(f"该项目{text}。", lang="zh")
    assert (span.value.value, span.value.bound) == (4 * BN, bound)


@pytest.mark.parametrize(
    ("text", "value", "bound"),
    [
        ("an up-to-$50-billion pact", 50 * BN, "up_to"),
        ("up to an additional $20 billion", 20 * BN, "up_to"),
        ("with a further $3bn on top", 3 * BN, "exact"),
        ("a $50bn-plus order", 50 * BN, "at_least"),
        ("a $100+ billion order", 100 * BN, "at_least"),
        ("$8bn or more", 8 * BN, "at_least"),
        ("$8bn or so", 8 * BN, "about"),
        ("a dispute over $8bn", 8 * BN, "exact"),
        ("talks about $8bn", 8 * BN, "exact"),
        ("over a $2bn deal they fell out", 2 * BN, "exact"),
        ("an offer of about another $2bn", 2 * BN, "about"),
    ],
)
def test_bound_in_unusual_places(text: str, value: int, bound: str) -> None:
    money = only(text, "en")
    assert (money.value, money.bound) == (value, bound)


@pytest.mark.parametrize(
    ("lang", "text", "low", "high"),
    [
        ("en", "a budget of $2bn to $3bn", 2 * BN, 3 * BN),
        ("en", "a budget of $2-3 billion", 2 * BN, 3 * BN),
        ("en", "a budget of $600m-$1bn", 600 * MN, BN),
        ("en", "between $1 billion and $2 billion", BN, 2 * BN),
        ("en", "ranging from $1 billion to $2 billion", BN, 2 * BN),
        ("en", "two to three billion dollars", 2 * BN, 3 * BN),
        ("zh", "预算20亿至30亿美元", 2 * BN, 3 * BN),
        ("zh", "预算20-30亿元", 2 * BN, 3 * BN),
        ("zh", "预算8000万到1亿美元", 80 * MN, 100 * MN),
        ("zh", "介于20亿美元和30亿美元之间", 2 * BN, 3 * BN),
    ],
)
def test_range(lang: str, text: str, low: int, high: int) -> None:
    money = only(text, lang)
    assert (money.value, money.high) == (low, high)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "its worth rose from $2bn to $3bn"),
        ("en", "it got $2bn and $3bn"),
        ("zh", "估值从20亿美元到30亿美元"),
        ("zh", "先付20亿美元，再付30亿美元"),
    ],
)
def test_change_and_list_are_two_sums(lang: str, text: str) -> None:
    assert [(s.value.value, s.value.high) for s in find_money(text, lang=lang)] == [
        (2 * BN, None),
        (3 * BN, None),
    ]


@pytest.mark.parametrize(
    ("lang", "text", "per"),
    [
        ("en", "pays $1bn a year", Per.YEAR),
        ("en", "pays $1bn annually", Per.YEAR),
        ("en", "pays $1bn per year", Per.YEAR),
        ("en", "pays $1bn per month", Per.MONTH),
        ("en", "pays $20 a month", Per.MONTH),
        ("en", "pays $20/month", Per.MONTH),
        ("en", "pays $1bn each quarter", Per.QUARTER),
        ("en", "an annual fee of $1bn", Per.YEAR),
        ("en", "pays $1bn", None),
        ("zh", "每年支付10亿美元", Per.YEAR),
        ("zh", "年均约10亿美元", Per.YEAR),
        ("zh", "全年投入10亿美元", Per.YEAR),
        ("zh", "每月20美元", Per.MONTH),
        ("zh", "每季度支付10亿美元", Per.QUARTER),
        ("zh", "10亿美元/年", Per.YEAR),
        ("zh", "本季度亏损10亿美元", None),
    ],
)
def test_rate(lang: str, text: str, per: Per | None) -> None:
    assert only(text, lang).per == per


@pytest.mark.parametrize(
    ("lang", "text", "each"),
    [
        ("en", "offers $125 per share in cash", "per share"),
        ("en", "its $20-a-share bid", "-a-share"),
        ("en", "$12 per million tokens", None),
        ("zh", "每股125美元", "每股"),
        ("zh", "出价125美元", None),
    ],
)
def test_price_of_one_of_many_is_marked(lang: str, text: str, each: str | None) -> None:
    (span,) = find_money(text, lang=lang)
    assert span.each == (each if "tokens" not in text else "per million tokens")


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "several billion dollars"),
        ("en", "billions of dollars"),
        ("en", "hundreds of millions of dollars"),
        ("en", "a multibillion-dollar bet"),
        ("en", "a trillion-dollar company"),
        ("en", "shares of $TSLA rose"),
        ("en", "a 70B model with 8 B200 chips"),
        ("en", "call +1 650 555 0100 in 2026"),
        ("en", "it weighs two pounds"),
        ("en", "they won 3 won two"),
        ("en", "AS$ and RS$ are no currencies"),
        ("zh", "数十亿美元"),
        ("zh", "数亿元"),
        ("zh", "上百亿美元"),
        ("zh", "几千万元"),
        ("zh", "<N>亿元与<N>万美元"),
        ("zh", "三元股份与二元论"),
        ("zh", "700亿参数"),
    ],
)
def test_no_sum(lang: str, text: str) -> None:
    assert find_money(text, lang=lang) == []


@pytest.mark.parametrize(
    ("lang", "text", "value"),
    [
        ("en", "valued at 50bn", 50 * BN),
        ("zh", "估值50亿", 5 * BN),
        ("en", "a 70B model", None),
        ("zh", "共50家", None),
    ],
)
def test_bare_numbers_only_on_request_and_with_a_magnitude(lang: str, text: str, value: int | None) -> None:
    assert find_money(text, lang=lang) == []
    found = [(span.value.value, span.value.currency) for span in find_money(text, lang=lang, bare=True)]
    assert found == ([] if value is None else [(value, None)])


@pytest.mark.parametrize(
    ("lang", "text", "currency"),
    [
        ("en", "It paid ¥500m. The yuan fell.", "CNY"),
        ("en", "It paid ¥500m. The yen fell.", "JPY"),
        ("en", "It paid ¥500m. The yen and the yuan fell.", None),
        ("en", "It paid ¥500m.", None),
        ("zh", "支付¥5亿,人民币走强", "CNY"),
        ("zh", "支付￥5亿,日元走强", "JPY"),
        ("zh", "支付¥5亿。", None),
        ("zh", "支付¥5亿元。", "CNY"),
    ],
)
def test_yen_or_yuan_is_settled_by_the_text_or_left_open(lang: str, text: str, currency: str | None) -> None:
    assert find_money(text, lang=lang)[0].value.currency == currency


def test_tranches_keep_their_own_bounds() -> None:
    text = "up to $50bn, of which $15bn comes first and more than $30bn later"
    assert [(s.text, s.value.bound) for s in find_money(text, lang="en")] == [
        ("$50bn", "up_to"), ("$15bn", "exact"), ("$30bn", "at_least"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "money"),
    [
        ("up to $50bn", Money(value=Decimal(50 * BN), currency="USD", bound=Bound.UP_TO)),
        ("逾100亿美元", Money(value=Decimal(10 * BN), currency="USD", bound=Bound.AT_LEAST)),
        ("50亿", Money(value=Decimal(5 * BN))),
        ("no sum here, only 12 people", None),
        ("", None),
    ],
)
def test_parse(text: str, money: Money | None) -> None:
    assert parse_money(text) == money


def test_parse_refuses_to_guess_between_yen_and_yuan() -> None:
    with pytest.raises(AmbiguousCurrency, match="CNY or JPY"):
        parse_money("¥500m")
    assert parse_money("¥500m", default_currency="JPY") == Money(value=Decimal(500 * MN), currency="JPY")


def test_unknown_language() -> None:
    with pytest.raises(UnknownLanguage, match=r"values\.yaml"):
        find_money("50 Mrd. Euro", lang="de")
