"""The curated entities: that the file holds together, and that well-known names lead where they should."""

import json
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from kg.model import Entity, EntityType, InvalidRecord, entities, load_entities, normalize_name

SHARED = Path(__file__).parent / ".." / ".." / "shared"

#: Keys of names that two entities share, and why nothing is to be done about it.
SHARED_NAMES = {
    ("en", "alexa"): "Alexa and Alexa+ differ in a sign only",
    ("en", "disney"): "Disney and Disney+ differ in a sign only",
    ("en", "paramount"): "Paramount and Paramount+ differ in a sign only",
    ("en", "facebook"): "Facebook Inc. was the company, Facebook is the site",
}

HANZI = re.compile(r"[\u3400-\u9fff]")


def spellings(entity: Entity) -> set[str]:
    return {entity.name, *entity.aliases, *(name for names in entity.names.values() for name in names)}


LISTED = list(entities().values())


def test_there_are_enough_of_each_type() -> None:
    counts = Counter(entity.type for entity in LISTED)
    assert counts[EntityType.ORGANIZATION] >= 600
    assert counts[EntityType.PERSON] >= 150
    assert counts[EntityType.PRODUCT] >= 250


@pytest.mark.parametrize(
    "country", ["US", "GB", "FR", "DE", "CN", "HK", "TW", "JP", "KR", "IN", "AE", "SA", "CA", "IL"]
)
def test_no_region_is_missing(country: str) -> None:
    assert sum(entity.country == country for entity in LISTED) >= 5


def test_ids_are_slugs() -> None:
    assert [
        e.id for e in LISTED if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", e.id) or e.id.startswith("x_")
    ] == []


def test_the_canonical_name_is_one_of_the_names_and_english_where_there_is_an_english_one() -> None:
    wrong = [e.id for e in LISTED if e.name not in {n for names in e.names.values() for n in names}]
    wrong += [e.id for e in LISTED if "en" in e.names and HANZI.search(e.name)]
    assert wrong == []


def test_names_stand_under_their_language() -> None:
    assert [n for e in LISTED for n in e.names.get("en", ()) if HANZI.search(n)] == []
    assert {lang for e in LISTED for lang in e.names} <= {"en", "zh"}


def test_names_are_clean() -> None:
    names = {n for e in LISTED for n in spellings(e)}
    names |= {phrase for e in LISTED for phrases in e.descriptors.values() for phrase in phrases}
    assert [n for n in sorted(names) if n != n.strip() or "  " in n or not normalize_name(n)] == []


def test_one_name_belongs_to_one_entity() -> None:
    owners: dict[tuple[str, str], set[str]] = defaultdict(set)
    for entity in LISTED:
        for lang, names in entity.names.items():
            for name in (*names, *entity.aliases):
                owners[lang, normalize_name(name)].add(entity.namesake or entity.id)
    shared = {key: ids for key, ids in owners.items() if len(ids) > 1}
    assert shared.keys() == SHARED_NAMES.keys(), shared


def test_no_spelling_is_shared_at_all() -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for entity in LISTED:
        for name in spellings(entity):
            owners[name].add(entity.namesake or entity.id)
    assert {name: ids for name, ids in owners.items() if len(ids) > 1} == {}


def test_a_namesake_is_a_product_of_the_firm_or_of_its_owner() -> None:
    listed = entities()
    firms = [one for one in LISTED if one.namesake is not None]
    assert {one.type for one in firms} == {EntityType.ORGANIZATION}
    assert len({one.namesake for one in firms}) == len(firms)
    for firm in firms:
        product = listed[firm.namesake or ""]
        assert product.type is EntityType.PRODUCT
        assert product.parent in {firm.id, firm.parent}, firm.id


def test_one_descriptor_belongs_to_one_entity() -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for entity in LISTED:
        for phrases in entity.descriptors.values():
            for phrase in phrases:
                owners[phrase.casefold()].add(entity.id)
    assert {phrase: ids for phrase, ids in owners.items() if len(ids) > 1} == {}
    assert [phrase for phrase in owners if re.match(r"(the|a|an) |该|这家", phrase)] == []


def test_one_ticker_belongs_to_one_entity() -> None:
    counts = Counter(ticker for entity in LISTED for ticker in entity.tickers)
    assert [ticker for ticker, times in counts.items() if times > 1] == []


def test_ambiguous_names_are_names_of_their_entity() -> None:
    assert [(e.id, n) for e in LISTED for n in e.ambiguous if n not in spellings(e)] == []


def test_short_latin_names_are_marked_or_unmistakable() -> None:
    """One or two letters in lower case would be found in every second sentence."""
    short = {n for e in LISTED for n in spellings(e) - {*e.ambiguous} if len(n) <= 2 and n.isascii()}
    assert [n for n in sorted(short) if n.isalpha() and not n.isupper()] == []


