"""The patterns of a language over sentences of signs, as `lang/xx/patterns.yaml` writes them:

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
`(?P<position>…)` is the job title; `(?P<topic>本轮融资)` words that stand for a party left out: whom the passage speaks of.
`(?P<line>models)` turns the organization before it into what it makes: "OpenAI models". A product where only an
organization fits is its maker.

A `known` pattern is loose and counts only where entities.yaml has the subject as maker of the object.

Of several matches that end alike at one trigger the shortest counts: the nearest party is the party. A name in a
wording of `sources` (据…报道) speaks and is no party. Marks in `skip` and glosses in brackets after a name do not count.
Word lists may use word lists. `without` is a regular expression that the matched words must not hold.

A match right after `barred` words ("former", "customers of") counts for nothing, nor does one
whose party is shut off from its verb: by `breaks` words that go on with an earlier subject ("competes with A and was"),
or by the comma that ends a `relative` clause ("who founded A, is"). What `topic` words mean is sought among the names that `topical` words follow ("Acme raised"), if there are any, no
farther back than `lately` characters: whom the text names most, or, where they are `pointing` ("that round"), whom it names last; nor does one whose
subject only describes a `crowd` ("founded by Acme executives"); between a person and a firm `possessive` words ("Musk's xAI") alone say nothing; after `governed` words (由, "by") a name of the same sentence is no topic.

Where blanks count, curly apostrophes are straight, "its" reads as a name with 's, and a gap may hold pronouns.
"""

import re
from functools import cache

import msgspec

from extractors.frames.needs import Wanted, Words, needs
from extractors.frames.signs import ANY, DATE, MONEY, PERCENT, PRONOUNS, SIGNS, Signing
from kg.model import EntityType, Relation, load_table, relation

#: How many slots for names a pattern has at most: subject and object.
MOST_SLOTS = 2
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
    without: str = ""
    shared: bool = False
    known: bool = False


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    words: dict[str, tuple[str, ...]]
    joins: str
    patterns: tuple[Pattern, ...]
    blanks: bool = True
    clause: str = ""
    adds: str = ""
    skip: str = ""
    suffix: str = ""
    gloss: str = ""
    sources: tuple[str, ...] = ()
    topical: str = ""
    pointing: str = ""
    barred: str = ""
    breaks: str = ""
    relative: str = ""
    governed: str = ""
    crowd: str = ""
    possessive: str = ""
    lately: int = 200


class Compiled(msgspec.Struct, frozen=True):
    """A pattern ready to run.

    `ends` are, for each slot it has (`MOST_SLOTS` or fewer), the signs that can stand there; of the words that it `needs`,
    if any, every match holds one.
    """

    pattern: Pattern
    regex: re.Pattern[str]
    without: re.Pattern[str] | None
    ends: tuple[frozenset[str], ...]
    needs: Words

    def can_match(self, signs: frozenset[str], names: int) -> bool:
        """False where a sentence with so many names, which are written with these signs, has none for a slot."""
        return names >= len(self.ends) and not any(end.isdisjoint(signs) for end in self.ends)


@cache
def patterns_for(lang: str, signs: frozenset[str], names: int) -> tuple[Compiled, ...]:
    """The patterns of a language that can match a sentence with so many names (`MOST_SLOTS` stands for more) of these signs."""
    return tuple(one for one in patterns(lang)[0] if one.can_match(signs, names))


@cache
def calling_words(lang: str) -> Wanted:
    """All words that some pattern of a language needs."""
    return Wanted(word for one in patterns(lang)[0] for word in one.needs)


