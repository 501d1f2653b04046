"""Whether a thing is done, over, promised, talked about or denied, and who says so.

Cues are words of `lang/xx/cues.yaml`. A cue counts where it governs the word that calls the relation ("plans to buy"),
marks it ("will buy", 不再), or stands between the parties in a language without inflection.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import islice

import msgspec
from spacy.tokens import Token

from extractors.frames.draft import PAIRS, Draft
from extractors.frames.roles import base, governing, lemma, roles, syntax
from extractors.mentions import Mention
from extractors.passage import CLAUSE_END, Passage
from kg.model import AttributionKind, EntityType, Polarity, Status, entities, load_table

_MARKERS = frozenset({"aux", "advmod", "mark", "neg", "amod", "det", "cop", "discourse", "case"})
#: How many characters behind the calling word a deal may fall through.
_BEHIND = 90
_PART_END = re.compile(r"\s[—–]\s|—|——|[；;]")
#: Stands for each character of a name where cues are sought in text.
_NAME = "\ue000"
#: Relations that are there once they are agreed.
_CONTRACTS = frozenset({"BUYS_FROM", "CLOUD_PARTNER_OF", "LICENSES_TO", "SHARES_REVENUE_WITH"})
#: What happens once: "previously raised" is no end of it.
_EVENTS = frozenset({"INVESTS_IN", "ACQUIRES", "FOUNDED", "SUES"})
#: Relations that a noun takes for granted: who speaks of "Acme's Bolt app" says that it is Acme's, whatever the verb.
_TAKEN_FOR_GRANTED = frozenset({"DEVELOPS", "HOLDS_POSITION_AT", "SUBSIDIARY_OF", "COMPETES_WITH", "FOUNDED"})
#: Where such a noun stands; as a predicate ("will become a unit of") it says something new.
_ATTRIBUTIVE = frozenset(
    {"compound", "flat", "appos", "nmod", "nsubj", "obl", "obj", "conj", "amod", "dislocated"}
)
#: Verbs that make the noun under them new: "was named as its CEO".
_MAKING = frozenset(
    {"become", "serve", "name", "appoint", "hire", "make", "elect", "promote", "act", "remain", "be"}
)
_COLON = re.compile("[:：](?=\\s|[一-龥])")
#: What outweighs what where several cues bear on one claim.
_ORDER = (Status.CONSIDERED, Status.CONDITIONAL, Status.ENDED, Status.PLANNED, Status.CURRENT)
#: How far around the start of a name its words of citing are looked for.
_CITED = 24


class Cues(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The cue words of a language: by lemma of a governing word, of a marking word, and as text.

    `defunct` stands right before what is no more. `departing` are verbs and nouns for leaving a post, `served` verbs
    that mean a post no longer held where they are in the past. `coming` are verbs, by relation, that in the progressive
    tell the future: "is coming to the store". `ongoing` says, read as text, that a thing is under way (正在), `was` that a post is
    held no more (曾任, 前). `barring` are verbs that denial turns into leave: "isn't barred from".
    `along` are prepositions of what goes along with the verb. `reader` is how the text speaks to its reader. `foretold` are words for what was to come seen from the past ("said it would"), which with
    a word of `narrated` tell what came ("would later buy"). `asserting` are marks of clauses that say what is, whatever the verb above: "after A bought B, it stopped".
    `over` is what says behind the calling word that the thing is over or fell through. `lasting` are verbs that go on with what is: "will keep" is no plan. `binding` are words for a contract: who "agreed to
    buy" capacity has bought it, though who agreed to buy a company has not.
    """

    governors: dict[Status, frozenset[str]]
    markers: dict[Status, frozenset[str]]
    text: dict[Status, tuple[str, ...]]
    deny_governors: frozenset[str]
    negations: frozenset[str]
    deny_text: tuple[str, ...]
    speech: frozenset[str]
    according: tuple[str, ...]
    unnamed: tuple[str, ...]
    question: str
    lasting: frozenset[str] = frozenset()
    not_only: frozenset[str] = frozenset()
    over: str = ""
    binding: frozenset[str] = frozenset()
    says: str = ""
    hearsay: str = ""
    defunct: str = ""
    departing: frozenset[str] = frozenset()
    served: frozenset[str] = frozenset()
    coming: dict[str, frozenset[str]] = {}
    barring: frozenset[str] = frozenset()
    asserting: frozenset[str] = frozenset()
    reader: frozenset[str] = frozenset()
    along: frozenset[str] = frozenset()
    foretold: frozenset[str] = frozenset()
    narrated: frozenset[str] = frozenset()
    ongoing: str = ""
    was: str = ""
    reach: int = 0


