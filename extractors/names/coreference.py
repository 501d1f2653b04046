"""What refers back: "the company", "the cloud giant", "it", 该公司, 其. Each to the entity that the text was about.

A phrase of `lang/xx/coreference.yaml` looks back for an entity of its type: the subject of its own sentence first, then of
the sentences before, then the nearest name. What the passage is about counts for more, and is meant even where it was
named long before, by phrases that say so (`topic`). A descriptive noun ("the chipmaker") only takes an entity of its
kind where entities.yaml knows the kind. A party never refers to the other party of its own clause.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import cache
from itertools import islice

import msgspec
from spacy.tokens import Doc, Span, Token

from extractors.frames.needs import Wanted, Words, needs
from extractors.frames.patterns import patterns
from extractors.frames.register import maker, makes
from extractors.frames.roles import base, roles, syntax
from extractors.mentions import Mention, Mentions, Reference
from extractors.modality import is_cited
from extractors.text import text_of
from kg.model import EntityType, entities, load_table

#: "its", of which the subject of the clause is the likeliest owner; other phrases hardly mean that subject.
_POSSESSIVES = frozenset({"its", "our", "his", "her", "their", "其"})
#: How many words up the verb of a phrase is sought: "the company's largest shareholder".
_CLIMB = 3
#: How many words up from there its subject is sought.
_FAR = 4
#: How long a product name after "its" may be.
_WITHIN = 40
#: Kinds of entity that report or govern rather than do business.
_BYSTANDERS = frozenset({"media", "data", "exchange", "government", "sovereign", "university"})
#: The end of an agency's dateline: 新华社北京5月3日电.
_DATELINE = re.compile("日(?:电|讯|消息)")
#: What it counts, beside being subject (2) and nearer by a sentence (2), that a passage is about an entity.
_TOPIC_WEIGHT = 3


class Anaphor(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Phrases that refer back: a regular expression, the types they take, the kinds of entity where known.

    `unlike` is a regular expression for names that they do not mean: "the company" is no ministry. `topic` phrases may
    mean what the passage is about, from farther back than `sentences`; `introduces` phrases right before a
    name introduce it: "the start-up Acme". Phrases that are `announces` (我们, "we") mean
    nothing else, and nothing inside quotation marks. `speaker` is a regular expression for words of announcing: the phrase
    means whom its own sentence names first before such a word (天宸股份公告称，公司…).
    """

    pattern: str
    types: tuple[EntityType, ...]
    kinds: frozenset[str] = frozenset()
    not_kinds: frozenset[str] = frozenset()
    unlike: str = ""
    sentences: int = 3
    subject_only: bool = False
    topic: bool = False
    introduces: bool = False
    announces: bool = False
    speaker: str = ""


class _Phrases(msgspec.Struct, frozen=True):
    """The phrases of a language, compiled, each with the words that it `needs`, and all these words."""

    each: tuple[tuple[Anaphor, re.Pattern[str], Words], ...]
    wanted: Wanted


@cache
def _phrases(lang: str) -> _Phrases:
    found = load_table("extractors", f"lang/{lang}/coreference.yaml", list[Anaphor])
    each = tuple((one, re.compile(one.pattern), needs(one.pattern)) for one in found)
    return _Phrases(each, Wanted(word for _, _, needed in each for word in needed))


def _hits(text: str, start: int, end: int, *, lang: str) -> Iterator[tuple[Anaphor, re.Match[str]]]:
    """Where a stretch of `text` holds phrases that could refer back."""
    phrases = _phrases(lang)
    held = phrases.wanted.held_by(text[start:end].lower())
    for anaphor, pattern, needed in phrases.each:
        if not needed or not held.isdisjoint(needed):
            yield from ((anaphor, hit) for hit in pattern.finditer(text, start, end))


def may_refer(text: str, start: int, end: int, *, lang: str) -> bool:
    """Whether a stretch of `text` holds a phrase that could refer back."""
    return next(_hits(text, start, end, lang=lang), None) is not None


def refer_back(doc: Doc, names: Mentions, *, lang: str) -> Iterator[Mention]:
    """Mentions for the phrases of `doc` that refer to one of `names`, in text order."""
    text = text_of(doc)
    sentences = list(doc.sents)
    sources = _sources(text, names, lang=lang)
    topics = passage_topics(doc, names, sources, first=next(iter(sentences), None))
    taken: list[Mention] = list(names)
    found: list[tuple[int, int, int, Anaphor]] = []
    for i, sentence in enumerate(sentences):
        for anaphor, hit in _hits(text, sentence.start_char, sentence.end_char, lang=lang):
            found.append((*hit.span("it" if "it" in hit.re.groupindex else 0), i, anaphor))
    for start, end, i, anaphor in sorted(found, key=lambda hit: (hit[0], -hit[1])):
        if any(start < other.end and other.start < end for other in taken):
            continue
        span = doc.char_span(start, end, alignment_mode="expand")
        if span is None or _names_follow(span, names, anaphor) or _in_a_word(span, start, end):
            continue
        antecedent = (
            _announcer(span, text, names, anaphor)
            if anaphor.announces
            else _speaker(span, text, sentences[i], names, anaphor)
            if anaphor.speaker
            else _maker(span, names, anaphor)
            or _antecedent(span, sentences[: i + 1], anaphor, taken, topics, text=text, sources=sources)
        )
        if antecedent is None:
            continue
        mention = msgspec.structs.replace(
            antecedent,
            first=span.start,
            last=span.end,
            start=span.start_char,
            end=span.end_char,
            text=span.text,
            reference=Reference.ANAPHOR,
        )
        taken.append(mention)
        yield mention


