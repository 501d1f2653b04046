"""Patterns over a sentence in which every name and value is one sign: where word order says more than the tree.

Headlines, titles before names, lists of investors, and most of Chinese. A pattern is one entry of `lang/xx/patterns.yaml`:

    words:
      own: [持有, 拥有]
    patterns:
      - frame: zh-hold
        relation: HOLDS_STAKE_IN
        pattern: "{s}~8<own>~4{o}~10{percent}?"

`{s}` and `{o}` are the parties, of the types that the relation allows or those named (`{s:Person}`); with `+` a list
of them (`{s+}`). `{money}`, `{percent}`, `{date}` are values, `{any}` any name. `<own>` is a word list; `~8` a gap of up
to eight signs without a name, `~~8` one that may hold names; neither leaves the clause. `{trigger}` before a word marks it
as what modality is read at (else the first word list). `(?P<position>…)` is the job title.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources

import msgspec
from spacy.tokens import Span

from extractors.frames.draft import Draft
from extractors.mentions import Mention, Mentions
from extractors.passage import Passage
from kg.model import EntityType, relation

_SIGNS = {
    EntityType.ORGANIZATION: "\ue000",
    EntityType.PERSON: "\ue001",
    EntityType.PRODUCT: "\ue002",
}
_MONEY, _PERCENT, _DATE = "\ue010", "\ue011", "\ue012"
_ANY = "\ue000-\ue002"
_STOPS = "。；;！？!?\\n"
_TOKEN = re.compile(
    r"\{(?P<slot>[so])(?::(?P<types>[A-Za-z|]+))?(?P<many>\+)?\}"
    r"|\{(?P<value>money|percent|date|any|trigger)\}|(?<!\?P)<(?P<words>[a-z_]+)>|(?P<gap>~~?)(?P<width>\d+)"
)


class Pattern(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One pattern, as written in patterns.yaml."""

    frame: str
    relation: str
    pattern: str
    fixed: dict[str, str] = {}
    shared: bool = False


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    words: dict[str, tuple[str, ...]]
    joins: str
    patterns: tuple[Pattern, ...]
    blanks: bool = True


class Compiled(msgspec.Struct, frozen=True):
    """A pattern ready to run."""

    pattern: Pattern
    regex: re.Pattern[str]


class Signed(msgspec.Struct, frozen=True):
    """A sentence as signs: `units[i]` is the mention or value span behind sign i, `offsets[i]` where it begins."""

    text: str
    offsets: tuple[int, ...]
    ends: tuple[int, ...]
    units: tuple[Mention | None, ...]


@cache
def patterns(lang: str) -> tuple[tuple[Compiled, ...], bool]:
    """The compiled patterns of a language, and whether blanks count in it."""
    raw = resources.files("extractors").joinpath(f"lang/{lang}/patterns.yaml").read_bytes()
    file = msgspec.yaml.decode(raw, type=_File)
    compiled = tuple(Compiled(p, re.compile(_regex(p, file), re.IGNORECASE)) for p in file.patterns)
    return compiled, file.blanks


def _regex(pattern: Pattern, file: _File) -> str:
    signature = relation(pattern.relation)
    allowed = {"s": signature.subject, "o": signature.object}
    marked = "{trigger}" in pattern.pattern
    state = {"trigger": False}

    def spell(found: re.Match[str]) -> str:
        if found["slot"]:
            types = (
                [EntityType(t) for t in found["types"].split("|")]
                if found["types"]
                else sorted(allowed[found["slot"]])
            )
            one = "[" + "".join(_SIGNS[t] for t in types) + "]"
            many = f"{one}(?:(?:{file.joins}){one})*" if found["many"] else one
            return f"(?P<{found['slot']}>{many})"
        if found["value"] == "trigger":
            return "(?P<trigger>)"
        if found["value"]:
            return {
                "money": f"(?P<money>{_MONEY})",
                "percent": f"(?P<percent>{_PERCENT})",
                "date": _DATE,
                "any": f"[{_ANY}]",
            }[found["value"]]
        if found["words"]:
            words = sorted(file.words[found["words"]], key=lambda w: (-len(w), w))
            choice = "(?:" + "|".join(words) + ")"
            if not marked and not state["trigger"]:
                state["trigger"] = True
                return f"(?P<trigger>{choice})"
            return choice
        names = "" if found["gap"] == "~~" else _ANY
        return f"[^{_STOPS}{names}]{{0,{found['width']}}}?"

    return _TOKEN.sub(spell, pattern.pattern)


