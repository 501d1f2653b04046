"""The text that a model answers, as what it claims: JSON, or JSON with things around it."""

import re
from typing import Any

import msgspec

from kg.model import ready

_THOUGHTS = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)
_FENCED = re.compile(r"```(?:json)?\s*\n(.*?)```", re.DOTALL)


class Malformed(ValueError):
    """An answer that is not of the form asked for."""


class Party(msgspec.Struct, frozen=True):
    """One end of a claim as the model names it: words of the quote, and whom they stand for."""

    text: str
    type: str
    name: str | None = None


class Said(msgspec.Struct, frozen=True):
    """One claim as the model makes it, with nothing of it checked."""

    relation: str
    subject: Party
    quote: str
    status: str
    polarity: str
    object: Party | None = None
    qualifiers: dict[str, Any] | None = None


def read_answer(content: str) -> list[Said | None]:
    r"""What an answer claims, None for a claim that is not of the form asked for.

    Thoughts before it, a fence around it and words beside it are passed over. Raises Malformed where
    there is no JSON with a list of claims.

    >>> read_answer('Here: ```json\n{"claims": []}\n```')
    []
    """
    content = _THOUGHTS.sub("", content)
    fenced = _FENCED.search(content)
    opened, closed = content.find("{"), content.rfind("}")
    tries = [content, fenced[1] if fenced else "", content[opened : closed + 1] if opened >= 0 else ""]
    reason = "it is empty"
    for text in tries:
        if not text.strip():
            continue
        try:
            found = msgspec.json.decode(text)
        except (msgspec.DecodeError, RecursionError) as error:
            reason = f"it is not JSON ({error})"
            continue
        claims = found.get("claims") if isinstance(found, dict) else found
        if isinstance(claims, list):
            return [_said(claim) for claim in claims]
        reason = 'it has no list "claims"'
    raise Malformed(reason)


def _said(claim: Any) -> Said | None:
    try:
        return msgspec.convert(claim, ready(Said))
    except msgspec.ValidationError:
        return None
