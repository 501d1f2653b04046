"""What holds for every number and every text: numbers survive rendering, finders survive anything."""

import time
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from extractors.values import ValueSpan, find_dates, find_durations, find_money, find_percents
from kg.model import Bound, check_edtf

FINDERS: dict[str, Callable[[str, str], Sequence[ValueSpan[Any]]]] = {
    "money": lambda text, lang: find_money(text, lang=lang),
    "bare": lambda text, lang: find_money(text, lang=lang, bare=True),
    "percents": lambda text, lang: find_percents(text, lang=lang),
    "dates": lambda text, lang: find_dates(text, lang=lang, published="2026-04-28"),
    "durations": lambda text, lang: find_durations(text, lang=lang),
}

SCALES_EN = {"": 1, "k": 10**3, " thousand": 10**3, "m": 10**6, "mn": 10**6, " million": 10**6, "bn": 10**9, "B": 10**9,
             " billion": 10**9, "-billion": 10**9, "trn": 10**12, " trillion": 10**12}  # fmt: skip
SCALES_ZH = {
    "": 1,
    "万": 10**4,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    " 亿": 10**8,
    "千亿": 10**11,
    "万亿": 10**12,
    "億": 10**8,
}
SIGNS_EN = {
    "$": "USD",
    "US$": "USD",
    "HK$": "HKD",
    "A$": "AUD",
    "£": "GBP",
    "€": "EUR",
    "CHF ": "CHF",
    "USD ": "USD",
    "RMB": "CNY",
}
UNITS_ZH = {
    "美元": "USD",
    "美金": "USD",
    "港元": "HKD",
    "欧元": "EUR",
    "日元": "JPY",
    "英镑": "GBP",
    "韩元": "KRW",
    "元人民币": "CNY",
}
CUES_EN = {
    "": Bound.EXACT,
    "up to ": Bound.UP_TO,
    "more than ": Bound.AT_LEAST,
    "about ": Bound.ABOUT,
    "at least another ": Bound.AT_LEAST,
}
CUES_ZH = {
    "": Bound.EXACT,
    "高达": Bound.UP_TO,
    "超过": Bound.AT_LEAST,
    "约": Bound.ABOUT,
    "不超过 ": Bound.UP_TO,
}
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")

number = st.one_of(
    st.integers(1, 999),
    st.integers(1, 9_999_999),
    st.decimals("0.01", "9999", places=2),
    st.decimals("0.1", "999", places=1),
).map(Decimal)


def grouped(value: Decimal) -> str:
    """With separators of thousands, without useless zeros."""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def pick(choices: dict[str, Any]) -> st.SearchStrategy[str]:
    return st.sampled_from(sorted(choices))


@given(number, pick(SIGNS_EN), pick(SCALES_EN), pick(CUES_EN), st.booleans())
def test_english_money_survives_rendering(
    value: Decimal, sign: str, scale: str, cue: str, commas: bool
) -> None:
    digits = grouped(value) if commas else grouped(value).replace(",", "")
    text = f"The firm pays {cue}{sign}{digits}{scale} in stock."
    (span,) = find_money(text, lang="en")
    money = span.value
    assert (money.value, money.currency, money.bound) == (
        value * SCALES_EN[scale],
        SIGNS_EN[sign],
        CUES_EN[cue],
    )
    assert span.text == f"{sign}{digits}{scale}"
    assert text[span.cue_start : span.cue_end] == cue + span.text


@given(number, pick(UNITS_ZH), pick(SCALES_ZH), pick(CUES_ZH), st.booleans(), st.booleans())
def test_chinese_money_survives_rendering(
    value: Decimal, unit: str, scale: str, cue: str, commas: bool, wide: bool
) -> None:
    digits = grouped(value) if commas else grouped(value).replace(",", "")
    digits = digits.translate(WIDE) if wide else digits
    text = f"公司将支付{cue}{digits}{scale}{unit}，以股票结算。"
    (span,) = find_money(text, lang="zh")
    money = span.value
    assert (money.value, money.currency, money.bound) == (
        value * SCALES_ZH[scale],
        UNITS_ZH[unit],
        CUES_ZH[cue],
    )
    assert span.text == f"{digits}{scale}{unit}"


def hanzi(value: int) -> str:
    """A number below ten thousand in Chinese numerals."""
    digits = "零一二三四五六七八九"
    out, gap = "", False
    for place, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // place % 10
        if digit:
            out += ("零" if gap and out else "") + digits[digit] + unit
        gap = not digit
    return out


