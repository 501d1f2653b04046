"""English sentences to claims through the shipped pipeline: one reading a row, one test a guard, floors over our corpus."""

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from spacy.tokens import Doc
from spacy.util import filter_spans

from extractors import nlp
from extractors.names.recognize import LABELS
from extractors.news import read
from extractors.reading import ReadClaim
from kg.model import EntityType

pytestmark = pytest.mark.model

CORPUS = Path(__file__).parents[2] / "training/corpus_src/relations_en.jsonl"
SYMMETRIC = {"PARTNERS_WITH", "COMPETES_WITH"}


def claims(text: str) -> list[ReadClaim]:
    return list(read(text, lang="en", published="2026-03-10")._.kg_claims)


def triples(text: str) -> set[tuple[str, str, str | None]]:
    return {
        (c.draft.subject.canonical, c.draft.relation, c.draft.object.canonical if c.draft.object else None)
        for c in claims(text)
    }


def only(text: str, relation: str) -> ReadClaim:
    found = [claim for claim in claims(text) if claim.draft.relation == relation]
    assert len(found) == 1, [(c.draft.frame, c.draft.subject.text, c.draft.relation) for c in claims(text)]
    return found[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nvidia invested $200 million in Mistral AI last year.", ("Nvidia", "INVESTS_IN", "Mistral AI")),
        ("SoftBank has poured another $3bn into OpenAI.", ("SoftBank", "INVESTS_IN", "OpenAI")),
        ("Cohere, in which Oracle has invested, is hiring.", ("Oracle", "INVESTS_IN", "Cohere")),
        (
            "Mistral AI closed a round led by ASML, with Nvidia also taking part.",
            ("ASML", "INVESTS_IN", "Mistral AI"),
        ),
        ("Investors in Anthropic include Google and Salesforce.", ("Salesforce", "INVESTS_IN", "Anthropic")),
        ("Anthropic is backed by Google.", ("Google", "INVESTS_IN", "Anthropic")),
        (
            "Mistral AI raised $300m last year. The cap table also includes Eric Schmidt.",
            ("Eric Schmidt", "INVESTS_IN", "Mistral AI"),
        ),
        (
            "Cohere has raised $900m so far. The total has passed $1bn, with Nvidia among its backers.",
            ("Nvidia", "INVESTS_IN", "Cohere"),
        ),
        (
            "Mistral AI lists backing from venture capital firms and lenders that include Lightspeed Venture Partners.",
            ("Lightspeed Venture Partners", "INVESTS_IN", "Mistral AI"),
        ),
        ("Google holds roughly 14% of Anthropic.", ("Google", "HOLDS_STAKE_IN", "Anthropic")),
        ("SoftBank is a major shareholder in OpenAI.", ("SoftBank", "HOLDS_STAKE_IN", "OpenAI")),
        (
            "Cohere has named Oracle as its preferred cloud provider.",
            ("Oracle", "CLOUD_PARTNER_OF", "Cohere"),
        ),
        ("Tesla buys its chips from Samsung.", ("Tesla", "BUYS_FROM", "Samsung")),
        ("CoreWeave rents computing capacity to Meta.", ("Meta", "BUYS_FROM", "CoreWeave")),
        ("Cohere counts customers including Oracle and Dell.", ("Oracle", "BUYS_FROM", "Cohere")),
        ("OpenAI licenses its models to Apple.", ("OpenAI", "LICENSES_TO", "Apple")),
        (
            "Baidu pays Apple 8 percent of its search revenue.",
            ("Baidu", "SHARES_REVENUE_WITH", "Apple"),
        ),
        ("Nvidia has teamed up with Ericsson.", ("Nvidia", "PARTNERS_WITH", "Ericsson")),
        ("On Tuesday Anthropic released Claude Opus 4.", ("Anthropic", "DEVELOPS", "Claude Opus 4")),
        ("Claude is now available on Azure.", ("Claude", "AVAILABLE_ON", "Azure")),
        ("OpenAI models will ship on Azure first.", ("OpenAI models", "AVAILABLE_ON", "Azure")),
        ("Siemens has adopted Claude.", ("Siemens", "USES", "Claude")),
        ("Anthropic's rival OpenAI kept silent.", ("Anthropic", "COMPETES_WITH", "OpenAI")),
        ("The New York Times sued OpenAI.", ("The New York Times", "SUES", "OpenAI")),
        ("AMD bought Groq for $665mn.", ("AMD", "ACQUIRES", "Groq")),
        ("Google's Waymo declined to comment.", ("Waymo", "SUBSIDIARY_OF", "Google")),
        ("Nvidia CEO Jensen Huang landed in Beijing.", ("Jensen Huang", "HOLDS_POSITION_AT", "Nvidia")),
        (
            "Dario Amodei, chief executive of Anthropic, was not there.",
            ("Dario Amodei", "HOLDS_POSITION_AT", "Anthropic"),
        ),
        ("Anthropic co-founder Dario Amodei stayed at home.", ("Dario Amodei", "FOUNDED", "Anthropic")),
        ("Anthropic is valued at $350 billion.", ("Anthropic", "VALUED_AT", None)),
    ],
    ids=lambda value: value[1] if isinstance(value, tuple) else None,
)
def test_a_wording_reads_as_its_relation(text: str, expected: tuple[str, str, str | None]) -> None:
    subject, relation, object_ = expected
    found = triples(text)
    assert expected in found or (relation in SYMMETRIC and (object_, relation, subject) in found), found