def _announcer(span: Span, text: str, names: Mentions, anaphor: Anaphor) -> Mention | None:
    """Who speaks as "we" in its own text: whom, with its products, it names most, unless somebody is quoted."""
    paragraph = text[text.rfind("\n", 0, span.start_char) + 1 : span.start_char]
    if paragraph.count("“") > paragraph.count("”") or paragraph.count('"') % 2:
        return None
    named = [name for name in names if name.type in anaphor.types and _is_kind(name, anaphor)]
    spoken = Counter(name.entity_id for name in named)
    for name in names:
        firm = maker(name.entity_id) if name.type is EntityType.PRODUCT else None
        if firm is not None and firm.id in spoken:
            spoken[firm.id] += 1
    about = max(spoken, key=lambda entity_id: spoken[entity_id], default=None)
    mine = [name for name in named if name.entity_id == about and spoken[about] > 1]
    return min(mine, key=lambda name: abs(name.start - span.start_char), default=None)


def _speaker(span: Span, text: str, sentence: Span, names: Mentions, anaphor: Anaphor) -> Mention | None:
    """Who announces at the head of the sentence that a phrase stands in."""
    said = re.compile(anaphor.speaker).search(text, sentence.start_char, span.start_char)
    if said is None:
        return None
    dateline = _DATELINE.search(text, sentence.start_char, said.start())  # before it only the agency is named
    heads = names.within(dateline.end() if dateline else sentence.start_char, said.start())
    return next((name for name in heads if name.type in anaphor.types and _is_kind(name, anaphor)), None)


def _in_a_word(span: Span, start: int, end: int) -> bool:
    """True where a single sign is but a part of a longer word: 他 in 其他."""
    return end - start == 1 and span.end_char - span.start_char > 1


def _names_follow(span: Span, names: Mentions, anaphor: Anaphor) -> bool:
    """True for "the company Acme": the phrase introduces a name and refers to nothing before it."""
    if span.end >= len(span.doc):
        return False
    following = span.doc[span.end]
    named = names.at(following)
    if anaphor.introduces and named is not None and named.type in anaphor.types:
        return True
    return (
        named is not None
        and following.head.i in {following.i, *range(span.start, span.end)}
        and base(following) in {"appos", "flat", "compound"}
    )


def _maker(span: Span, names: Mentions, anaphor: Anaphor) -> Mention | None:
    """Whose product follows: "its Claude models" are those of the firm, named before, that entities.yaml has as maker."""
    if EntityType.ORGANIZATION not in anaphor.types:
        return None
    product = next(names.within(span.end_char, span.end_char + _WITHIN), None)
    if product is None or product.type is not EntityType.PRODUCT or product.start - span.end_char > 1:
        return None
    before = list(names.within(0, span.start_char))
    return next((named for named in reversed(before) if makes(named.entity_id, product.entity_id)), None)


def passage_topics(
    doc: Doc, names: Mentions, sources: Set[int], *, first: Span | None
) -> Mapping[EntityType, str]:
    """What a text is about, by type: the entity that it names most, its first sentence counting for more.

    `sources` are where names start that the text only goes by. Those who only report, and offices of state, are no topic;
    nor is who is named once and not at the beginning.
    """
    counted: dict[EntityType, Counter[str]] = {}
    for mention in names:
        if is_bystander(mention) or mention.start in sources:
            continue
        weight = 1
        if first is not None and mention.first < first.end:
            weight += 1 + _is_subject(doc[mention.last - 1], doc[mention.first])
        counted.setdefault(mention.type, Counter())[mention.entity_id] += weight
    # most_common keeps the order of first occurrence among equals
    best = {kind: counts.most_common(1)[0] for kind, counts in counted.items()}
    return {kind: entity_id for kind, (entity_id, count) in best.items() if count > 1}


def is_bystander(mention: Mention) -> bool:
    """True for papers, databases, exchanges and offices of state, which a text about business seldom is about."""
    listed = entities().get(mention.entity_id)
    return listed is not None and listed.kind in _BYSTANDERS


