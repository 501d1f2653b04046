"""Sums of money in running text.

A currency comes only from the text: "$" and "dollars" are US dollars, 元 is yuan (but no currency where
the number is written in traditional characters, for it may be a Taiwan or Hong Kong dollar). "¥" is yen
or yuan: the one that is named elsewhere in the text, if only one is, else no currency.
"""

import re
from functools import cache
from typing import NamedTuple

import msgspec

from extractors.values.lexicon import any_of, key, lexicon
from extractors.values.measures import Reading, cues_around, each_around, rate_around, read_all
from extractors.values.numbers import Numeral, all_numerals
from extractors.values.spans import ValueSpan, without_overlaps
from kg.model import AmbiguousCurrency, Money

_HAN = re.compile(r"[\u4e00-\u9fff]")


class _Unit(NamedTuple):
    """A currency as read: its code, or None with the sign that does not settle it."""

    code: str | None
    sign: str | None = None


class _Grammar(NamedTuple):
    before: re.Pattern[str]
    after: re.Pattern[str]
    codes: dict[str, str]
    ambiguous: dict[str, dict[str, re.Pattern[str]]]


@cache
def _grammar(lang: str) -> _Grammar:
    words = lexicon(lang).money
    named = {code: code for code in words.codes} | dict(words.names)
    before = named | dict(words.signs) | dict.fromkeys(words.ambiguous, "")
    after = named | dict(words.units) | dict(words.units_of_large_sums)
    large = any_of(words.units_of_large_sums)
    return _Grammar(
        re.compile(f"({any_of(before)})" + r"\s?\Z"),
        re.compile(
            rf"[\s-]?(?:({large}(?!\sof\b)(?!-))|({any_of(set(after) - set(words.units_of_large_sums))}))"
        ),
        {key(name): code for name, code in (before | after).items()},
        {
            sign: {code: re.compile(any_of(names)) for code, names in choices.items()}
            for sign, choices in words.ambiguous.items()
        },
    )


def find_money(text: str, *, lang: str, bare: bool = False) -> list[ValueSpan[Money]]:
    """All sums of money in `text`, in order of start, not overlapping.

    Vague ones ("several billion dollars", 数十亿美元) are no sums. With `bare`, also numbers with a
    magnitude but no currency ("50bn", 50亿), which may be money or anything else. A change ("from $2bn to $3bn")
    is two sums, a range ("$2bn to $3bn") is one with a `high`.

    >>> [span.value.value for span in find_money("a $15bn first tranche of up to $50 billion", lang="en")]
    [Decimal('15000000000'), Decimal('50000000000')]
    """
    grammar = _grammar(lang)

    def read_unit(text: str, numeral: Numeral) -> Reading[_Unit] | None:
        return _read_unit(text, numeral, lang=lang)

    settled = {sign: _settle(text, choices) for sign, choices in grammar.ambiguous.items() if sign in text}
    spans = []
    for reading in read_all(text, all_numerals(text, lang=lang), read_unit, lang=lang):
        numeral, unit = reading.numeral, reading.unit
        if unit is None and not (bare and numeral.large > 1 and not numeral.letter and not numeral.glued):
            continue
        spans.append(_span(text, reading, settled, lang=lang))
    return without_overlaps(spans)


def _span(
    text: str, reading: Reading[_Unit], settled: dict[str, str | None], *, lang: str
) -> ValueSpan[Money]:
    start, end = reading.start, reading.end
    code = None if reading.unit is None else reading.unit.code
    if code is None and reading.unit is not None and reading.unit.sign is not None:
        code = settled.get(reading.unit.sign)
    cues = cues_around(text, start, end, more=reading.numeral.more, lang=lang)
    per, per_start, per_end = rate_around(text, cues.start, cues.end, lang=lang)
    if per is None and cues.start < start:
        per, _, per_end = rate_around(text, start, cues.end, lang=lang)
    return ValueSpan(
        start=start,
        end=end,
        cue_start=min(cues.start, per_start),
        cue_end=max(cues.end, per_end),
        text=text[start:end],
        value=Money(value=reading.low, currency=code, bound=cues.bound, per=per, high=reading.high),
        each=None if per is not None else each_around(text, cues.start, cues.end, lang=lang),
    )


def _read_unit(text: str, numeral: Numeral, *, lang: str) -> Reading[_Unit] | None:
    grammar, words = _grammar(lang), lexicon(lang).money
    start, end = numeral.start, numeral.end
    before = grammar.before.search(text, max(0, start - 16), start)
    if before is None and numeral.glued:
        return None
    after = grammar.after.match(text, end)
    if after is not None and after[1] is not None and (numeral.large == 1 or numeral.letter):
        after = None
    if before is None:
        if after is not None and text[end] == "-" and _opens_with_article(text[start:end], lang=lang):
            return None
        if after is None:
            return Reading(start, end, numeral, numeral.value, None)
        code: str | None = grammar.codes[key(after[1] or after[2])]
        if after[2] in words.generic_units:
            if numeral.magnitude == 1 and not text[start].isdecimal():
                return None
            if any(char in text[start:end] for char in words.traditional):
                code = None
        return Reading(start, after.end(), numeral, numeral.value, _Unit(code))
    sign = before[1]
    code = grammar.codes[key(sign)] or None
    if after is not None:
        named = grammar.codes[key(after[1] or after[2])]
        is_generic = after[2] in words.generic_units
        if code is None or sign in words.generic_signs or named == code or is_generic:
            end = after.end()
            if code is None or (sign in words.generic_signs and not is_generic):
                code = named
    return Reading(
        before.start(), end, numeral, numeral.value, _Unit(code, sign if code is None else None), leads=True
    )


def _opens_with_article(words: str, *, lang: str) -> bool:
    """ "A billion-dollar company" is one of that class, not one of that sum."""
    return any(key(words).startswith(f"{article} ") for article in lexicon(lang).numbers.articles)


def _settle(text: str, choices: dict[str, re.Pattern[str]]) -> str | None:
    """The one currency of `choices` that `text` names, or None if it names none or several."""
    named = [code for code, names in choices.items() if names.search(text)]
    return named[0] if len(named) == 1 else None


def parse_money(text: str, *, lang: str | None = None, default_currency: str | None = None) -> Money | None:
    """Read the first sum of money of `text`, or None where it holds none.

    In plain units: "up to $50bn" is 50_000_000_000 with the bound up_to. A number with a magnitude but no
    currency ("50bn", 50亿) counts too; its currency is `default_currency`. `lang` None: Chinese if there
    is a Chinese character, else English. Raises AmbiguousCurrency for a bare "¥" (yen or yuan) without
    `default_currency`.

    >>> parse_money("逾100亿美元")
    Money(value=Decimal('10000000000'), currency='USD', bound=<Bound.AT_LEAST: 'at_least'>, per=None, high=None)
    >>> parse_money("several billion dollars") is None
    True
    """
    lang = lang or guess_lang(text)
    spans = find_money(text, lang=lang, bare=True)
    if not spans:
        return None
    first = spans[0]
    if first.value.currency is not None:
        return first.value
    sign = next((sign for sign in lexicon(lang).money.ambiguous if sign in first.text), None)
    if sign is not None and default_currency is None:
        choices = " or ".join(sorted(lexicon(lang).money.ambiguous[sign]))
        raise AmbiguousCurrency(f"{first.text!r}: {sign} may be {choices}; give default_currency")
    return msgspec.structs.replace(first.value, currency=default_currency)


def guess_lang(text: str) -> str:
    """The language of a short text by its script: `zh` if it holds a Chinese character, else `en`."""
    return "zh" if _HAN.search(text) else "en"