def test_each_of_a_list_of_investors_is_read() -> None:
    found = triples("Mistral AI raised $600mn in a round led by ASML, Nvidia and Salesforce.")
    assert {"ASML", "Nvidia", "Salesforce"} <= {
        subject for subject, relation, object_ in found if (relation, object_) == ("INVESTS_IN", "Mistral AI")
    }


def test_a_round_that_names_no_firm_is_that_of_the_passage() -> None:
    found = triples("Mistral AI has raised $600mn. The round was led by ASML.")
    assert ("ASML", "INVESTS_IN", "Mistral AI") in found


def test_a_round_is_that_of_a_firm_described_at_length_and_its_list_holds_people() -> None:
    found = triples(
        "Cohere, a Toronto-based start-up that sells language models which large companies can run on machines of their own, raised "
        "$15 million in a Series A round led by Salesforce. Nvidia, Oracle, angel investor Eric Schmidt and matched funding "
        "from ASML also participated."
    )
    investors = {
        subject for subject, relation, object_ in found if (relation, object_) == ("INVESTS_IN", "Cohere")
    }
    assert investors == {"Salesforce", "Nvidia", "Oracle", "Eric Schmidt", "ASML"}


def test_former_staff_who_found_a_firm_are_not_their_old_employer() -> None:
    for text in (
        "Anthropic was founded by former OpenAI employees.",
        "Former OpenAI researchers founded Anthropic.",
        "Anthropic was started by a group of OpenAI alumni.",
    ):
        assert ("OpenAI", "FOUNDED", "Anthropic") not in triples(text)


def test_former_staff_who_invest_are_not_their_old_employer() -> None:
    assert triples("A former Google banker has invested in Cohere.") == set()


def test_companies_that_use_a_product_are_not_its_maker() -> None:
    found = triples("Companies using Claude include Siemens.")
    assert not any(relation == "DEVELOPS" for _, relation, _ in found)