def _antecedent(
    span: Span,
    sentences: Sequence[Span],
    anaphor: Anaphor,
    taken: Sequence[Mention],
    topics: Mapping[EntityType, str],
    *,
    text: str,
    sources: Set[int],
) -> Mention | None:
    """The likeliest of the mentions before a phrase; the last of `sentences` is the one that it stands in."""
    doc = span.doc
    crowd = patterns(doc.lang_)[1].crowd
    first = sentences[max(0, len(sentences) - 1 - anaphor.sentences)].start_char
    about = {topics.get(one) for one in anaphor.types} if anaphor.topic else set()
    rivals = _clause_mates(span, taken)
    phrase = span.root.left_edge.idx  # names in the phrase itself describe it: "the Acme-backed company"
    own = {
        m.entity_id for m in taken if m.type in anaphor.types and sentences[-1].start_char <= m.start < phrase
    }
    best: tuple[int, int] | None = None
    chosen: Mention | None = None
    for mention in taken:
        if mention.end > min(phrase, span.start_char) or mention.type not in anaphor.types:
            continue
        far = mention.start < first
        if far and (mention.entity_id not in about or mention.reference is Reference.ANAPHOR):
            continue
        if mention.entity_id in rivals or not _is_kind(mention, anaphor):
            continue
        if crowd is not None and crowd.match(text, mention.end):
            continue  # "this Acme alum": somebody else
        subject = _is_subject(doc[mention.last - 1], doc[mention.first])
        if anaphor.subject_only and not subject:
            continue
        # papers, databases and whom the text goes by are seldom "the company"
        reports = 3 if _reports(mention) or mention.start in sources else 0
        distance = sum(1 for sentence in sentences if sentence.start_char > mention.start)
        known = _TOPIC_WEIGHT if mention.entity_id in about else 0
        alone = 2 if anaphor.topic and not distance and len(own) == 1 else 0
        again = 2 if anaphor.topic and mention.reference is Reference.ANAPHOR else 0
        score = 2 * int(subject) - 2 * distance - reports + max(known, alone, again) - (99 if far else 0)
        if best is None or (score, mention.start) > best:
            best, chosen = (score, mention.start), mention
    return chosen


def _is_kind(mention: Mention, anaphor: Anaphor) -> bool:
    if anaphor.unlike and re.search(anaphor.unlike, mention.canonical) is not None:
        return False
    listed = entities().get(mention.entity_id)
    if listed is None or listed.kind is None:
        return True
    return listed.kind not in anaphor.not_kinds and (not anaphor.kinds or listed.kind in anaphor.kinds)


def _reports(mention: Mention) -> bool:
    listed = entities().get(mention.entity_id)
    return listed is not None and listed.kind in {"media", "data", "exchange"}


def _sources(text: str, names: Iterable[Mention], *, lang: str) -> frozenset[int]:
    """Where names start that a text only goes by: "according to Acme", 据财新报道 say nothing of Acme."""
    return frozenset(name.start for name in names if is_cited(text, name.start, lang=lang))


def _is_subject(*tokens: Token) -> bool:
    return any(base(token) == "nsubj" for token in tokens)


def _clause_mates(span: Span, taken: Sequence[Mention]) -> set[str]:
    """Entities that are another argument of the same verb: "Amazon invests in the model maker" is not Amazon."""
    if base(span.root) == "nsubj" or (len(span) == 1 and span.text.lower() in _POSSESSIVES):
        return set()
    governor = span.root.head
    for _ in range(_CLIMB):
        if governor.pos_ in {"VERB", "AUX"} or _has_own_subject(governor):
            break
        governor = governor.head
    said = roles(governor, syntax(span.doc.lang_))
    mates = {word.i for role in ("subj", "obj") for word in said.get(role, ())}
    if base(governor) == "advcl" and not _has_own_subject(governor) and not _is_infinitive(governor):
        # "Acme raised money, valuing the company at": the round values it, not Acme
        mates -= {word.i for word in said.get("subj", ())}
    else:
        mates |= {word.i for word in _clause_subject(governor)}
    return {
        mention.entity_id for mention in taken if any(i in mates for i in range(mention.first, mention.last))
    }


def _clause_subject(token: Token) -> list[Token]:
    """The subject of the nearest verb above that has one: who "got a licence to use the company's code" is another."""
    for above in [token, *islice(token.ancestors, _FAR)]:
        if _has_own_subject(above):
            return [child for child in above.children if base(child) == "nsubj"]
        if base(above) in {"advcl", "parataxis", "conj"} and not _is_infinitive(above):
            break
    return []


def _has_own_subject(token: Token) -> bool:
    return any(base(child) == "nsubj" for child in token.children)


def _is_infinitive(token: Token) -> bool:
    return any(base(child) == "mark" and child.lower_ == "to" for child in token.children)
