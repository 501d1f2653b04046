"""What an edge says beside its relation, in words: sums, shares, terms and periods, in English and Chinese."""

from collections.abc import Callable
from typing import Literal

from kg.model import OPEN_END, OPEN_START, AmountOf, Bound, Exclusivity, Per, StakeKind, Status
from kg.render.model import RenderEdge

Lang = Literal["en", "zh"]

_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£"}
_CURRENCIES_ZH = {
    "USD": "美元", "EUR": "欧元", "GBP": "英镑", "CNY": "元人民币", "JPY": "日元", "KRW": "韩元", "HKD": "港元",
    "TWD": "新台币", "CAD": "加元", "AUD": "澳元", "SGD": "新加坡元", "CHF": "瑞士法郎", "INR": "印度卢比",
    "AED": "阿联酋迪拉姆", "SAR": "沙特里亚尔", "SEK": "瑞典克朗",
}  # fmt: skip
_STEPS = {
    "en": ((1e12, "tn"), (1e9, "bn"), (1e6, "m"), (1e3, "k")),
    "zh": ((1e12, "万亿"), (1e8, "亿"), (1e4, "万")),
}
_BOUNDS: dict[Lang, dict[Bound, str]] = {
    "en": {Bound.UP_TO: "up to {}", Bound.AT_LEAST: "at least {}", Bound.ABOUT: "about {}"},
    "zh": {Bound.UP_TO: "最多{}", Bound.AT_LEAST: "至少{}", Bound.ABOUT: "约{}"},
}
_SHORT_BOUNDS = {Bound.UP_TO: "≤ {}", Bound.AT_LEAST: "≥ {}", Bound.ABOUT: "~{}"}
_PER: dict[Lang, dict[Per, str]] = {
    "en": {Per.MONTH: "{} a month", Per.QUARTER: "{} a quarter", Per.YEAR: "{} a year"},
    "zh": {Per.MONTH: "每月{}", Per.QUARTER: "每季度{}", Per.YEAR: "每年{}"},
}
_EXCLUSIVITY: dict[Lang, dict[Exclusivity, str]] = {
    "en": {
        Exclusivity.EXCLUSIVE: "exclusive",
        Exclusivity.PRIMARY: "primary partner",
        Exclusivity.NON_EXCLUSIVE: "non-exclusive",
    },
    "zh": {Exclusivity.EXCLUSIVE: "独家", Exclusivity.PRIMARY: "主要", Exclusivity.NON_EXCLUSIVE: "非独家"},
}
_STATUS: dict[Lang, dict[Status, str]] = {
    "en": {
        Status.ENDED: "ended",
        Status.PLANNED: "planned",
        Status.CONDITIONAL: "conditional",
        Status.CONSIDERED: "considered",
    },
    "zh": {
        Status.ENDED: "已结束",
        Status.PLANNED: "计划中",
        Status.CONDITIONAL: "附条件",
        Status.CONSIDERED: "考虑中",
    },
}
_STAKE: dict[Lang, dict[StakeKind, str]] = {
    "en": {StakeKind.EQUITY: "{} of the equity", StakeKind.VOTING: "{} of the votes"},
    "zh": {StakeKind.EQUITY: "{}股权", StakeKind.VOTING: "{}表决权"},
}
_PHRASES: dict[Lang, dict[str, str]] = {
    "en": {
        "total": "{} in all (the whole round)",
        "capped": "capped",
        "uncapped": "not capped",
        "covers": "covers {}",
        "from": "from {}",
        "until": "until {}",
        "span": "{} to {}",
    },
    "zh": {
        "total": "总额{}（整轮）",
        "capped": "设有上限",
        "uncapped": "不设上限",
        "covers": "涵盖{}",
        "from": "自{}起",
        "until": "至{}",
        "span": "{}至{}",
    },
}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def number(value: float, *, lang: Lang) -> str:
    """A number as people write it, with at most four digits that count.

    >>> number(50_000_000_000, lang="en"), number(50_000_000_000, lang="zh"), number(410, lang="en")
    ('50bn', '500亿', '410')
    """
    for size, word in _STEPS[lang]:
        # 999,999,999 rounds to 1,000m, so the step is chosen by what the figure rounds to.
        if float(f"{value:.4g}") >= size:
            return _digits(value / size) + word
    return _digits(value)


def _digits(value: float) -> str:
    rounded = float(f"{value:.4g}")
    return f"{rounded:,.0f}" if rounded == int(rounded) else f"{rounded:,g}"