@pytest.mark.parametrize(
    ("text", "relation", "subjects", "objects"),
    [
        (
            "AMD has made investments in chip start-ups such as Cerebras and research labs including Cohere and Mistral AI.",
            "INVESTS_IN",
            {"AMD"},
            {"Cerebras", "Cohere", "Mistral AI"},
        ),
        (
            "Cohere counts 400 customers, ranging from banks like HSBC and Barclays to retailers such as Walmart.",
            "BUYS_FROM",
            {"HSBC", "Barclays", "Walmart"},
            {"Cohere"},
        ),
        (
            "Cohere raised $90 million. Index Ventures, Sam Altman's Hydrazine Capital and Lakestar participated in the round.",
            "INVESTS_IN",
            {"Index Ventures", "Hydrazine Capital", "Lakestar"},
            {"Cohere"},
        ),
    ],
    ids=["and labs including", "from banks to retailers", "somebody's fund"],
)
def test_a_list_goes_on_with_members_of_another_kind(
    text: str, relation: str, subjects: set[str], objects: set[str]
) -> None:
    found = [one for one in triples(text) if one[1] == relation]
    assert {one[0] for one in found} == subjects
    assert {one[2] for one in found} == objects


def test_customers_of_a_firm_are_not_the_firm() -> None:
    assert not any(
        subject == "Nvidia" for subject, _, _ in triples("Customers of Nvidia are buying chips from AMD.")
    )


def test_a_start_up_backed_by_a_firm_is_its_investment_and_nothing_else() -> None:
    found = triples("Microsoft-backed OpenAI was quiet.")
    assert found == {("Microsoft", "INVESTS_IN", "OpenAI")}


def test_a_question_is_no_claim() -> None:
    assert triples("Will Microsoft buy Mistral AI?") == set()


def test_who_reports_is_no_party() -> None:
    found = triples("Nvidia bought Groq, according to Bloomberg data.")
    assert not any("Bloomberg" in (subject, object_) for subject, _, object_ in found)


def test_the_register_rules_out_a_second_maker() -> None:
    assert ("Microsoft", "DEVELOPS", "Claude") not in triples("Microsoft launched its Claude add-in in May.")


def test_its_product_belongs_to_its_maker() -> None:
    found = triples("Google struck a deal with Anthropic and will test its Claude models.")
    assert ("Google", "DEVELOPS", "Claude") not in found


def test_a_descriptor_says_who_makes_the_product() -> None:
    assert ("OpenAI", "DEVELOPS", "ChatGPT") in triples("The ChatGPT maker declined to comment.")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Furbo was quiet. The Furbo Mini 360 camera costs $49.", {("Furbo", "DEVELOPS", "Furbo Mini 360")}),
        ("The Apple Watch is heavier. Apple declined to say why.", {("Apple", "DEVELOPS", "Apple Watch")}),
        ("The Furbo Mini 360 camera costs $49.", set()),
        ("Apple was quiet. The new Applewood grill costs $49.", set()),
    ],
    ids=["unlisted", "listed", "the-maker-is-not-named", "a-longer-word"],
)
def test_a_product_called_by_its_maker_is_the_maker_s(
    text: str, expected: set[tuple[str, str, str | None]]
) -> None:
    assert triples(text) == expected


def test_what_the_sentence_says_of_a_product_called_by_its_maker_counts_before_its_name() -> None:
    claim = only("Apple was quiet. Apple plans to launch the Apple Watch Air next year.", "DEVELOPS")
    assert claim.reading.status == "planned"


def test_a_share_of_revenue_is_no_stake() -> None:
    found = triples("Reddit receives a share of Google's revenue.")
    assert not any(relation == "HOLDS_STAKE_IN" for _, relation, _ in found)


def test_buying_a_stake_is_no_takeover() -> None:
    found = triples("Nvidia bought a 4 percent stake in Intel.")
    assert ("Nvidia", "HOLDS_STAKE_IN", "Intel") in found
    assert not any(relation == "ACQUIRES" for _, relation, _ in found)


def test_the_company_in_a_clause_is_not_its_subject() -> None:
    found = triples("OpenAI signed on Monday. SoftBank is now the company's largest shareholder.")
    assert ("SoftBank", "HOLDS_STAKE_IN", "OpenAI") in found