def english(value: int) -> str:
    """A number below a thousand in English words."""
    small = ("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
             "seventeen eighteen nineteen").split()  # fmt: skip
    tens = "twenty thirty forty fifty sixty seventy eighty ninety".split()
    if value < 20:
        return small[value]
    if value < 100:
        return tens[value // 10 - 2] + (f"-{small[value % 10]}" if value % 10 else "")
    rest = value % 100
    return f"{small[value // 100]} hundred" + (f" and {english(rest)}" if rest else "")


@given(st.integers(1, 9999), st.sampled_from(["万", "亿", "万亿"]))
def test_hanzi_numerals_survive(value: int, scale: str) -> None:
    (span,) = find_money(f"总额{hanzi(value)}{scale}美元", lang="zh")
    assert span.value.value == value * SCALES_ZH[scale]


@given(st.integers(1, 999), st.sampled_from([" million", " billion"]))
def test_english_number_words_survive(value: int, scale: str) -> None:
    (span,) = find_money(f"It cost {english(value)}{scale} dollars", lang="en")
    assert span.value.value == value * SCALES_EN[scale]


@given(st.integers(1, 999), st.integers(1, 999), st.sampled_from(["en", "zh"]))
def test_ranges_survive(low: int, more: int, lang: str) -> None:
    high = low + more
    texts = {
        "en": [f"${low}bn to ${high}bn", f"${low}-{high} billion", f"between ${low}bn and ${high}bn"],
        "zh": [f"{low}亿至{high}亿美元", f"{low}-{high}亿美元", f"{low}亿美元到{high}亿美元"],
    }
    scale = {"en": 10**9, "zh": 10**8}[lang]
    for text in texts[lang]:
        (span,) = find_money(text, lang=lang)
        assert (span.value.value, span.value.high, span.text) == (
            low * scale, high * scale, text.removeprefix("between "),
        )  # fmt: skip


@given(st.decimals(0, 100, places=1), st.sampled_from(["en", "zh"]))
def test_percents_survive(value: Decimal, lang: str) -> None:
    texts = {"en": ["{}%", "{} percent", "{} per cent", "about {}%"], "zh": ["{}%", "约{}％", "百分之{}"]}
    for form in texts[lang]:
        (span,) = find_percents(form.format(grouped(value)), lang=lang)
        assert span.value.value == value


@given(st.dates())
def test_days_survive(day: Any) -> None:
    if day.year < 1800 or day.year > 2099:
        return
    months = "January February March April May June July August September October November December".split()
    name = months[day.month - 1]
    forms = {
        "en": [f"{name} {day.day}, {day.year}", f"{day.day} {name} {day.year}", day.isoformat()],
        "zh": [f"{day.year}年{day.month}月{day.day}日", f"{day.year} 年 {day.month:02d} 月 {day.day:02d} 日"],
    }
    for lang, texts in forms.items():
        for text in texts:
            (span,) = find_dates(f"on {text} it", lang=lang, published=None)
            assert (span.value.edtf, span.text) == (day.isoformat(), text)


PIECES = [
    *"0 1 7 12 100 2026 1.5 1,000 １２ $ US$ ¥ € 元 美元 亿 万 千 百 十 多 余 一 二 两 三 半 年 月 日 周 上 下 去 今 前 后 至 到 约 近 逾 高达".split(),
    *"billion bn m B k a an half million dollars percent % ％ percentage points up to more than about between and from".split(),
    *"October May march last next year Monday ago Q3 FY27 through until by since mid- late 分之 成 百分之 每年 左右 以上".split(),
    "-", "–", ".", ",", " ", " ", "\n", "/", "+", "~", "，", "。", "(", "<N>", "\u00a0",
]  # fmt: skip
messy = st.lists(st.sampled_from(PIECES), max_size=30).map("".join) | st.lists(
    st.sampled_from(PIECES), max_size=30
).map(" ".join)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("finder", FINDERS)
@given(text=messy | st.text(max_size=60))
@example(text="1/13/2026 9999年99月99日 next 999 years")
@example(text="9" * 30 + "billion dollars")
def test_spans_lie_in_the_text_in_order_without_overlap(finder: str, lang: str, text: str) -> None:
    end = 0
    for span in FINDERS[finder](text, lang):
        assert end <= span.cue_start <= span.start < span.end <= span.cue_end <= len(text)
        assert text[span.start : span.end] == span.text
        if finder == "dates":
            check_edtf(span.value.edtf)
        end = span.cue_end


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    "piece",
    ["1", "$", "1,", "1.", "1-", "$1-", "亿", "一", "万亿", "one ", "a ", "billion ", "about ", "up to ", "the ", "2026-", "5月",
     "the end of ", " ", "10%", "a third of the ", "两成", "last ", "上", "\u00a0", "1 ", "$1 million "],
)  # fmt: skip
def test_time_is_linear(piece: str, lang: str) -> None:
    """20,000 characters; anything quadratic would take far longer."""
    text = piece * (20_000 // len(piece))
    begin = time.process_time()
    for find in FINDERS.values():
        find(text, lang)
    assert time.process_time() - begin < 6