def money(value: float, *, currency: str | None, lang: Lang) -> str:
    """A sum with its currency, where there is one.

    >>> money(38e9, currency="USD", lang="en"), money(38e9, currency="CNY", lang="zh")
    ('$38bn', '380亿元人民币')
    """
    figure = number(value, lang=lang)
    if currency is None:
        return figure
    if lang == "zh":
        return figure + _CURRENCIES_ZH.get(currency, f" {currency}")
    return _SIGNS[currency] + figure if currency in _SIGNS else f"{currency} {figure}"


def day(date: str, *, lang: Lang) -> str:
    """A partial date as precise as it is.

    >>> day("2026-04-27", lang="en"), day("2026-02", lang="zh"), day("2032~", lang="en")
    ('27 Apr 2026', '2026年2月', 'about 2032')
    """
    parts = date.rstrip("~").split("-")
    if lang == "zh":
        text = "".join(f"{int(part)}{unit}" for part, unit in zip(parts, "年月日", strict=False))
    else:
        words = [
            parts[0],
            *(_MONTHS[int(part) - 1] for part in parts[1:2]),
            *(str(int(d)) for d in parts[2:]),
        ]
        text = " ".join(reversed(words))
    return _BOUNDS[lang][Bound.ABOUT].format(text) if date.endswith("~") else text


def last_day(until: str) -> str:
    """The last period before the half-open end `until`: a year or month where it ends with one.

    >>> last_day("2033-01-01"), last_day("2026-03-01"), last_day("2026-04-28")
    ('2032', '2026-02', '2026-04-27')
    """
    import datetime as dt

    before = dt.date.fromisoformat(until) - dt.timedelta(days=1)
    if until.endswith("-01-01"):
        return f"{before.year:04d}"
    return before.isoformat()[:7] if until.endswith("-01") else before.isoformat()


def terms(edge: RenderEdge, *, lang: Lang) -> list[str]:
    """All qualifiers of an edge as short phrases, its status last."""
    say = _PHRASES[lang]
    found: list[str | None] = [_amount(edge, lang), _percent(edge, lang)]
    if edge.exclusivity is not None:
        found.append(_EXCLUSIVITY[lang][edge.exclusivity])
    if edge.capped is not None:
        found.append(say["capped" if edge.capped else "uncapped"])
    found += [edge.position, edge.round, edge.product, edge.basis]
    if edge.covers is not None:
        found.append(say["covers"].format(edge.covers))
    found += [period(edge, lang=lang), _STATUS[lang].get(edge.status)]
    return [phrase for phrase in found if phrase]


def short(edge: RenderEdge, *, lang: Lang) -> str:
    """The one term that goes on the drawing: the share, the sum, the job, or nothing."""
    if edge.percent is not None:
        return _bounded(f"{_digits(edge.percent)}%", edge.percent_bound, _SHORT_BOUNDS)
    if edge.amount is not None:
        return _bounded(
            money(edge.amount, currency=edge.currency, lang=lang), edge.amount_bound, _SHORT_BOUNDS
        )
    return edge.position or ""


def period(edge: RenderEdge, *, lang: Lang) -> str:
    """When the edge holds, or "" where that is not known."""
    start = edge.valid_from
    if start is None and edge.since not in {None, OPEN_START}:
        start = edge.since
    end = edge.valid_until
    if end is None and edge.until is not None and edge.until != OPEN_END:
        end = last_day(edge.until)
    say: Callable[[str], str] = _PHRASES[lang].__getitem__
    if start and end:
        return say("span").format(day(start, lang=lang), day(end, lang=lang))
    if start:
        return say("from").format(day(start, lang=lang))
    return say("until").format(day(end, lang=lang)) if end else ""


def _amount(edge: RenderEdge, lang: Lang) -> str:
    if edge.amount is None:
        return ""
    text = money(edge.amount, currency=edge.currency, lang=lang)
    text = _bounded(text, edge.amount_bound, _BOUNDS[lang])
    if edge.per is not None:
        text = _PER[lang][edge.per].format(text)
    return _PHRASES[lang]["total"].format(text) if edge.amount_of is AmountOf.TOTAL else text


def _percent(edge: RenderEdge, lang: Lang) -> str:
    if edge.percent is None:
        return ""
    text = _digits(edge.percent) + (" %" if lang == "en" else "%")
    text = _bounded(text, edge.percent_bound, _BOUNDS[lang])
    kind = _STAKE[lang].get(edge.stake_kind) if edge.stake_kind is not None else None
    return kind.format(text) if kind else text


def _bounded(text: str, bound: Bound | None, words: dict[Bound, str]) -> str:
    return words[bound].format(text) if bound in words else text
