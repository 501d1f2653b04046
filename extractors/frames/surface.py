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
to eight signs without a name, `~~8` one that may hold names; neither leaves the sentence, and `~` not the `clause` marks
of the file. `{trigger}` before a word marks it as what modality is read at (else the first word list).
`(?P<position>…)` is the job title; `(?P<topic>本轮融资)` words that stand for a party left out: whom the passage speaks of
most up to there.

A `known` pattern is loose and counts only where entities.yaml has the subject as maker of the object.

Of several matches that end alike at one trigger the shortest counts: the nearest party is the party. A name in a
wording of `sources` (据…报道) speaks and is no party. Marks in `skip` and glosses in brackets after a name do not count.
Word lists may use word lists. `without` is a regular expression that the matched words must not hold.

Where blanks count, curly apostrophes are straight and "its" reads as a name with 's.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources

import msgspec
from spacy.tokens import Span

from extractors.frames.draft import Draft
from extractors.frames.register import makes
from extractors.mentions import Mention, Mentions, Reference
from extractors.passage import Passage
from kg.model import EntityType, entities, relation

_SIGNS = {
    EntityType.ORGANIZATION: "\ue000",
    EntityType.PERSON: "\ue001",
    EntityType.PRODUCT: "\ue002",
}
_MONEY, _PERCENT, _DATE = "\ue010", "\ue011", "\ue012"
_ANY = "\ue000-\ue002"
_POSSESSIVES = frozenset({"its", "his", "their"})
_STOPS = "。；;！？!?\\n"
#: How many characters back the topic of a passage must have been named.
_LATELY = 200
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
    without: str = ""
    shared: bool = False
    known: bool = False


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    words: dict[str, tuple[str, ...]]
    joins: str
    patterns: tuple[Pattern, ...]
    blanks: bool = True
    clause: str = ""
    skip: str = ""
    suffix: str = ""
    gloss: str = ""
    sources: tuple[str, ...] = ()


class Compiled(msgspec.Struct, frozen=True):
    """A pattern ready to run."""

    pattern: Pattern
    regex: re.Pattern[str]
    without: re.Pattern[str] | None


class Signing(msgspec.Struct, frozen=True):
    """How the sentences of a language become signs."""

    blanks: bool
    skip: frozenset[str]
    suffix: re.Pattern[str] | None
    gloss: re.Pattern[str] | None
    sources: tuple[re.Pattern[str], ...]


class Signed(msgspec.Struct, frozen=True):
    """A sentence as signs: `units[i]` is the mention or value span behind sign i, `offsets[i]` where it begins."""

    text: str
    offsets: tuple[int, ...]
    ends: tuple[int, ...]
    units: tuple[Mention | None, ...]


@cache
def patterns(lang: str) -> tuple[tuple[Compiled, ...], Signing]:
    """The compiled patterns of a language, and how its sentences become signs."""
    raw = resources.files("extractors").joinpath(f"lang/{lang}/patterns.yaml").read_bytes()
    file = msgspec.yaml.decode(raw, type=_File)
    compiled = tuple(
        Compiled(
            p,
            re.compile(_regex(p, file), re.IGNORECASE),
            re.compile(p.without, re.IGNORECASE) if p.without else None,
        )
        for p in file.patterns
    )
    signing = Signing(
        blanks=file.blanks,
        skip=frozenset(file.skip),
        suffix=re.compile(file.suffix) if file.suffix else None,
        gloss=re.compile(file.gloss) if file.gloss else None,
        sources=tuple(re.compile(_spell(source, file, {}, marked=True)) for source in file.sources),
    )
    return compiled, signing


def _regex(pattern: Pattern, file: _File) -> str:
    signature = relation(pattern.relation)
    allowed = {"s": signature.subject, "o": signature.object}
    return _spell(pattern.pattern, file, allowed, marked="{trigger}" in pattern.pattern)


def _spell(pattern: str, file: _File, allowed: Mapping[str, frozenset[EntityType]], *, marked: bool) -> str:
    """A pattern as a regular expression; unless `marked`, its first word list is the trigger."""
    state = {"trigger": marked}

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
            first = not state["trigger"]
            state["trigger"] = True
            choice = "(?:" + _TOKEN.sub(spell, "|".join(words)) + ")"
            return f"(?P<trigger>{choice})" if first else choice
        barred = "" if found["gap"] == "~~" else _ANY + file.clause
        return f"[^{_STOPS}{barred}]{{0,{found['width']}}}?"

    return _TOKEN.sub(spell, pattern)


