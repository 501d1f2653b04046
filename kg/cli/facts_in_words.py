"""Facts and claims as the lines that `kg show` and `kg why` print."""

from typing import Any

from kg.model import Claim, Fact, relation, to_row


def fact_row(fact: Fact) -> dict[str, Any]:
    """One line of a table about a fact: who, what, whom, on what terms, and how well founded."""
    from kg.render.words import period, terms

    edge = _edge(fact)
    return {
        "subject": fact.subject,
        "relation": fact.relation,
        "object": fact.object,
        "terms": ", ".join(terms(edge, lang="en")),
        "period": period(edge, lang="en"),
        "claims": fact.n_claims,
        "publishers": fact.n_publishers,
        "disputed": fact.disputed or None,
    }


def claim_line(claim: Claim) -> str:
    """A claim that makes no edge, as a heading: what is denied or merely considered."""
    said = "denied" if claim.polarity == "denied" else str(claim.status)
    return f"{claim.subject} {relation(claim.relation).label} {claim.object or ''}".rstrip() + f" ({said})"


def fact_line(fact: Fact) -> str:
    """A fact as a heading."""
    row = fact_row(fact)
    words = f"{fact.subject} {relation(fact.relation).label} {fact.object or ''}".rstrip()
    more = [row["terms"], row["period"], "disputed" if fact.disputed else ""]
    return ": ".join(filter(None, (words, "; ".join(filter(None, more)))))


def _edge(fact: Fact) -> Any:
    import msgspec

    from kg.render.model import RenderEdge

    return msgspec.convert({**to_row(fact), "source": fact.subject_id, "target": fact.object_id}, RenderEdge)