class Reading(msgspec.Struct, frozen=True):
    """What the wording says of a relation beside the relation itself; it is `agreed` where a contract has been made, by a word for one."""

    status: Status
    polarity: Polarity
    attribution: str | None
    attribution_kind: AttributionKind | None
    agreed: bool = False


@cache
def cues(lang: str) -> Cues:
    """The cues of a language."""
    return load_table("extractors", f"lang/{lang}/cues.yaml", Cues)


@cache
def _compiled(
    lang: str,
) -> tuple[Mapping[Status, re.Pattern[str]], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    rules = cues(lang)
    text = {
        status: re.compile("|".join(words), re.IGNORECASE) for status, words in rules.text.items() if words
    }
    return (
        text,
        re.compile("|".join(rules.deny_text) or r"(?!)", re.IGNORECASE),
        re.compile("|".join(rules.according), re.IGNORECASE),
        re.compile("|".join(rules.unnamed), re.IGNORECASE),
    )


def _before_colon(passage: Passage, token: Token, draft: Draft) -> bool:
    """True where a colon parts a word from the draft after it: "It lost its rights, not the customer: Acme buys from it"."""
    return _COLON.search(passage.text, token.idx, passage.doc[draft.trigger].idx) is not None


def is_question(passage: Passage, draft: Draft) -> bool:
    """True where the sentence asks rather than says."""
    sentence = passage.text[slice(*draft.sentence)].strip().rstrip("\"'”’」)）")
    return re.search(cues(passage.lang).question, sentence) is not None


def is_cited(text: str, start: int, *, lang: str) -> bool:
    """True where a name that starts at `start` is whom a text goes by: "according to Acme", 据财新报道."""
    according = _compiled(lang)[2]
    return any(
        found.end() <= start and not text[found.end() : start].strip(" 《“")
        for found in according.finditer(text, max(0, start - _CITED), start + _CITED)
    )


def read_modality(passage: Passage, draft: Draft) -> Reading:
    """Status, polarity and attribution of a drafted relation."""
    rules = cues(passage.lang)
    statuses: set[Status] = set()
    denials = 0
    chain = list(governing(passage.doc[draft.trigger]))
    bearing = list(_bearing(chain, rules, draft))
    for i, token in enumerate(bearing):
        word = lemma(token)
        if i:
            statuses.update(
                status
                for status, words in rules.governors.items()
                if word in words
                and not (status is Status.PLANNED and _binds(token, draft, rules))
                and not (status is Status.ENDED and _before_colon(passage, token, draft))
            )
            denials += word in rules.deny_governors
        if word in rules.barring and i:
            continue
        to_reader = any(base(child) == "nsubj" and child.lower_ in rules.reader for child in token.children)
        for child in token.children:
            if base(child) not in _MARKERS and child.dep_ != "advmod":
                continue
            if to_reader and base(child) == "mark":
                continue  # "if you buy it at Acme" makes nothing depend on it
            if child.lower_ in rules.foretold:
                statuses |= _foretold(bearing[i : i + 2], rules)
                continue
            mark = lemma(child)
            statuses.update(
                status for status, words in rules.markers.items() if mark in words or child.lower_ in words
            )
            says_no = mark in rules.negations and not _goes_on(child, rules.not_only)
            denials += says_no and child.i < token.i and (i == 0 or not draft.surface)
    if any(lemma(token) in rules.lasting for token in chain):
        statuses.discard(Status.PLANNED)  # "will keep", "will continue to pay": so it is now
    granted = _is_granted(draft, chain, rules)
    text_statuses, text_denied = (set(), False) if granted else _text_cues(passage, draft)
    statuses |= _said_by_form(passage, draft, chain, rules)
    behind = passage.text[passage.doc[draft.trigger].idx : draft.sentence[1]][:_BEHIND]
    if rules.over and re.search(rules.over, behind, re.IGNORECASE):
        text_statuses.add(Status.ENDED)
    if rules.hearsay and re.search(rules.hearsay, passage.text[slice(*draft.sentence)], re.IGNORECASE):
        text_statuses.add(Status.CONSIDERED)
    if any(lemma(token) in rules.barring for token in bearing[1:]):
        text_denied = False  # "isn't barred from buying" is counted above
    statuses |= text_statuses
    if rules.was and draft.relation == "HOLDS_POSITION_AT" and re.search(rules.was, _between(passage, draft)):
        statuses.add(Status.ENDED)
    if rules.ongoing and re.search(rules.ongoing, _up_to_trigger(passage, draft)):
        statuses.discard(Status.PLANNED)
    if (
        draft.relation in _EVENTS
        and Status.ENDED in statuses
        and not _came_to_nothing(bearing, rules, behind)
    ):
        statuses.discard(Status.ENDED)
    denied = denials % 2 == 1 or text_denied
    if denied and Status.ENDED in statuses:
        denied = False  # "no longer pays", 不再: over, not denied
    status = (
        Status(draft.fixed["status"])
        if "status" in draft.fixed
        else next((s for s in _ORDER if s in statuses), Status.CURRENT)
    )
    polarity = Polarity(draft.fixed.get("polarity", Polarity.DENIED if denied else Polarity.AFFIRMED))
    attribution, kind = _attribution(passage, draft, chain)
    agreed = any(_binds(token, draft, rules) for token in bearing[1:])
    return Reading(status, polarity, attribution, kind, agreed)


def _binds(token: Token, draft: Draft, rules: Cues) -> bool:
    """True for a word for a contract above a relation that is there once it is agreed: "has agreed to buy capacity"."""
    return draft.relation in _CONTRACTS and lemma(token) in rules.binding


def _foretold(verbs: Sequence[Token], rules: Cues) -> set[Status]:
    """What "would" says of the first of `verbs`, which stands under the second: announced, told afterwards, or supposed."""
    if any(base(child) == "advmod" and child.lower_ in rules.narrated for child in verbs[0].children):
        return set()
    announced = any(lemma(verb) in rules.speech for verb in verbs[1:])
    return {Status.PLANNED if announced else Status.CONSIDERED}


def _is_granted(draft: Draft, chain: list[Token], rules: Cues) -> bool:
    """True where a noun in passing says it ("Acme's Bolt app", "Acme CEO Ann Lee"), so that no verb above bears on it."""
    trigger = chain[0]
    if rules.reach and draft.frame == PAIRS and draft.relation in _TAKEN_FOR_GRANTED:
        return True  # read off a pair of names, not off a verb whose cues would bear on it
    if not rules.asserting or trigger.pos_ not in {"NOUN", "PROPN", "PRON"}:
        return False
    if draft.relation == "SUES":
        return any(base(child) == "det" and child.lower_ == "the" for child in trigger.children)
    if draft.relation not in _TAKEN_FOR_GRANTED or base(trigger) not in _ATTRIBUTIVE:
        return False
    if any(base(child) == "cop" for child in trigger.children):
        return False
    return not (
        base(trigger) in {"obl", "obj", "conj"} and any(lemma(above) in _MAKING for above in chain[1:3])
    )


def _bearing(chain: list[Token], rules: Cues, draft: Draft) -> Iterator[Token]:
    """The words whose cues bear on a relation: the calling word and those above it, up to a clause that stands by itself."""
    if _is_granted(draft, chain, rules):
        yield chain[0]
        return
    for token in chain:
        yield token
        if base(token) == "advcl" and any(
            base(child) == "mark" and child.lower_ in rules.asserting for child in token.children
        ):
            return
        if token is chain[0] and _goes_along(token, rules):
            return
        own = any(base(child) == "nsubj" for child in token.children)
        if base(token) == "conj" and own and rules.asserting:
            return  # "it has no date, but it is coming": another clause
        if token.dep_ == "acl:relcl" and rules.asserting and token.head.pos_ == "PROPN":
            return
        if rules.reach and base(token) in {"conj", "parataxis"} and _has_subject(token):
            return  # a clause with a subject of its own, in a language that strings clauses together


def _goes_along(token: Token, rules: Cues) -> bool:
    """True for a noun in a ", with" that only goes along: "has pledged $5bn in all, with investments in Acme"."""
    cases = [child for child in token.children if base(child) == "case" and child.lower_ in rules.along]
    return any(case.i > 0 and case.nbor(-1).text == "," for case in cases)


def _has_subject(token: Token) -> bool:
    return any(base(child) == "nsubj" for child in token.children)


def _said_by_form(passage: Passage, draft: Draft, chain: list[Token], rules: Cues) -> set[Status]:
    """What tense and neighbours say: posts that were, things that are coming, things that are no more."""
    trigger = chain[0]
    found: set[Status] = set()
    comes = trigger.lower_.endswith("ing") and lemma(trigger) in rules.coming.get(draft.relation, ())
    if comes and any(base(child) == "aux" and lemma(child) == "be" for child in trigger.children):
        found.add(Status.PLANNED)
    if draft.relation == "HOLDS_POSITION_AT" and rules.served:
        here = trigger.head if base(trigger) in {"case", "mark"} else trigger
        near = [here, *islice(here.ancestors, 2)]
        if _was(here) or any(_served(word, rules) or lemma(word) in rules.departing for word in near):
            found.add(Status.ENDED)
    if rules.defunct and draft.object is not None and draft.object.type is EntityType.PRODUCT:
        before = passage.text[max(draft.sentence[0], draft.object.start - 24) : draft.object.start]
        if re.search(rules.defunct, before, re.IGNORECASE):
            found.add(Status.ENDED)
    return found


def _was(word: Token) -> bool:
    """True for "was" and for what somebody was: "was an analyst", "was then run by"."""
    if word.lower_ in {"was", "were"}:
        return True
    owner = word.head if base(word) in {"amod", "compound", "flat"} else word
    return any(base(child) == "cop" and child.lower_ in {"was", "were"} for child in owner.children)


def _served(word: Token, rules: Cues) -> bool:
    """True for a simple past of serving: "served as", not "has served as"."""
    past = "Past" in word.morph.get("Tense", []) and "Fin" in word.morph.get("VerbForm", [])
    passive = any(child.dep_ == "aux:pass" and child.lower_ in {"was", "were"} for child in word.children)
    return lemma(word) in rules.served and (past or passive)


def _came_to_nothing(bearing: list[Token], rules: Cues, behind: str) -> bool:
    """True where a verb above, or what follows, says that a deal was dropped or fell through."""
    dropped = rules.governors.get(Status.ENDED, frozenset())
    if any(lemma(token) in dropped for token in bearing[1:]) or not rules.asserting:
        return True
    return bool(rules.over) and re.search(rules.over, behind, re.IGNORECASE) is not None


def _goes_on(negation: Token, words: frozenset[str]) -> bool:
    """True for "not only", which denies nothing."""
    return negation.i + 1 < len(negation.doc) and negation.nbor().lower_ in words


def _text_cues(passage: Passage, draft: Draft) -> tuple[set[Status], bool]:
    """Cues that stand in the words between the first party and the calling word, and a little around."""
    rules = cues(passage.lang)
    reach = rules.reach
    if not reach and not draft.surface:
        return set(), False
    text, denied, _, _ = _compiled(passage.lang)
    trigger = passage.doc[draft.trigger]
    first = min(draft.parties[0], trigger.idx)
    if _goes_along(trigger, rules):
        first = trigger.idx
    after = trigger.idx + len(trigger)
    stop = CLAUSE_END.search(passage.text, after, after + reach)
    last = stop.start() if stop is not None else after + reach
    if draft.frame == PAIRS:
        last = draft.parties[1]  # the calling word is a guess there: what counts is between the names
    start, end = max(draft.sentence[0], first - reach), min(draft.sentence[1], last)
    window = _masked(passage, start, end)
    if draft.relation in _CONTRACTS | {"SUES"} and rules.binding:
        window = re.sub("|".join(sorted(rules.binding)), "", window)  # 同意购买算力: bought, as in `binding`
    found = {status for status, cue in text.items() if cue.search(window)}
    if Status.CONDITIONAL in text and text[Status.CONDITIONAL].search(passage.text, *_part(passage, draft)):
        found.add(Status.CONDITIONAL)  # a condition may stand before or after all else
    return found, denied.search(window) is not None


def _part(passage: Passage, draft: Draft) -> tuple[int, int]:
    """The part of the sentence between dashes and semicolons that holds the relation: a condition beyond is another's."""
    start, end = draft.sentence
    trigger = passage.doc[draft.trigger].idx
    first, last = min(draft.parties[0], trigger), max(draft.parties[1], trigger)
    breaks = [found.end() for found in _PART_END.finditer(passage.text, start, end)]
    return max((at for at in breaks if at <= first), default=start), min(
        (at for at in breaks if at >= last), default=end
    )


def _between(passage: Passage, draft: Draft) -> str:
    """The words from just before the first party to the end of the last."""
    first, last = draft.parties
    return _masked(passage, max(draft.sentence[0], first - 2), last)


def _up_to_trigger(passage: Passage, draft: Draft) -> str:
    """The words from the first party or the calling word to the end of that word."""
    trigger = passage.doc[draft.trigger]
    first = min(draft.parties[0], trigger.idx)
    return _masked(passage, first, trigger.idx + len(trigger))


def _masked(passage: Passage, start: int, end: int) -> str:
    """The words between two offsets with names as one private sign a character, so that cues can tell them."""
    window = list(passage.text[start:end])
    for mention in passage.mentions:
        for at in range(max(mention.start, start), min(mention.end, end)):
            window[at - start] = _NAME
    return "".join(window)


def _attribution(
    passage: Passage, draft: Draft, chain: list[Token]
) -> tuple[str | None, AttributionKind | None]:
    rules, mentions = cues(passage.lang), passage.mentions
    for token in chain[1:]:
        if lemma(token) in rules.speech or lemma(token) in rules.deny_governors:
            for speaker in roles(token, syntax(passage.lang)).get("subj", ()):
                named = mentions.at(speaker)
                if named is not None:
                    return named.canonical, _kind(named)
    _, _, according, unnamed = _compiled(passage.lang)
    start, end = draft.sentence
    if rules.says and (speaker_first := _says_first(passage, draft, rules.says)) is not None:
        return speaker_first.canonical, _kind(speaker_first)
    found = according.search(passage.text, start, end)
    if found is not None:
        speaker_at = next(
            (m for m in mentions.within(found.start(), end) if m.start <= found.end() + 12), None
        )
        if speaker_at is not None and speaker_at.entity_id != draft.subject.entity_id:
            return speaker_at.canonical, _kind(speaker_at)
    found = unnamed.search(passage.text, start, end)
    if found is not None:
        return found.group().strip(), AttributionKind.UNNAMED
    return None, None


def _says_first(passage: Passage, draft: Draft, says: str) -> Mention | None:
    """Who is said to say it before the first party is named: "OpenAI宣布亚马逊将…", 微软否认AWS…."""
    first = draft.parties[0]
    speakers = [
        mention
        for mention in passage.mentions.within(draft.sentence[0], first)
        if mention.type is not EntityType.PRODUCT and re.compile(says).match(passage.text, mention.end, first)
    ]
    return speakers[-1] if speakers else None


def _kind(mention: Mention) -> AttributionKind:
    if mention.type is EntityType.PERSON:
        return AttributionKind.PERSON
    listed = entities().get(mention.entity_id)
    return AttributionKind.PUBLISHER if listed and listed.kind == "media" else AttributionKind.ORGANIZATION
