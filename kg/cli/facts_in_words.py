"""Facts and claims as the lines that `kg show` and `kg why` print."""

from typing import Any

from kg.model import QUALIFIERS, Claim, Fact, Polarity, relation


def fact_row(fact: Fact) -> dict[str, Any]:
    """One line of a table about a fact: who, what, whom, on what terms, and how well founded."""
    return {
        "subject": fact.subject,
        "relation": fact.relation,
        "object": fact.object,
        "terms": _terms(fact),
        "period": _period(fact),
        "claims": fact.n_claims,
        "publishers": fact.n_publishers,
        "disputed": fact.disputed or None,
    }


def fact_line(fact: Fact) -> str:
    """A fact as a heading."""
    more = "; ".join(filter(None, (_terms(fact), _period(fact), "disputed" if fact.disputed else "")))
    return ": ".join(filter(None, (_sentence(fact), more)))


def claim_line(claim: Claim) -> str:
    """A claim that makes no edge, as a heading: what is denied or merely considered."""
    line = ": ".join(filter(None, (_sentence(claim), _terms(claim))))
    return f"{line} (denied)" if claim.polarity == Polarity.DENIED else line


def _sentence(record: Fact | Claim) -> str:
    return f"{record.subject} {relation(record.relation).label} {record.object or ''}".rstrip()


def _terms(record: Fact | Claim) -> str:
    from kg.render.words import terms

    return ", ".join(terms(_edge(record), lang="en"))


def _period(fact: Fact) -> str:
    from kg.render.words import period

    return period(_edge(fact), lang="en")


def _edge(record: Fact | Claim) -> Any:
    """The record as the renderer's edge, which knows how qualifiers are put in words."""
    from kg.render.model import RenderEdge

    names = [name for name in (*QUALIFIERS, "since", "until") if name in RenderEdge.__struct_fields__]
    qualifiers: dict[str, Any] = {name: getattr(record, name, None) for name in names}
    return RenderEdge(
        id=record.id,
        relation=record.relation,
        source=record.subject_id,
        target=record.object_id,
        status=record.status,
        **qualifiers,
    )