def test_owners_are_organizations_and_nobody_owns_itself() -> None:
    listed = entities()
    for entity in LISTED:
        seen = [entity.id]
        while (parent := listed[seen[-1]].parent) is not None:
            assert listed[parent].type is EntityType.ORGANIZATION, (entity.id, parent)
            assert parent not in seen, seen
            seen.append(parent)
    assert [e.id for e in LISTED if e.type is EntityType.PERSON and e.parent] == []


def test_countries_are_codes() -> None:
    codes = {entity.country for entity in LISTED if entity.country is not None}
    assert [code for code in codes if not re.fullmatch("[A-Z]{2}", code)] == []
    assert "NO" in codes, "Norway, and not YAML's word for false"


@pytest.mark.parametrize(
    ("id_", "type_", "parent", "names"),
    [
        ("aws", EntityType.ORGANIZATION, "amazon", {"AWS", "亚马逊云科技"}),
        ("azure", EntityType.PRODUCT, "microsoft", {"Azure", "微软云"}),
        ("google-cloud", EntityType.ORGANIZATION, "google", {"Google Cloud", "谷歌云"}),
        ("google", EntityType.ORGANIZATION, "alphabet", {"Google", "谷歌"}),
        ("google-deepmind", EntityType.ORGANIZATION, "google", {"DeepMind"}),
        ("frontier", EntityType.PRODUCT, "openai", {"Frontier"}),
        ("chatgpt", EntityType.PRODUCT, "openai", {"ChatGPT"}),
        ("amazon-bedrock", EntityType.PRODUCT, "aws", {"AWS Bedrock", "Amazon Bedrock"}),
        ("alibaba-cloud", EntityType.ORGANIZATION, "alibaba", {"Alibaba Cloud", "阿里云"}),
        ("doubao", EntityType.PRODUCT, "bytedance", {"Doubao", "豆包"}),
        ("kimi", EntityType.PRODUCT, "moonshot-ai", {"Kimi"}),
        ("h20", EntityType.PRODUCT, "nvidia", {"H20"}),
        ("deepseek", EntityType.ORGANIZATION, None, {"DeepSeek", "深度求索"}),
        ("01-ai", EntityType.ORGANIZATION, None, {"01.AI", "零一万物"}),
        ("1x", EntityType.ORGANIZATION, None, {"1X"}),
        ("sam-altman", EntityType.PERSON, None, {"Sam Altman", "萨姆·奥特曼", "山姆·奥特曼"}),
        ("andy-jassy", EntityType.PERSON, None, {"Andy Jassy", "安迪·贾西"}),
    ],
)
def test_well_known_entities(id_: str, type_: EntityType, parent: str | None, names: set[str]) -> None:
    entity = entities()[id_]
    assert (entity.type, entity.parent) == (type_, parent)
    assert names <= spellings(entity)


@pytest.mark.parametrize(
    ("phrase", "lang", "id_"),
    [
        ("ChatGPT maker", "en", "openai"),
        ("ChatGPT开发商", "zh", "openai"),
        ("Windows maker", "en", "microsoft"),
        ("Google parent", "en", "alphabet"),
        ("谷歌母公司", "zh", "alphabet"),
        ("TikTok owner", "en", "bytedance"),
        ("抖音母公司", "zh", "bytedance"),
        ("Facebook parent", "en", "meta"),
        ("Claude开发商", "zh", "anthropic"),
    ],
)
def test_descriptors_name_their_entity(phrase: str, lang: str, id_: str) -> None:
    assert [e.id for e in LISTED if phrase in e.descriptors.get(lang, ())] == [id_]


# Reading the file


def test_words_that_yaml_takes_for_something_else_stay_words() -> None:
    [entity] = load_entities(
        b"- {id: on, name: NO, type: Organization, names: {en: [NO, 360, 1.0, yes]}}"
    ).values()
    assert entity.name == "NO"
    assert entity.names == {"en": ("NO", "360", "1.0", "yes")}


@pytest.mark.parametrize(
    ("yaml", "message"),
    [
        pytest.param(
            b"- {id: a, name: A, type: Person}\n- {id: a, name: B, type: Person}",
            "lists 'a' twice",
            id="double id",
        ),
        pytest.param(
            b"- {id: a, name: A, type: Product, parent: b}", "parent 'b' of 'a'", id="unknown parent"
        ),
    ],
)
def test_a_broken_file_is_refused(yaml: bytes, message: str) -> None:
    with pytest.raises(InvalidRecord, match=message):
        load_entities(yaml)


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.joinpath("gold", "train.jsonl").exists(), reason="../shared is not there")
def test_what_many_training_passages_speak_of_is_listed() -> None:
    counts: Counter[str] = Counter()
    for line in SHARED.joinpath("gold", "train.jsonl").read_text("utf-8").splitlines():
        named = {
            name
            for mention in json.loads(line)["entities"]
            if mention["type"] == "ORGANIZATION"
            for name in mention["names"]
        }
        counts.update(named)
    known = {normalize_name(name) for entity in LISTED for name in spellings(entity)}
    assert [name for name, times in counts.items() if times >= 12 and normalize_name(name) not in known] == []
