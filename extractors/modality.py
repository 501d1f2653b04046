"""Whether a thing is done, over, promised, talked about or denied, and who says so.

Cues are words of `lang/xx/cues.yaml`. A cue counts where it governs the word that calls the relation ("plans to buy"),
marks it ("will buy", 不再), or stands between the parties in a language without inflection.
"""

import re
from collections.abc import Mapping
from functools import cache
from importlib import resources

import msgspec
from spacy.tokens import Token

from extractors.frames.draft import Draft
from extractors.frames.roles import base, governing, lemma, roles, syntax
from extractors.mentions import Mention
from extractors.passage import Passage
from kg.model import AttributionKind, EntityType, Polarity, Status, entities

_MARKERS = frozenset({"aux", "advmod", "mark", "neg", "amod", "det", "cop", "discourse", "case"})
#: How many characters behind the calling word a deal may fall through.
_BEHIND = 90
_CLAUSE_END = re.compile("[，,。；;]")
#: Stands for each character of a name where cues are sought in text.
_NAME = "\ue000"
#: Relations that are there once they are agreed.
_CONTRACTS = frozenset({"BUYS_FROM", "CLOUD_PARTNER_OF", "LICENSES_TO", "SHARES_REVENUE_WITH"})
#: What outweighs what where several cues bear on one claim.
_ORDER = (Status.CONSIDERED, Status.CONDITIONAL, Status.ENDED, Status.PLANNED, Status.CURRENT)


class Cues(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The cue words of a language: by lemma of a governing word, of a marking word, and as text.

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
    reach: int = 0


class Reading(msgspec.Struct, frozen=True):
    """What the wording says of a relation beside the relation itself."""

    status: Status
    polarity: Polarity
    attribution: str | None
    attribution_kind: AttributionKind | None


@cache
def cues(lang: str) -> Cues:
    """The cues of a language."""
    raw = resources.files("extractors").joinpath(f"lang/{lang}/cues.yaml").read_bytes()
    return msgspec.yaml.decode(raw, type=Cues)


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


def is_question(passage: Passage, draft: Draft) -> bool:
    """True where the sentence asks rather than says."""
    sentence = passage.text[slice(*draft.sentence)].strip().rstrip("\"'”’」)）")
    return re.search(cues(passage.lang).question, sentence) is not None


def read_modality(passage: Passage, draft: Draft) -> Reading:
    """Status, polarity and attribution of a drafted relation."""
    rules = cues(passage.lang)
    statuses: set[Status] = set()
    denials = 0
    chain = list(governing(passage.doc[draft.trigger]))
    for i, token in enumerate(chain):
        word = lemma(token)
        if i:
            bound = word in rules.binding and draft.relation in _CONTRACTS
            statuses.update(
                status
                for status, words in rules.governors.items()
                if word in words and not (bound and status is Status.PLANNED)
            )
            denials += word in rules.deny_governors
        for child in token.children:
            if base(child) not in _MARKERS and child.dep_ != "advmod":
                continue
            mark = lemma(child)
            statuses.update(
                status for status, words in rules.markers.items() if mark in words or child.lower_ in words
            )
            says_no = mark in rules.negations and not _goes_on(child, rules.not_only)
            denials += says_no and child.i < token.i and (i == 0 or not draft.surface)
    if any(lemma(token) in rules.lasting for token in chain):
        statuses.discard(Status.PLANNED)  # "will keep", "will continue to pay": so it is now
    text_statuses, text_denied = _text_cues(passage, draft)
    behind = passage.text[passage.doc[draft.trigger].idx : draft.sentence[1]][:_BEHIND]
    if rules.over and re.search(rules.over, behind, re.IGNORECASE):
        text_statuses.add(Status.ENDED)
    if rules.hearsay and re.search(rules.hearsay, passage.text[slice(*draft.sentence)], re.IGNORECASE):
        text_statuses.add(Status.CONSIDERED)
    statuses |= text_statuses
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
    return Reading(status, polarity, attribution, kind)


def _goes_on(negation: Token, words: frozenset[str]) -> bool:
    """True for "not only", which denies nothing."""
    return negation.i + 1 < len(negation.doc) and negation.nbor().lower_ in words


def _text_cues(passage: Passage, draft: Draft) -> tuple[set[Status], bool]:
    """Cues that stand in the words between the first party and the calling word, and a little around."""
    reach = cues(passage.lang).reach
    if not reach and not draft.surface:
        return set(), False
    text, denied, _, _ = _compiled(passage.lang)
    trigger = passage.doc[draft.trigger]
    first = min(draft.subject.start, draft.object.start if draft.object else draft.subject.start, trigger.idx)
    after = trigger.idx + len(trigger)
    stop = _CLAUSE_END.search(passage.text, after, after + reach)
    last = stop.start() if stop is not None else after + reach
    start, end = max(draft.sentence[0], first - reach), min(draft.sentence[1], last)
    window = _masked(passage, start, end)
    found = {status for status, cue in text.items() if cue.search(window)}
    if Status.CONDITIONAL in text and text[Status.CONDITIONAL].search(passage.text, *draft.sentence):
        found.add(Status.CONDITIONAL)  # a condition may stand before or after all else
    return found, denied.search(window) is not None


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
    first = min(draft.subject.start, draft.object.start if draft.object else draft.subject.start)
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
