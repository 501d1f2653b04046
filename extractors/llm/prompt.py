"""What the model is asked: instructions out of the vocabulary, the article between marks, and the form of the answer."""

import hashlib
import re
from functools import cache
from typing import Any

import msgspec

from kg.model import (
    AmountOf,
    Article,
    AttributionKind,
    Bound,
    EntityType,
    Exclusivity,
    Per,
    Polarity,
    StakeKind,
    Status,
    load_table,
    relations,
)

#: Qualifiers that are a word of a closed list.
CHOICES: dict[str, type] = {
    "amount_bound": Bound,
    "amount_of": AmountOf,
    "per": Per,
    "percent_bound": Bound,
    "stake_kind": StakeKind,
    "exclusivity": Exclusivity,
    "attribution_kind": AttributionKind,
}
_NUMBERS = frozenset({"amount", "percent"})
_TRUTHS = frozenset({"capped"})


class Wording(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The texts of wording.yaml."""

    instructions: str
    question: str
    undated: str
    languages: dict[str, str]
    malformed: str
    relations: dict[str, str]
    qualifiers: dict[str, str]
    references: tuple[str, ...]


@cache
def wording() -> Wording:
    """What wording.yaml says, read once a process."""
    return load_table("extractors", "llm/wording.yaml", Wording)


@cache
def references() -> re.Pattern[str]:
    """What refers to a party without naming it, as a pattern for `fullmatch`."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in wording().references))


@cache
def instructions() -> str:
    """What the model is told before every article."""
    texts = wording()
    lists = {
        "RELATIONS": [f"- {name} {_signature(name)}: {texts.relations[name]}" for name in relations()],
        "QUALIFIERS": [f"- {name}{_choices(name)}: {meaning}" for name, meaning in texts.qualifiers.items()],
        "TYPES": [" or ".join(EntityType)],
    }
    filled = texts.instructions
    for mark, lines in lists.items():
        found = re.search(rf"^( *){mark}$", filled, re.MULTILINE)
        indent = found[1] if found else ""
        filled = filled.replace(f"{indent}{mark}", "\n".join(indent + line for line in lines), 1)
    return filled


def messages(article: Article, piece: str) -> list[dict[str, str]]:
    """The conversation that asks about one piece of an article.

    The mark around it is made of its content, so that no article can hold its own end. What comes before it
    is the same for all articles: servers keep what they have read of it.
    """
    texts = wording()
    mark = hashlib.sha256(piece.encode()).hexdigest()[:12]
    fills = {
        "LANGUAGE": texts.languages.get(article.lang, article.lang),
        "PUBLISHED": article.published or texts.undated,
        "MARK": mark,
        "ARTICLE": piece,
    }
    question = re.sub("|".join(fills), lambda found: fills[found.group()], texts.question)
    return [
        {"role": "system", "content": instructions()},
        {"role": "user", "content": question},
    ]


def again(asked: list[dict[str, str]], answer: str, reason: str) -> list[dict[str, str]]:
    """The conversation that asks once more, after an answer that cannot be read."""
    return [
        *asked,
        {"role": "assistant", "content": answer[:4_000] or "(nothing)"},
        {"role": "user", "content": wording().malformed.replace("REASON", reason)},
    ]


@cache
def schema() -> dict[str, Any]:
    """The form of an answer as JSON schema. Closed, and with optional qualifiers: nulls cost tokens."""
    party = _object({"text": _STRING, "type": _enum(EntityType), "name": _STRING}, required=("text", "type"))
    claim = _object(
        {
            "relation": {"type": "string", "enum": list(relations())},
            "subject": party,
            "object": {"anyOf": [party, {"type": "null"}]},
            "quote": _STRING,
            "status": _enum(Status),
            "polarity": _enum(Polarity),
            "qualifiers": _object({name: _qualifier(name) for name in wording().qualifiers}),
        },
        required=("relation", "subject", "quote", "status", "polarity"),
    )
    return _object({"claims": {"type": "array", "items": claim}}, required=("claims",))


_STRING = {"type": "string"}


def _object(properties: dict[str, Any], *, required: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


def _enum(words: Any) -> dict[str, Any]:
    return {"type": "string", "enum": [str(word) for word in words]}


def _qualifier(name: str) -> dict[str, Any]:
    if name in CHOICES:
        return _enum(CHOICES[name])
    return {"type": "number" if name in _NUMBERS else "boolean" if name in _TRUTHS else "string"}


def _choices(name: str) -> str:
    return f" ({', '.join(str(word) for word in _words(CHOICES[name]))})" if name in CHOICES else ""


def _words(choices: Any) -> list[str]:
    return [str(word) for word in choices]


def _signature(name: str) -> str:
    relation = relations()[name]
    subject, object_ = (" or ".join(sorted(types)) for types in (relation.subject, relation.object))
    both = ", of one type" if relation.same_type else ""
    usual = f"; usual qualifiers {', '.join(relation.qualifiers)}" if relation.qualifiers else ""
    way = "<->" if relation.symmetric else "->"
    return f"({subject} {way} {object_}{both}{usual})" if object_ else f"({subject}, no object{usual})"