def test_names_that_a_recognizer_runs_together_are_two() -> None:
    found = triples("The two are calling Microsoft OpenAI's main cloud partner.")
    assert ("Microsoft", "CLOUD_PARTNER_OF", "OpenAI") in found


def test_an_exclusive_that_is_denied_names_the_product_before() -> None:
    found = [
        c
        for c in claims(
            "Frontier is the new agent tool of OpenAI. Microsoft denied that AWS will have that tool exclusively."
        )
        if c.draft.relation == "AVAILABLE_ON"
    ]
    assert [(c.draft.subject.canonical, c.draft.object and c.draft.object.canonical) for c in found] == [
        ("Frontier", "AWS")
    ]
    assert found[0].reading.polarity == "denied"
    assert found[0].reading.attribution == "Microsoft"
    assert found[0].qualifiers["exclusivity"] == "exclusive"


@pytest.mark.parametrize(
    ("text", "relation", "expected"),
    [
        (
            "Google owns about 14% of Anthropic.",
            "HOLDS_STAKE_IN",
            {"percent": 14.0, "percent_bound": "about"},
        ),
        (
            "Amazon is investing up to $9 billion in OpenAI.",
            "INVESTS_IN",
            {"amount": 9e9, "currency": "USD", "amount_bound": "up_to"},
        ),
        (
            "In a deal worth $6.5bn, Nebius provides cloud capacity to Meta.",
            "CLOUD_PARTNER_OF",
            {"amount": 6.5e9},
        ),
        (
            "Cohere has for years rented servers from CoreWeave in a deal that Bloomberg put at $2bn.",
            "BUYS_FROM",
            {"amount": 2e9, "currency": "USD"},
        ),
        ("Halden Labs, backed by Sequoia Capital, charges $20 a month.", "INVESTS_IN", {"amount": None}),
        (
            "Microsoft has a non-exclusive license to OpenAI's models through 2031.",
            "LICENSES_TO",
            {"exclusivity": "non_exclusive", "valid_until": "2031"},
        ),
        (
            "Microsoft remains OpenAI's primary cloud provider.",
            "CLOUD_PARTNER_OF",
            {"exclusivity": "primary"},
        ),
        ("Nvidia abandoned its purchase of Arm in February 2022.", "ACQUIRES", {"valid_until": "2022-02"}),
        ("Elon Musk sued OpenAI in March 2024.", "SUES", {"valid_from": "2024-03"}),
    ],
    ids=[
        "percent",
        "up to",
        "sum beside the match",
        "the one sum",
        "a rate",
        "license",
        "primary",
        "day it ended",
        "day it began",
    ],
)
def test_values_go_with_their_relation(text: str, relation: str, expected: dict[str, Any]) -> None:
    qualifiers = only(text, relation).qualifiers
    assert {key: qualifiers.get(key) for key in expected} == expected


@pytest.mark.parametrize(
    ("text", "firm", "sum_"),
    [
        ("The $900 billion chipmaker Broadcom sells to Google.", "Broadcom", 9e11),
        (
            "Nvidia had a good year. The $5 trillion company owned Bolt shares worth $2 billion.",
            "Nvidia",
            5e12,
        ),
    ],
)
def test_a_sum_before_what_a_company_is_is_its_value(text: str, firm: str, sum_: float) -> None:
    worth = [c for c in claims(text) if c.draft.relation == "VALUED_AT"]
    assert [(c.draft.subject.canonical, c.qualifiers["amount"]) for c in worth] == [(firm, sum_)]
    assert all(c.qualifiers.get("amount") != sum_ for c in claims(text) if c.draft.relation != "VALUED_AT")


@pytest.mark.parametrize(
    "text",
    ["Acme holds Bolt stock valued at $2bn.", "The $40 million fund Acme Ventures runs has bought Bolt."],
)
def test_what_a_stake_or_a_fund_is_worth_is_no_value_of_a_company(text: str) -> None:
    assert not [c for c in claims(text) if c.draft.relation == "VALUED_AT"]


