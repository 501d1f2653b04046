"""A sentence as signs: every name and value one private character, so that patterns see word order and little else."""

import re
from collections.abc import Sequence

import msgspec
from spacy.tokens import Span

from extractors.mentions import Mention, Mentions
from kg.model import EntityType

SIGNS = {
    EntityType.ORGANIZATION: "\ue000",
    EntityType.PERSON: "\ue001",
    EntityType.PRODUCT: "\ue002",
}
MONEY, PERCENT, DATE = "\ue010", "\ue011", "\ue012"
#: Any name, as the inside of a character class.
ANY = "\ue000-\ue002"
#: Signs of pronouns: names where a party is wanted, ordinary words in a gap.
PRONOUNS = {
    EntityType.ORGANIZATION: "\ue004",
    EntityType.PERSON: "\ue005",
    EntityType.PRODUCT: "\ue006",
}
_BLANK = re.compile(r"\s")
_PRONOUNS = frozenset({"it", "we", "our", "he", "she", "they", "its", "his", "their"})
_POSSESSIVES = frozenset({"its", "our", "his", "their"})


class Signing(msgspec.Struct, frozen=True):
    """How the sentences of a language become signs."""

    blanks: bool
    skip: frozenset[str]
    suffix: re.Pattern[str] | None
    gloss: re.Pattern[str] | None
    sources: tuple[re.Pattern[str], ...]
    topical: re.Pattern[str] | None = None
    pointing: re.Pattern[str] | None = None
    possessive: re.Pattern[str] | None = None
    lately: int = 200
    breaks: re.Pattern[str] | None = None
    relative: re.Pattern[str] | None = None
    barred: re.Pattern[str] | None = None
    governed: re.Pattern[str] | None = None
    crowd: re.Pattern[str] | None = None
    clause: str = ""
    adds: re.Pattern[str] | None = None


class Signed(msgspec.Struct, frozen=True):
    """A sentence as signs: `units[i]` is the mention or value span behind sign i, `offsets[i]` where it begins.

    `source` is the text that the sentence is of.
    """

    text: str
    offsets: tuple[int, ...]
    ends: tuple[int, ...]
    units: tuple[Mention | None, ...]
    source: str = ""


def sign(
    text: str, sentence: Span, mentions: Mentions, values: Sequence[tuple[int, int, str]], *, signing: Signing
) -> Signed:
    """`sentence` as signs; `values` are (start, end, money|percent|date) by character offsets of the text."""
    marks: dict[int, tuple[int, str, Mention | None]] = {
        start: (end, {"money": MONEY, "percent": PERCENT, "date": DATE}[kind], None)
        for start, end, kind in values
    }
    for mention in mentions.within(sentence.start_char, sentence.end_char):
        written = PRONOUNS if signing.blanks and mention.text.lower() in _PRONOUNS else SIGNS
        marks[mention.start] = (mention.end, written[mention.type], mention)
    signs: list[str] = []
    offsets: list[int] = []
    ends: list[int] = []
    units: list[Mention | None] = []

    def write(spelled: str, start: int, end: int, unit: Mention | None) -> None:
        signs.append(spelled)
        offsets.extend([start] * len(spelled))
        ends.extend([end] * len(spelled))
        units.extend([unit, *[None] * (len(spelled) - 1)])

    at = sentence.start_char
    for start in [*sorted(marks), sentence.end_char]:
        if start < at:  # within what is through
            continue
        words, places = _words(text[at:start], at, signing)
        signs.append(words)
        offsets += places
        ends += [place + 1 for place in places]
        units += [None] * len(words)
        if start == sentence.end_char:
            break
        end, mark, unit = marks[start]
        owns = unit is not None and signing.blanks and unit.text.lower() in _POSSESSIVES
        write(mark + "'s" if owns else mark, start, end, unit)
        at = end
        if unit is not None and signing.blanks and _is_contracted(unit, text[end : end + 2]):
            write(" is", end, end + 2, None)  # "it's" owns nothing
            at = end + 2
        elif unit is not None:
            at = _after_name(text, end, unit, mentions, signing)
    return _without_sources(Signed("".join(signs), tuple(offsets), tuple(ends), tuple(units), text), signing)


def _words(text: str, at: int, signing: Signing) -> tuple[str, Sequence[int]]:
    """The signs of words without a name, which begin `at`, and the place of each."""
    if signing.blanks:
        text = _BLANK.sub(" ", text).replace("’", "'")
        if signing.skip.isdisjoint(text):
            return text, range(at, at + len(text))
    kept = [
        i
        for i, sign in enumerate(text)
        if sign not in signing.skip and (signing.blanks or not sign.isspace())
    ]
    return "".join([text[i] for i in kept]), [at + i for i in kept]


def _is_contracted(pronoun: Mention, follows: str) -> bool:
    return pronoun.text.lower() in {"it", "he", "she"} and follows in {"'s", "’s"}


def _after_name(text: str, end: int, name: Mention, mentions: Mentions, signing: Signing) -> int:
    """Where the text goes on after a name, past "公司" and a gloss in brackets: "马斯克（Elon Musk）"."""
    if signing.suffix is not None and name.type is EntityType.ORGANIZATION:
        found = signing.suffix.match(text, end)
        end = found.end() if found else end
    if signing.gloss is None or (found := signing.gloss.match(text, end)) is None:
        return end
    inside = list(mentions.within(*found.span()))
    if not inside and found.groupdict().get("plain") is not None:
        return found.end()
    one = inside[0] if len(inside) == 1 else None
    if one is not None and one.type is name.type and 2 * (one.end - one.start) > found.end() - found.start():
        return found.end()
    return end


def _without_sources(signed: Signed, signing: Signing) -> Signed:
    """Names that only say so ("据…报道") are no parties."""
    text, units = signed.text, list(signed.units)
    for source in signing.sources:
        for found in source.finditer(text):
            for i in range(*found.span()):
                if units[i] is not None:
                    units[i] = None
                    text = text[:i] + "媒" + text[i + 1 :]
    return Signed(text, signed.offsets, signed.ends, tuple(units), signed.source)