def sign(
    text: str, sentence: Span, mentions: Mentions, values: Sequence[tuple[int, int, str]], *, blanks: bool
) -> Signed:
    """`sentence` as signs; `values` are (start, end, money|percent|date) by character offsets of the text."""
    marks: dict[int, tuple[int, str, Mention | None]] = {
        start: (end, {"money": _MONEY, "percent": _PERCENT, "date": _DATE}[kind], None)
        for start, end, kind in values
    }
    for mention in mentions.within(sentence.start_char, sentence.end_char):
        marks[mention.start] = (mention.end, _SIGNS[mention.type], mention)
    signs: list[str] = []
    offsets: list[int] = []
    ends: list[int] = []
    units: list[Mention | None] = []
    at = sentence.start_char
    while at < sentence.end_char:
        end, mark, unit = marks.get(at, (at + 1, text[at], None))
        if blanks or not mark.isspace():
            signs.append(" " if mark.isspace() else mark)
            offsets.append(at)
            ends.append(end)
            units.append(unit)
        at = end
    return Signed("".join(signs), tuple(offsets), tuple(ends), tuple(units))


def match_surface(passage: Passage) -> Iterator[Draft]:
    """Every relation that a pattern reads in the sentences of a passage, in order of pattern and place."""
    compiled, blanks = patterns(passage.lang)
    mentions, values = passage.mentions, passage.values.spans()
    for sentence in passage.doc.sents:
        if not any(True for _ in mentions.within(sentence.start_char, sentence.end_char)):
            continue
        here = [v for v in values if sentence.start_char <= v[0] and v[1] <= sentence.end_char]
        signed = sign(passage.text, sentence, mentions, here, blanks=blanks)
        for one in compiled:
            yield from _apply(one, signed, sentence)


def _apply(compiled: Compiled, signed: Signed, sentence: Span) -> Iterator[Draft]:
    pattern = compiled.pattern
    literal = relation(pattern.relation).is_literal
    at = 0
    while (found := compiled.regex.search(signed.text, at)) is not None:
        groups: Mapping[str, str | None] = found.groupdict()
        start, end = signed.offsets[found.start()], signed.ends[max(found.end() - 1, found.start())]
        sign_at = found.start("trigger") if groups.get("trigger") is not None else found.start()
        sign_at = min(sign_at, len(signed.offsets) - 1)
        trigger = _token_at(sentence, signed.offsets[sign_at])
        subjects = _units(found, "s", signed)
        objects: Sequence[Mention | None] = [None] if literal else _units(found, "o", signed)
        value = next((found.start(name) for name in ("money", "percent") if groups.get(name)), None)
        for subject in subjects:
            for object_ in objects:
                if object_ is None or subject.entity_id != object_.entity_id:
                    yield Draft(
                        relation=pattern.relation,
                        frame=pattern.frame,
                        subject=subject,
                        object=object_,
                        trigger=trigger,
                        sentence=(sentence.start_char, sentence.end_char),
                        clause=(start, end),
                        value=None if value is None else (signed.offsets[value], signed.ends[value]),
                        position=(groups.get("position") or "").strip() or None,
                        fixed=pattern.fixed,
                        shared=pattern.shared or len(subjects) > 1,
                    )
        at = min(found.start("s"), found.start("o") if "o" in groups else found.start("s")) + 1


def _units(found: re.Match[str], group: str, signed: Signed) -> list[Mention]:
    units = signed.units[found.start(group) : found.end(group)]
    return [unit for unit in units if unit is not None]


def _token_at(sentence: Span, offset: int) -> int:
    return max((token.i for token in sentence if token.idx <= offset), default=sentence.start)