def test_a_clause_that_turns_keeps_its_dates_and_caps() -> None:
    text = (
        "Microsoft no longer shares revenue with OpenAI, while OpenAI hands Microsoft 20 percent of its sales "
        "until 2029, up to a cap."
    )
    by_subject = {
        c.draft.subject.canonical: c.qualifiers
        for c in claims(text)
        if c.draft.relation == "SHARES_REVENUE_WITH"
    }
    assert by_subject["OpenAI"]["valid_until"] == "2029"
    assert by_subject["OpenAI"]["capped"] is True
    assert "valid_until" not in by_subject["Microsoft"]
    assert "capped" not in by_subject["Microsoft"]


def _corpus() -> Iterator[dict[str, Any]]:
    """The lines of the first set: set 2 came later, to train on, and would move the floors."""
    rows = (json.loads(line) for line in CORPUS.read_text("utf-8").splitlines())
    yield from (row for row in rows if "set" not in row)


def _with_names(row: dict[str, Any]) -> Doc:
    """The row read with its annotated names, so that frames are measured and not the recognizer."""
    pipeline = nlp.load("en")
    doc = pipeline.make_doc(row["text"])
    doc._.kg_published = row["published"]
    first = pipeline.pipe_names.index("kg_names")
    for _, component in pipeline.pipeline[:first]:
        doc = component(doc)
    spans = [
        doc.char_span(*found.span(), label=LABELS[EntityType(entity["type"])], alignment_mode="contract")
        for entity in row["entities"]
        for name in entity["names"]
        for found in re.finditer(rf"(?<![A-Za-z0-9]){re.escape(name)}(?![A-Za-z0-9])", row["text"])
    ]
    doc.ents = filter_spans([span for span in spans if span is not None])
    for _, component in pipeline.pipeline[first:]:
        doc = component(doc)
    return doc


def _same(claim: dict[str, Any], read_claim: ReadClaim) -> bool:
    def fits(names: Iterable[str] | None, words: set[str]) -> bool:
        return (not names and not words) or bool(words & {name.casefold() for name in names or ()})

    draft = read_claim.draft
    if draft.relation != claim["relation"]:
        return False
    subject = {draft.subject.canonical.casefold(), draft.subject.text.casefold()}
    object_ = {draft.object.canonical.casefold(), draft.object.text.casefold()} if draft.object else set()
    straight = fits(claim["subject"], subject) and fits(claim["object"], object_)
    crossed = fits(claim["subject"], object_) and fits(claim["object"], subject)
    return straight or (draft.relation in SYMMETRIC and crossed)


def test_floors_over_our_corpus() -> None:
    hits = misses = false = status = 0
    for row in _corpus():
        found: list[ReadClaim] = _with_names(row)._.kg_claims
        for claim in row["claims"]:
            fitting = [c for c in found if _same(claim, c)]
            if not claim.get("optional"):
                hits += bool(fitting)
                misses += not fitting
                right = {claim["status"], *claim.get("status_ok", ())}
                status += any(c.reading.status in right for c in fitting)
        false += sum(not any(_same(claim, c) for claim in row["claims"]) for c in found)
    assert hits / (hits + false) >= 0.93, (hits, false)
    assert hits / (hits + misses) >= 0.85, (hits, misses)
    assert status / hits >= 0.9, (status, hits)


def test_near_misses_of_our_corpus_stay_quiet() -> None:
    """What was written to look like a relation without being one."""
    wrong = [
        (row["id"], read_claim.draft.frame)
        for row in _corpus()
        if row["case"] == "near_miss"
        for read_claim in _with_names(row)._.kg_claims
        if read_claim.draft.relation == row["about"]
        and not any(_same(claim, read_claim) for claim in row["claims"])
    ]
    assert len(wrong) <= 12, wrong
