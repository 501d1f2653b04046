"""The qualifiers that a model gives, held against the quote: what is not written there is left out."""

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeVar

import msgspec

from extractors.llm.prompt import CHOICES, wording
from extractors.llm.quotes import Folded, find
from extractors.names.recognize import Name
from extractors.values import Date, ValueSpan, find_dates, find_money, find_percents
from kg.model import Article, AttributionKind, Bound, InvalidRecord, Money, Percent, entities, interval

V = TypeVar("V")
Span = tuple[int, int]
#: Called with the reason for which a qualifier is dropped.
Drop = Callable[[str], None]

_SAME = 1e-6
#: Qualifiers that are words of the quote.
_WORDS = ("basis", "covers", "product", "position", "round")
#: Dates as written by a model may hold these, which no record of ours does.
_MAX_WORDS = 120


class Values(msgspec.Struct, frozen=True):
    """The sums, shares and dates of an article, found as the built-in extractor finds them."""

    money: Sequence[ValueSpan[Money]]
    percents: Sequence[ValueSpan[Percent]]
    dates: Sequence[ValueSpan[Date]]


def find_values(article: Article) -> Values:
    """All values in the text of an article."""
    text, lang = article.text, article.lang
    return Values(
        [money for money in find_money(text, lang=lang, bare=True) if money.each is None],
        find_percents(text, lang=lang),
        find_dates(text, lang=lang, published=article.published),
    )


def check_qualifiers(
    given: dict[str, Any],
    values: Values,
    folded: Folded,
    text: str,
    *,
    quote: Span,
    names: Sequence[Name],
    drop: Drop,
) -> dict[str, Any]:
    """Those of the qualifiers that are valid and that the quote holds, by their names in the vocabulary."""
    given = {name: value for name, value in given.items() if value not in (None, "")}
    for name in sorted(set(given) - set(wording().qualifiers)):
        drop("unknown qualifier")
        del given[name]
    choices = {
        name: chosen for name in CHOICES if (chosen := _choice(name, given.get(name), drop)) is not None
    }
    found: dict[str, Any] = {}
    if "amount" in given:
        found |= _amount(given, choices, _inside(values.money, quote), drop)
    if "percent" in given:
        found |= _percent(given["percent"], choices, _inside(values.percents, quote), drop)
    for name in ("valid_from", "valid_until"):
        if name in given and (date := _date(given[name], _inside(values.dates, quote), drop)) is not None:
            found[name] = date
    written = partial(_written, folded=folded, text=text, quote=quote, drop=drop)
    for name in _WORDS:
        if name in given and (words := written(name, given[name])) is not None:
            found[name] = words
    if isinstance(given.get("capped"), bool):
        found["capped"] = given["capped"]
    elif "capped" in given:
        drop("capped not in the vocabulary")
    found |= {name: choices[name] for name in ("stake_kind", "exclusivity") if name in choices}
    if "attribution" in given and (source := written("attribution", given["attribution"])) is not None:
        found |= _attribution(source, choices.get("attribution_kind"), text, names, quote)
    return found


def _inside(spans: Sequence[ValueSpan[V]], quote: Span) -> list[ValueSpan[V]]:
    return [span for span in spans if quote[0] <= span.start and span.end <= quote[1]]


def _choice(name: str, word: Any, drop: Drop) -> Any:
    if word is None:
        return None
    try:
        return CHOICES[name](word)
    except ValueError:
        drop(f"{name} not in the vocabulary")
        return None


def _number(value: Any) -> float:
    """A number as a model writes it, also as text; not a number where it is none."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return math.nan
    try:
        return float(value.replace(",", "").rstrip("%") if isinstance(value, str) else value)
    except (ValueError, OverflowError):
        return math.nan


def _near(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=_SAME)


def _amount(
    given: dict[str, Any], choices: dict[str, Any], sums: list[ValueSpan[Money]], drop: Drop
) -> dict[str, Any]:
    """The sum that the model means as the quote has it: value, currency, bound and period are read there."""
    wanted = _number(given["amount"])
    currency = given.get("currency")
    fitting = [
        span.value
        for span in sums
        if any(_near(wanted, float(end)) for end in (span.value.value, span.value.high) if end is not None)
    ]
    money = next((value for value in fitting if value.currency == currency), fitting[0] if fitting else None)
    if money is None:
        drop("amount not in the quote")
        return {}
    if currency is not None and currency != money.currency:
        drop("currency not in the quote")
    found: dict[str, Any] = {
        "amount": float(money.value),
        "amount_bound": _bound(money.bound, choices.get("amount_bound")),
    }
    if money.currency is not None:
        found["currency"] = money.currency
    if money.per is not None:
        found["per"] = money.per
    elif "per" in choices:
        drop("period not in the quote")
    if "amount_of" in choices:
        found["amount_of"] = choices["amount_of"]
    return found


def _percent(
    value: Any, choices: dict[str, Any], shares: list[ValueSpan[Percent]], drop: Drop
) -> dict[str, Any]:
    wanted = _number(value)
    for span in shares:
        share = span.value
        ends = [float(end) for end in (share.value, share.high) if end is not None]
        if any(_near(wanted, end) for end in ends) and 0 <= share.value <= 100:
            return {
                "percent": float(share.value),
                "percent_bound": _bound(share.bound, choices.get("percent_bound")),
            }
    drop("percent not in the quote")
    return {}


def _bound(written: Bound, said: Bound | None) -> Bound:
    """The bound that stands beside the number; where none does, the one that the model saw further off."""
    return written if written is not Bound.EXACT or said is None else said


def _date(value: Any, dates: list[ValueSpan[Date]], drop: Drop) -> str | None:
    """The date of the quote that the model means, as precise as the quote."""
    try:
        wanted = interval(value) if isinstance(value, str) else None
    except InvalidRecord:
        wanted = None
    if wanted is None:
        drop("date is no EDTF date")
        return None
    for span in dates:
        first, after = interval(span.value.edtf)
        if wanted[0] < after and first < wanted[1]:
            return span.value.edtf
    drop("date not in the quote")
    return None


def _written(name: str, words: Any, *, folded: Folded, text: str, quote: Span, drop: Drop) -> str | None:
    """The words as they stand in the quote."""
    found = None
    if isinstance(words, str) and len(words) <= _MAX_WORDS:
        found = next(find(words, folded, start=quote[0], end=quote[1]), None)
    if found is None:
        drop(f"{name} not in the quote")
        return None
    return text[slice(*found)]


def _attribution(
    source: str, kind: AttributionKind | None, text: str, names: Sequence[Name], quote: Span
) -> dict[str, Any]:
    """Who says so: the entity where it is a name, else the words."""
    found: dict[str, Any] = {"attribution": source}
    if kind is not None:
        found["attribution_kind"] = kind
    named = next(
        (n for n in names if quote[0] <= n.start and n.end <= quote[1] and text[n.start : n.end] == source),
        None,
    )
    if named is None:
        return found
    listed = entities().get(named.entity_id)
    found["attribution"] = named.canonical
    if listed is not None and listed.kind == "media":
        found["attribution_kind"] = AttributionKind.PUBLISHER
    return found
