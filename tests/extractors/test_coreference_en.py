"""What English phrases refer back to, and what is read across sentences through them."""

import pytest

from extractors.mentions import Reference
from extractors.news import read

pytestmark = pytest.mark.model


def meant(text: str, phrase: str) -> str | None:
    """The entity that the last `phrase` of `text` refers to; None where it is left alone."""
    start = text.rindex(phrase)
    found = [
        mention
        for mention in read(text, lang="en")._.kg_mentions
        if mention.reference is Reference.ANAPHOR
        and mention.start <= start + len(phrase)
        and start < mention.end
    ]
    return found[0].canonical if found else None


def triples(text: str) -> set[tuple[str, str, str | None]]:
    return {
        (c.draft.subject.canonical, c.draft.relation, c.draft.object.canonical if c.draft.object else None)
        for c in read(text, lang="en", published="2026-03-10")._.kg_claims
    }


@pytest.mark.parametrize(
    ("text", "phrase", "entity"),
    [
        ("Anthropic grew fast. The company hired 200 people.", "company", "Anthropic"),
        ("Cohere raised money from Nvidia. The start-up is based in Toronto.", "start-up", "Cohere"),
        (
            "Mistral AI is growing. The Financial Times reported that the company hired 200 people.",
            "company",
            "Mistral AI",
        ),
        (
            "Cohere took on the Pentagon as a client. The Department of Defense paid the company well.",
            "company",
            "Cohere",
        ),
        ("Cohere got a licence from Anthropic to use the company's code.", "company", "Anthropic"),
        ("Microsoft said on Monday that it had bought the lab.", "it", "Microsoft"),
        (
            "Cohere closed a round led by Nvidia, valuing the company at $7 billion.",
            "company",
            "Cohere",
        ),
        ("The Nvidia-backed company hired 200 people.", "company", None),
        ("Cohere is growing. The consulting firm Accenture agreed.", "firm", None),
        ("Gemini 3 came out in May. You can buy it at Best Buy.", "it", "Gemini 3"),
        ("Claude Code got faster. It now reads whole folders.", "It", "Claude Code"),
        ("Claude Code got faster. It is an amazing year.", "It", None),
        ("Claude Code got faster. The handy coding tool costs $20 a month.", "tool", "Claude Code"),
        ("Rivian cut its prices. The car brand sells most in California.", "brand", "Rivian"),
        (
            "The Sierra Club sued in May. Lena Moss leads the group's office; the organization has many.",
            "organization",
            "Sierra Club",
        ),
        (
            "Anthropic trains Claude. Anthropic is hiring. We announced a partnership with Canva.",
            "We",
            "Anthropic",
        ),
        (
            "Anthropic trains Claude. Anthropic is hiring. Our partnership with Canva goes on.",
            "Our",
            "Anthropic",
        ),
        ("Anthropic trains Claude. Anthropic is hiring. We liked the food in Lyon.", "We", None),
        (
            "Anthropic trains Claude. Anthropic is hiring. “We announced it too early,” an analyst said.",
            "We",
            None,
        ),
        ("SpaceX filed its papers. Amazon met the rocket maker in June.", "rocket maker", "SpaceX"),
        ("Figure AI showed a hand. Amazon met the robot maker in June.", "robot maker", "Figure AI"),
        ("Anthropic filed its papers. Amazon met the rocket maker in June.", "rocket maker", None),
    ],
    ids=[
        "subject-before",
        "not-the-object",
        "not-who-reports",
        "not-an-office",
        "not-its-own-subject",
        "it",
        "not-who-values",
        "not-what-describes-it",
        "introduces-a-name",
        "thing",
        "it-is-a-product",
        "it-is-nothing",
        "a-kind-of-product",
        "brand",
        "organization",
        "we-announce",
        "our",
        "we-as-people",
        "we-in-a-quotation",
        "rocket-maker",
        "robot-maker",
        "not-of-that-kind",
    ],
)
def test_a_phrase_means(text: str, phrase: str, entity: str | None) -> None:
    assert meant(text, phrase) == entity


def test_what_a_passage_is_about_is_meant_from_afar() -> None:
    text = (
        "Cohere builds models for banks. Cohere has offices in Toronto. Rain fell all week. Shops were shut. "
        "Nobody came. Traffic was thin. The company hired 200 people."
    )
    assert meant(text, "company") == "Cohere"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Cohere raised $500 million last week. Investors in this round include Nvidia, Oracle and Salesforce.",
            {(s, "INVESTS_IN", "Cohere") for s in ("Nvidia", "Oracle", "Salesforce")},
        ),
        (
            "Cohere raised $500 million last week. Nvidia and Oracle also participated.",
            {(s, "INVESTS_IN", "Cohere") for s in ("Nvidia", "Oracle")},
        ),
        (
            "Cohere raised $500 million last week. The money comes from Nvidia and Oracle.",
            {(s, "INVESTS_IN", "Cohere") for s in ("Nvidia", "Oracle")},
        ),
        (
            "Cohere raised $500 million last week. Nvidia contributed $100 million.",
            {("Nvidia", "INVESTS_IN", "Cohere")},
        ),
        (
            (
                "Cohere raised $500 million. Cohere is now valued nearly as high as Mistral AI, which reached $9 billion in May. "
                "Nvidia and Oracle participated in that round."
            ),
            {(s, "INVESTS_IN", "Mistral AI") for s in ("Nvidia", "Oracle")},
        ),
        (
            (
                "Cohere raised $500 million. Cohere is now valued nearly as high as Mistral AI, which reached $9 billion in May. "
                "Nvidia and Oracle participated in the round."
            ),
            {(s, "INVESTS_IN", "Cohere") for s in ("Nvidia", "Oracle")},
        ),
        (
            "Nvidia had a record year. On the call, CEO Jensen Huang spoke for an hour.",
            {("Jensen Huang", "HOLDS_POSITION_AT", "Nvidia")},
        ),
        (
            "The Nvidia-backed start-up Cohere hired 200 people.",
            {("Nvidia", "INVESTS_IN", "Cohere")},
        ),
    ],
    ids=[
        "investors-include",
        "also-participated",
        "comes-from",
        "contributed",
        "that-round",
        "the-round",
        "bare-title",
        "backed",
    ],
)
def test_it_is_read_across_sentences(text: str, expected: set[tuple[str, str, str]]) -> None:
    assert expected <= triples(text)


@pytest.mark.parametrize(
    ("text", "never"),
    [
        (
            "Nvidia grew. Cohere founder and CEO Aidan Gomez agreed.",
            ("Aidan Gomez", "HOLDS_POSITION_AT", "Nvidia"),
        ),
        (
            "The charity run was a success. Nvidia and Oracle also participated.",
            ("Nvidia", "INVESTS_IN", "Oracle"),
        ),
    ],
    ids=["other-firm", "no-round"],
)
def test_it_is_not_read_across_sentences(text: str, never: tuple[str, str, str]) -> None:
    assert never not in triples(text)
