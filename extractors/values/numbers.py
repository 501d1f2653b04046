"""Numbers in running text: digits, number words and magnitudes, in any mixture a language allows."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache, lru_cache
from typing import NamedTuple

from extractors.values.lexicon import any_of, key, lexicon

_ONE = Decimal(1)
_LARGE = 10_000

#: Digits of any width, with separators of thousands (also Indian ones) and a decimal part. Longer ones
#: than 24 places are no number anybody writes. A number with two points is a version or a date.
_DIGITS = r"(?:[０-９]{1,3}(?:，[０-９]{3})+|\d{1,3}(?:,\d{2,3}){0,8},\d{3}|\d{1,24})(?!\d)(?:[.．]\d{1,24}(?!\d))?(?![.．]\d)"


class Numeral(NamedTuple):
    """A number and its place. `base` times `magnitude` is its value where the magnitude stands last.

    `large` is the part of the magnitude from ten thousand up; `more` is true where the number itself says
    at least ("100+ billion", 100多亿); `letter` where the magnitude is one letter ("50B"), which only
    money writes; `glued` where it is part of a Latin word or name ("H100", "GPT-4").
    """

    start: int
    end: int
    value: Decimal
    magnitude: Decimal
    large: Decimal
    more: bool
    letter: bool
    glued: bool


class _Grammar(NamedTuple):
    number: re.Pattern[str]
    token: re.Pattern[str]
    vague: re.Pattern[str]
    words: dict[str, Decimal]
    multipliers: dict[str, Decimal]
    letters: dict[str, Decimal]


@cache
def _grammar(lang: str) -> _Grammar:
    words = lexicon(lang).numbers
    word, multiplier = any_of(words.words), any_of(words.multipliers)
    more, join = any_of(words.more), words.joiner
    article = f"{any_of(words.articles)}(?={join}{multiplier})"
    letter = rf"(?i:{'|'.join(sorted(words.letters, key=len, reverse=True))})(?![A-Za-z0-9])"
    first = f"{article}|{word}" + (f"|{multiplier}" if words.bare else "")
    openers = {*words.words, *words.articles, *(words.multipliers if words.bare else ())}
    point = rf"\s?{any_of(words.point)}\s?"
    spelled = (
        rf"(?<![A-Za-z0-9])(?:{first})(?:{join}(?:{multiplier}|{word}|{more})){{0,16}}"
        rf"(?:{point}{word}(?:{join}{word}){{0,8}}(?:{join}{multiplier}){{0,4}})?"
    )
    digits = (
        rf"{_DIGITS}(?:[ \u00a0]?{more})?(?:[ \u00a0]?(?P<letter>{letter})|(?:{join}{multiplier}){{1,4}}"
        rf"(?:{_DIGITS}{multiplier}{{1,3}}){{0,3}})?"
    )
    letters = "".join(sorted({char for name in openers for char in (name[0], name[0].upper())}))
    opens = rf"(?=\d|(?<![A-Za-z0-9])[{re.escape(letters)}])"
    number = rf"{opens}(?<!\d)(?<!\d[.,．])(?:{digits}|{spelled})(?:{more})?"
    token = (
        rf"(?P<digits>{_DIGITS})|(?P<point>{point})|(?P<multiplier>{multiplier})|(?P<article>{article})"
        rf"|(?P<word>{word})|(?P<more>{more})|(?P<letter>{letter})"
    )
    return _Grammar(
        re.compile(number),
        re.compile(token),
        re.compile(any_of(words.vague) + r"\Z"),
        {key(name): value for name, value in (*words.words.items(), *words.articles.items())},
        {key(name): value for name, value in words.multipliers.items()},
        {key(name): value for name, value in words.letters.items()},
    )


def numerals(text: str, *, lang: str) -> Iterator[Numeral]:
    """All numbers of `text`, in order, not overlapping. Vague ones (数十亿, "several million") are none."""
    grammar = _grammar(lang)
    for found in grammar.number.finditer(text):
        start, end = found.span()
        numeral = _read(text, start, end, grammar)
        if numeral is not None:
            yield numeral


@lru_cache(maxsize=4)
def all_numerals(text: str, *, lang: str) -> tuple[Numeral, ...]:
    """The `numerals` of a whole text, kept for the next finder that reads the same one."""
    return tuple(numerals(text, lang=lang))


def _read(text: str, start: int, end: int, grammar: _Grammar) -> Numeral | None:
    terms: list[Decimal] = []
    kinds: list[str] = []
    scales: list[Decimal] = []
    decimals: Decimal | None = None
    more = False
    for token in grammar.token.finditer(text, start, end):
        kind, word = token.lastgroup or "", token[0]
        match kind:
            case "digits":
                terms.append(Decimal(word.replace(",", "").replace("，", "").replace("．", ".")))
            case "point":
                decimals = _ONE
            case "more":
                more = True
                continue
            case "multiplier" | "letter":
                scale = (grammar.multipliers if kind == "multiplier" else grammar.letters)[key(word)]
                _scale(terms, scale, takes_last=kinds[-1:] != ["multiplier"] or scales[-1] < scale)
                scales.append(scale)
                decimals = None
            case _:
                value = grammar.words[key(word)]
                if decimals is not None:
                    decimals /= 10
                    terms.append(value * decimals)
                elif kinds and kinds[-1] == "word" and value < 10 and terms[-1] < 10 and value == int(value):
                    terms[-1] = terms[-1] * 10 + value
                else:
                    terms.append(value)
        if kind not in {"multiplier", "letter"}:
            scales.clear()
        kinds.append(kind)
    if kinds[:1] == ["multiplier"] and (
        (len(kinds) == 1 and terms[0] != 10) or grammar.vague.search(text, max(0, start - 4), start)
    ):
        return None
    magnitude = large = _ONE
    for scale in scales:
        magnitude *= scale
        large *= scale if scale >= _LARGE else _ONE
    return Numeral(
        start,
        end,
        plain(sum(terms, Decimal(0))),
        magnitude,
        large,
        more,
        kinds[-1:] == ["letter"],
        _is_glued(text, start),
    )


def _scale(terms: list[Decimal], scale: Decimal, *, takes_last: bool) -> None:
    """Multiply what stands before a magnitude and is smaller: 一千二百 before 亿, but only 二 before 百.

    `takes_last`: the last term counts whatever its size ("5000 thousand"), for nothing but its number or a
    smaller magnitude (万 before 亿) stands before.
    """
    lower = terms.pop() if terms and takes_last else Decimal(0)
    while terms and terms[-1] < scale:
        lower += terms.pop()
    terms.append((lower or _ONE) * scale)


def _is_glued(text: str, start: int) -> bool:
    before = text[max(0, start - 2) : start]
    before = before[:-1] if before.endswith(("-", "_", "/")) else before[-1:]
    return bool(before) and before[-1].isascii() and before[-1].isalpha()


def plain(value: Decimal) -> Decimal:
    """`value` without an exponent or useless zeros.

    >>> plain(Decimal("7.50") * 1_000_000_000), plain(Decimal("0.50"))
    (Decimal('7500000000'), Decimal('0.5'))
    """
    whole = value.to_integral_value()
    return whole.quantize(_ONE) if whole == value and abs(whole) < 10**24 else value.normalize()
