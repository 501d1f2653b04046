"""Whether an English sentence says done, over, promised, talked about or denied, and who says so."""

import pytest

from extractors.news import read
from extractors.reading import ReadClaim

pytestmark = pytest.mark.model


def one(text: str, relation: str) -> ReadClaim:
    found = [
        c for c in read(text, lang="en", published="2026-03-10")._.kg_claims if c.draft.relation == relation
    ]
    assert len(found) == 1, [(c.draft.frame, c.draft.relation) for c in found]
    return found[0]


@pytest.mark.parametrize(
    ("text", "relation", "status"),
    [
        ("Nvidia bought Groq.", "ACQUIRES", "current"),
        ("Nvidia plans to buy Groq.", "ACQUIRES", "planned"),
        ("Nvidia will buy Groq.", "ACQUIRES", "planned"),
        ("Nvidia to acquire Groq", "ACQUIRES", "planned"),
        ("Nvidia has agreed to buy Groq.", "ACQUIRES", "planned"),
        ("Nvidia is considering buying Groq.", "ACQUIRES", "considered"),
        ("Nvidia is in talks to buy Groq.", "ACQUIRES", "considered"),
        ("Nvidia dropped its plan to buy Groq.", "ACQUIRES", "ended"),
        (
            "Microsoft lost its exclusive rights, but not the customer: OpenAI committed to buy $250bn of services from Microsoft.",
            "BUYS_FROM",
            "current",
        ),
        ("Nvidia's deal to buy Groq fell through.", "ACQUIRES", "ended"),
        ("If regulators agree, Nvidia will buy Groq.", "ACQUIRES", "conditional"),
        ("OpenAI has agreed to buy computing power from Oracle.", "BUYS_FROM", "current"),
        ("Microsoft no longer pays OpenAI a revenue share.", "SHARES_REVENUE_WITH", "ended"),
        ("Microsoft stopped paying a revenue share to OpenAI.", "SHARES_REVENUE_WITH", "ended"),
        ("OpenAI will continue to share revenue with Microsoft.", "SHARES_REVENUE_WITH", "current"),
        ("SoftBank will keep its 11% stake in OpenAI.", "HOLDS_STAKE_IN", "current"),
        ("SoftBank sold its entire Nvidia stake.", "HOLDS_STAKE_IN", "ended"),
        ("Former OpenAI CTO Mira Murati spoke first.", "HOLDS_POSITION_AT", "ended"),
        ("Microsoft could sue OpenAI over the contract.", "SUES", "considered"),
        ("Microsoft is weighing legal action against OpenAI.", "SUES", "considered"),
        ("AMD announced on Monday that it would invest $2 billion in Cohere.", "INVESTS_IN", "planned"),
        ("AMD would later buy Cohere.", "ACQUIRES", "current"),
        ("AMD would buy Cohere.", "ACQUIRES", "considered"),
        ("AMD has pledged $5 billion to labs, with investments in Cohere.", "INVESTS_IN", "current"),
        ("AMD plans to go ahead with an investment in Cohere.", "INVESTS_IN", "planned"),
        (
            "AMD will take a stake in Cohere — a position that could pay off if the lab prospers.",
            "HOLDS_STAKE_IN",
            "planned",
        ),
        (
            "AMD will take a stake in Cohere if the lab prospers — a large one.",
            "HOLDS_STAKE_IN",
            "conditional",
        ),
        ("Fei-Fei Li, who was previously Google's chief scientist, agreed.", "HOLDS_POSITION_AT", "ended"),
    ],
)
def test_status(text: str, relation: str, status: str) -> None:
    assert one(text, relation).reading.status == status


@pytest.mark.parametrize(
    ("text", "relation", "polarity"),
    [
        ("Nvidia denied that it had bought Groq.", "ACQUIRES", "denied"),
        ("Microsoft did not buy Mistral AI.", "ACQUIRES", "denied"),
        ("SoftBank has never invested in Mistral AI.", "INVESTS_IN", "denied"),
        ("Microsoft no longer owns a stake in Mistral AI.", "HOLDS_STAKE_IN", "affirmed"),
        ("Nvidia not only backs Mistral AI.", "INVESTS_IN", "affirmed"),
    ],
)
def test_polarity(text: str, relation: str, polarity: str) -> None:
    assert one(text, relation).reading.polarity == polarity


@pytest.mark.parametrize(
    ("text", "relation", "source"),
    [
        ("OpenAI announced that Amazon had invested in Cohere.", "INVESTS_IN", "OpenAI"),
        (
            "The Financial Times reported that Microsoft had invested in Mistral AI.",
            "INVESTS_IN",
            "Financial Times",
        ),
        (
            "Microsoft has invested in Mistral AI, people familiar with the matter said.",
            "INVESTS_IN",
            "people familiar with the matter said",
        ),
        ("Microsoft has invested in Mistral AI.", "INVESTS_IN", None),
    ],
    ids=["organization", "publisher", "unnamed", "nobody"],
)
def test_who_says_so(text: str, relation: str, source: str | None) -> None:
    assert one(text, relation).reading.attribution == source
