"""Which entity a name stands for: judgements of people, then listed names. Never by likeness.

A wrong merge corrupts every fact about both entities; a missed one only leaves two nodes. So names are the
same only if they are spelled the same (case, blanks, legal suffix and Chinese script aside), or if a
line of `kg/data/judgements.jsonl` says so. What merely looks alike is suggested to a person.

Pure functions of claims, listed entities and judgements: resolving what is resolved changes nothing.
"""

from kg.resolve.claims import Dropped, Resolution, resolution, resolve
from kg.resolve.judgements import Judgement, Verdict, load_judgements
from kg.resolve.listed import entity_for
from kg.resolve.suggestions import Suggestion, suggest

__all__ = [
    "Dropped", "Judgement", "Resolution", "Suggestion", "Verdict",
    "entity_for", "load_judgements", "resolution", "resolve", "suggest",
]  # fmt: skip