def sign(
    text: str, sentence: Span, mentions: Mentions, values: Sequence[tuple[int, int, str]], *, signing: Signing
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
        if (signing.blanks or not mark.isspace()) and mark not in signing.skip:
            for i, piece in enumerate(_spelled(mark, unit, signing)):
                signs.append(piece)
                offsets.append(at)
                ends.append(end)
                units.append(None if i else unit)
        at = _after_name(text, end, unit, mentions, signing) if unit is not None else end
    return _without_sources(Signed("".join(signs), tuple(offsets), tuple(ends), tuple(units)), signing)


def _spelled(mark: str, unit: Mention | None, signing: Signing) -> str:
    """What one character or name is written as: "its" as a name with 's, blanks as blanks."""
    if unit is not None:
        return mark + "'s" if signing.blanks and unit.text.lower() in _POSSESSIVES else mark
    return " " if mark.isspace() else "'" if signing.blanks and mark == "’" else mark


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
    return Signed(text, signed.offsets, signed.ends, tuple(units))


def match_surface(passage: Passage) -> Iterator[Draft]:
    """Every relation that a pattern reads in the sentences of a passage, in order of pattern and place."""
    compiled, signing = patterns(passage.lang)
    mentions, values = passage.mentions, passage.values.spans()
    for sentence in passage.doc.sents:
        if not any(True for _ in mentions.within(sentence.start_char, sentence.end_char)):
            continue
        here = [v for v in values if sentence.start_char <= v[0] and v[1] <= sentence.end_char]
        signed = sign(passage.text, sentence, mentions, here, signing=signing)
        for one in compiled:
            yield from _apply(one, signed, sentence, mentions)


def _apply(compiled: Compiled, signed: Signed, sentence: Span, mentions: Mentions) -> Iterator[Draft]:
    pattern = compiled.pattern
    literal = relation(pattern.relation).is_literal
    for found in _matches(compiled.regex, signed):
        if compiled.without is not None and compiled.without.search(found.group()):
            continue
        groups: Mapping[str, str | None] = found.groupdict()
        start, end = signed.offsets[found.start()], signed.ends[max(found.end() - 1, found.start())]
        sign_at = min(_trigger_at(found), len(signed.offsets) - 1)
        trigger = _token_at(sentence, signed.offsets[sign_at])
        subjects, objects = _parties(found, signed, mentions, literal=literal)
        value = next((found.start(name) for name in ("money", "percent") if groups.get(name)), None)
        for subject in subjects:
            for object_ in objects:
                if object_ is None or _may_join(subject, object_, pattern):
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
                        surface=True,
                    )


def _parties(
    found: re.Match[str], signed: Signed, mentions: Mentions, *, literal: bool
) -> tuple[Sequence[Mention], Sequence[Mention | None]]:
    subjects = _units(found, "s", signed)
    objects: Sequence[Mention | None] = [None] if literal else _units(found, "o", signed)
    if found.groupdict().get("topic") is None:
        return subjects, objects
    named = {party.entity_id for party in (*subjects, *objects) if party is not None}
    at, last = found.start("topic"), found.end("topic") - 1
    topic = _topic(mentions, signed.offsets[at], signed.ends[last], signed.text[at : last + 1], but=named)
    return (topic, objects) if not subjects else (subjects, topic)


def _may_join(subject: Mention, object_: Mention, pattern: Pattern) -> bool:
    if subject.entity_id == object_.entity_id:
        return False
    return not pattern.known or makes(subject.entity_id, object_.entity_id) is True


def _matches(regex: re.Pattern[str], signed: Signed) -> Iterator[re.Match[str]]:
    """All matches, overlapping ones too; of those that end alike at one trigger only the shortest."""
    shortest: dict[tuple[int, int], re.Match[str]] = {}
    at = 0
    while (found := regex.search(signed.text, at)) is not None:
        groups = found.groupdict()
        parties = [found.span(slot) for slot in ("s", "o") if groups.get(slot) is not None]
        key = (_trigger_at(found), found.end())
        longer = shortest.get(key)
        if longer is None or not all(
            found.end(slot) == longer.end(slot) for slot in ("s", "o") if slot in groups
        ):
            shortest[key] = found  # else the rest of the same list of parties
        at = min(parties, default=found.span())[0] + 1
    yield from shortest.values()


def _is_reflexive(found: re.Match[str], signed: Signed) -> bool:
    """True where both parties are one entity: "微软…据其披露，持有…" must look further for its subject."""
    if not {"s", "o"} <= found.groupdict().keys():
        return False
    parties = [{unit.entity_id for unit in _units(found, slot, signed)} for slot in ("s", "o")]
    return len(parties[0]) == 1 and parties[0] == parties[1]


def _trigger_at(found: re.Match[str]) -> int:
    return found.start("trigger") if found.groupdict().get("trigger") is not None else found.start()


def _topic(mentions: Mentions, start: int, end: int, words: str, *, but: set[str]) -> list[Mention]:
    """The organization that the text up to `start` names most, if it still named it lately; media only report."""
    named: dict[str, list[Mention]] = {}
    for mention in mentions.within(0, start):
        if (
            mention.type is EntityType.ORGANIZATION
            and mention.entity_id not in but
            and not _is_media(mention)
        ):
            named.setdefault(mention.entity_id, []).append(mention)
    if not named:
        return []
    last = max(named.values(), key=lambda found: (len(found), found[-1].start))[-1]
    if start - last.end > _LATELY:
        return []
    stands = msgspec.structs.replace(last, start=start, end=end, text=words, reference=Reference.ANAPHOR)
    return [stands]


def _is_media(mention: Mention) -> bool:
    listed = entities().get(mention.entity_id)
    return listed is not None and listed.kind == "media"


def _units(found: re.Match[str], group: str, signed: Signed) -> list[Mention]:
    if group not in found.groupdict():
        return []
    units = signed.units[found.start(group) : found.end(group)]
    return [unit for unit in units if unit is not None]


def _token_at(sentence: Span, offset: int) -> int:
    return max((token.i for token in sentence if token.idx <= offset), default=sentence.start)