@cache
def patterns(lang: str) -> tuple[tuple[Compiled, ...], Signing]:
    """The compiled patterns of a language, and how its sentences become signs."""
    file = load_table("extractors", f"lang/{lang}/patterns.yaml", _File)
    compiled = tuple(_compiled(p, file) for p in file.patterns)
    signing = Signing(
        blanks=file.blanks,
        skip=frozenset(file.skip),
        suffix=re.compile(file.suffix) if file.suffix else None,
        gloss=re.compile(file.gloss) if file.gloss else None,
        topical=re.compile(file.topical, re.IGNORECASE) if file.topical else None,
        pointing=re.compile(file.pointing, re.IGNORECASE) if file.pointing else None,
        lately=file.lately,
        breaks=re.compile(file.breaks, re.IGNORECASE) if file.breaks else None,
        relative=re.compile(f"(?:{file.relative})$", re.IGNORECASE) if file.relative else None,
        crowd=re.compile(file.crowd, re.IGNORECASE) if file.crowd else None,
        governed=re.compile(file.governed, re.IGNORECASE) if file.governed else None,
        possessive=re.compile(file.possessive, re.IGNORECASE) if file.possessive else None,
        barred=re.compile(f"(?:{file.barred})$", re.IGNORECASE) if file.barred else None,
        clause=file.clause,
        adds=re.compile(file.adds) if file.adds else None,
        sources=tuple(re.compile(_spell(source, file, None, marked=True)) for source in file.sources),
    )
    return compiled, signing


def _compiled(pattern: Pattern, file: _File) -> Compiled:
    signature = relation(pattern.relation)
    regex = _spell(pattern.pattern, file, signature, marked="{trigger}" in pattern.pattern)
    return Compiled(
        pattern,
        re.compile(regex, re.IGNORECASE),
        re.compile(pattern.without, re.IGNORECASE) if pattern.without else None,
        tuple(
            _signs(found, signature)
            for found in _TOKEN.finditer(pattern.pattern)
            if found["slot"] and not _is_one_way(found)
        ),
        needs(regex),
    )


def _is_one_way(slot: re.Match[str]) -> bool:
    """True for a slot that a match can do without: `(?:{s}|(?P<topic>…))`."""
    return slot.string[slot.end() : slot.end() + 1] in {"|", "?"} or slot.string[: slot.start()].endswith("|")


def _signs(slot: re.Match[str], signature: Relation) -> frozenset[str]:
    """The signs of names and pronouns that a slot takes: those of its own types, else those of the relation."""
    if slot["types"]:
        types = [EntityType(name) for name in slot["types"].split("|")]
    else:
        types = sorted(signature.subject if slot["slot"] == "s" else signature.object)
    return frozenset(sign for kind in types for sign in (SIGNS[kind], PRONOUNS[kind]))


def _spell(pattern: str, file: _File, signature: Relation | None, *, marked: bool) -> str:
    """A pattern as a regular expression; unless `marked`, its first word list is the trigger."""
    state = {"trigger": marked}

    def spell(found: re.Match[str]) -> str:
        if found["slot"] and signature is not None:
            one = "[" + "".join(sorted(_signs(found, signature))) + "]"
            joins = file.joins.replace("{any}", f"[{ANY}]")
            owner = f"(?:[{ANY}]'s )?" if file.blanks else ""  # as before the later members: `joins`
            many = f"{owner}{one}(?:(?:{joins})[{ANY}])*" if found["many"] else one
            return f"(?P<{found['slot']}>{many})"
        if found["value"] == "trigger":
            return "(?P<trigger>)"
        if found["value"]:
            return {
                "money": f"(?P<money>{MONEY})",
                "percent": f"(?P<percent>{PERCENT})",
                "date": DATE,
                "any": f"[{ANY}\ue004-\ue006]",
            }[found["value"]]
        if found["words"]:
            words = sorted(file.words[found["words"]], key=lambda w: (-len(w), w))
            first = not state["trigger"]
            state["trigger"] = True
            choice = "(?:" + _TOKEN.sub(spell, "|".join(words)) + ")"
            return f"(?P<trigger>{choice})" if first else choice
        barred = "" if found["gap"] == "~~" else ANY + file.clause
        return f"[^{_STOPS}{barred}]{{0,{found['width']}}}?"

    return _TOKEN.sub(spell, pattern)
