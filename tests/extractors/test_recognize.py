"""One decision about names: listed against recognized, ambiguous names, short names. Raw text, no model."""

import pytest

from extractors.names.gazetteer import gazetteer
from extractors.names.recognize import find_names
from kg.model import EntityType, unlisted_id


def spans(text: str, *names: tuple[str, str]) -> list[tuple[int, int, str]]:
    """What a recognizer would say: each (words, label) where it first stands."""
    return [(text.index(words), text.index(words) + len(words), label) for words, label in names]


def found(text: str, *names: tuple[str, str]) -> list[tuple[str, str]]:
    return [(text[name.start : name.end], name.entity_id) for name in find_names(text, spans(text, *names))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Microsoft backs OpenAI.", [("Microsoft", "microsoft"), ("OpenAI", "openai")]),
        ("微软支持OpenAI。", [("微软", "microsoft"), ("OpenAI", "openai")]),
        ("輝達的晶片", [("輝達", "nvidia")]),
        ("GPT\u20114o is out.", [("GPT\u20114o", "gpt-4o")]),
        ("The ChatGPT maker said so.", [("ChatGPT maker", "openai")]),
        ("该ChatGPT开发商表示", [("ChatGPT开发商", "openai")]),
    ],
    ids=["en", "zh", "traditional", "hyphen", "en-descriptor", "zh-descriptor"],
)
def test_listed_names_need_no_recognizer(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


def test_a_listed_name_is_not_found_inside_a_longer_latin_word() -> None:
    assert found("OpenAIs and MetaMask") == []


def test_a_longer_recognized_name_is_another_one() -> None:
    text = "Microsoft Foobar Institute opened."
    assert found(text, ("Microsoft Foobar Institute", "ORG")) == [
        ("Microsoft Foobar Institute", unlisted_id(EntityType.ORGANIZATION, "Microsoft Foobar Institute"))
    ]


def test_words_that_a_recognizer_took_in_do_not_make_another_name() -> None:
    text = "rival OpenAI grew"
    assert found(text, ("rival OpenAI", "ORG")) == [("OpenAI", "openai")]


def test_a_name_begins_with_its_continent_and_ends_before_the_review() -> None:
    text = "周三，非洲星河研究会说明了此事。"
    assert [name for name, _ in found(text, ("洲星河研究会", "ORG"))] == ["非洲星河研究会"]
    text = "山雀 P7 宽胎电动车评测：骑行平稳"
    assert [name for name, _ in found(text, ("山雀 P7 宽胎电动车评测", "PRODUCT"))] == ["山雀 P7 宽胎电动车"]


def test_a_university_ends_before_what_is_taught_there() -> None:
    text = "白鹭洲大学生殖生物学教授说，白鹭洲大学医学院会公布。"
    names = [name for name, _ in found(text, ("白鹭洲大学生殖生物学", "ORG"), ("白鹭洲大学医学院", "ORG"))]
    assert names == ["白鹭洲大学", "白鹭洲大学医学院"]
    assert found("麻省理工学院经济学教授", ("麻省理工学院经济学", "ORG")) == [("麻省理工学院", "mit")]


def test_a_maker_and_its_listed_product_are_two_names() -> None:
    assert found("Google NotebookLM is free.", ("Google NotebookLM", "PRODUCT")) == [
        ("Google", "google"),
        ("NotebookLM", "notebooklm"),
    ]
    text = "Google Quellbook is free."
    assert found(text, ("Google Quellbook", "PRODUCT")) == [
        ("Google Quellbook", unlisted_id(EntityType.PRODUCT, "Google Quellbook"))
    ]


def test_plans_of_a_service_are_no_products_before_who_has_them() -> None:
    for text in ("for Plus, Pro and Enterprise users", "向 Plus、Pro、Enterprise 用户推出"):
        assert found(text, ("Plus", "PRODUCT"), ("Pro", "PRODUCT"), ("Enterprise", "PRODUCT")) == []
    text = "Acme sells the Pro and the Plus."
    assert [name for name, _ in found(text, ("Pro", "PRODUCT"), ("Plus", "PRODUCT"))] == ["Pro", "Plus"]


def test_a_title_is_no_person() -> None:
    text = "Quellwerk co-founder and President Ada Brook"
    assert found(text, ("President", "PERSON"), ("Ada Brook", "PERSON")) == [
        ("Ada Brook", unlisted_id(EntityType.PERSON, "Ada Brook"))
    ]


def test_a_name_that_is_also_a_word_needs_support() -> None:
    hits = [hit for hit in gazetteer().find("Figure raised money.") if not hit.sure]
    assert hits, "Figure is listed as ambiguous"
    assert found("Figure raised money.") == []
    assert found("Figure raised money.", ("Figure", "ORG")) != []


def test_a_name_found_once_is_found_everywhere() -> None:
    text = "Quellwerk raised money. Last week Quellwerk hired."
    assert [words for words, _ in found(text, ("Quellwerk", "ORG"))] == ["Quellwerk", "Quellwerk"]


@pytest.mark.parametrize(
    ("text", "names", "short"),
    [
        (
            "Ada Quellmann founded it. Quellmann left.",
            [("Ada Quellmann", "PERSON"), ("Quellmann left", "PERSON")],
            "Quellmann",
        ),
        ("Quell Robotics Lab grew. Quell Robotics hired.", [("Quell Robotics Lab", "ORG")], "Quell Robotics"),
    ],
    ids=["surname", "short-organization"],
)
def test_a_short_name_means_the_long_one(text: str, names: list[tuple[str, str]], short: str) -> None:
    start = text.rindex(short)
    label = names[0][1]
    recognized = [*spans(text, names[0]), (start, start + len(short), label)]
    ids = {name.entity_id for name in find_names(text, recognized)}
    assert len(ids) == 1


@pytest.mark.parametrize("label", ["ORG", "PRODUCT", "PERSON"])
def test_a_surname_taken_for_something_else_is_still_the_person(label: str) -> None:
    text = "Ada Quellmann founded it. Quellmann left."
    start = text.rindex("Quellmann")
    names = find_names(text, [*spans(text, ("Ada Quellmann", "PERSON")), (start, start + 9, label)])
    assert {(name.type, name.canonical) for name in names} == {(EntityType.PERSON, "Ada Quellmann")}


def test_a_listed_product_is_no_chip_where_somebody_is_called_like_it() -> None:
    text = "Nvidia is not in it: Dr. Ada Rubin posts there, and Rubin has many followers."
    names = find_names(text, spans(text, ("Ada Rubin", "PERSON")))
    assert [name.canonical for name in names] == ["Nvidia", "Ada Rubin", "Ada Rubin"]
    chips = find_names("Nvidia ships Rubin this year.", [])
    assert [(name.entity_id, name.type) for name in chips][1] == ("rubin", EntityType.PRODUCT)


def test_possessives_and_quotes_are_no_part_of_a_name() -> None:
    text = "“Quellwerk’s” deal"
    start = text.index("“")
    (name,) = find_names(text, [(start, text.index("”") + 1, "ORG")])
    assert text[name.start : name.end] == "Quellwerk"


@pytest.mark.parametrize(
    ("text", "recognized", "name"),
    [
        ("阿里巴巴否认了传言。", "阿里巴巴否认", "阿里巴巴"),
        ("百度子公司成立。", "百度子公司", "百度"),
        ("陌桥机器否认了传言。", "陌桥机器否认", "陌桥机器"),
        ("Microsoft shares rose.", "Microsoft shares", "Microsoft"),
        ("Quellwerk stock rose.", "Quellwerk stock", "Quellwerk"),
    ],
    ids=["zh-verb", "zh-noun", "zh-unlisted", "en-noun", "en-unlisted"],
)
def test_what_follows_a_name_is_no_part_of_it(text: str, recognized: str, name: str) -> None:
    assert [words for words, _ in found(text, (recognized, "ORG"))] == [name]


@pytest.mark.parametrize(
    ("text", "recognized", "label", "name"),
    [
        ("Neocloud Tessera Compute raised $80m.", "Neocloud Tessera Compute", "ORG", "Tessera Compute"),
        ("AI Startup Tessera raised $80m. Tessera is new.", "AI Startup Tessera", "ORG", "Tessera"),
        ("Startup Weekend is a fair.", "Startup Weekend", "ORG", "Startup Weekend"),
        ("said Captain Lena Moss of the fleet.", "Captain Lena Moss", "PERSON", "Lena Moss"),
        ("said Dr. Moss", "Dr. Moss", "PERSON", "Moss"),
        ("DeepMind AI lab has a new head.", "DeepMind AI", "ORG", "DeepMind"),
        ("It is in the US App Store now.", "US App Store", "PRODUCT", "App Store"),
        ("Chinese Baidu has bought Acme.", "Chinese Baidu", "ORG", "Baidu"),
        ("US Steel has a new head.", "US Steel", "ORG", "US Steel"),
        ("DeepMind AI is a name.", "DeepMind AI", "ORG", "DeepMind AI"),
    ],
    ids=[
        "two-words",
        "named-alone",
        "never-alone",
        "title",
        "title-and-surname",
        "what-a-listed-one-does",
        "where-a-listed-one-is",
        "of-which-country",
        "a-country-in-the-name",
        "a-field-in-the-name",
    ],
)
def test_what_a_name_is_called_by_where_it_is_and_what_it_does_is_no_part_of_it(
    text: str, recognized: str, label: str, name: str
) -> None:
    assert found(text, (recognized, label))[0][0] == name


@pytest.mark.parametrize(
    ("text", "recognized", "label", "names"),
    [
        ("led by Tiger Global and GV", "Tiger Global and GV", "ORG", ["Tiger Global", "GV"]),
        ("OpenAI’s Polaris is out", "OpenAI’s Polaris", "PRODUCT", ["OpenAI", "Polaris"]),
        ("the Oracle-Microsoft contract", "Oracle-Microsoft", "ORG", ["Oracle", "Microsoft"]),
        ("由百度与小米共同发布", "百度与小米", "ORG", ["百度", "小米"]),
        ("在 YouTube、Spotify 上订阅", "YouTube、Spotify", "PRODUCT", ["YouTube", "Spotify"]),
        ("Johnson & Johnson grew", "Johnson & Johnson", "ORG", ["Johnson & Johnson"]),
        ("Quellwerk-Moss grew", "Quellwerk-Moss", "ORG", ["Quellwerk-Moss"]),
        ("Quellwerk’s Polaris is out", "Quellwerk’s Polaris", "PRODUCT", ["Quellwerk’s Polaris"]),
    ],
    ids=["list", "owner", "deal", "zh", "zh-of-two-types", "listed-as-one", "unknown", "unknown-owner"],
)
def test_two_names_taken_for_one_are_parted_where_both_are_known(
    text: str, recognized: str, label: str, names: list[str]
) -> None:
    assert [words for words, _ in found(text, (recognized, label))] == names


def test_a_name_that_stands_alone_is_known() -> None:
    text = "Ada Moss left Quellwerk. Moss’s Tarn and Quellwerk’s Polaris compete."
    names = find_names(
        text,
        spans(text, ("Ada Moss", "PERSON"), ("Quellwerk", "ORG"), ("Quellwerk’s Polaris", "PRODUCT")),
    )
    assert [(text[name.start : name.end], name.type) for name in names if name.start > 30] == [
        ("Quellwerk", EntityType.ORGANIZATION),
        ("Polaris", EntityType.PRODUCT),
    ]


@pytest.mark.parametrize("text", ["Apple released iOS 26.5 today.", "苹果周一发布了 iOS 26.5。"])
def test_a_listed_version_is_no_piece_of_a_longer_one(text: str) -> None:
    assert "ios-26" not in {hit.entity.id for hit in gazetteer().find(text)}
    assert "ios-26" in {hit.entity.id for hit in gazetteer().find(text.replace(".5", ""))}


@pytest.mark.parametrize(
    ("words", "name"),
    [("Quellgate公司", "Quellgate"), ("Quellgate 公司", "Quellgate"), ("奎尔盖特公司", "奎尔盖特公司")],
)
def test_the_word_for_firm_belongs_to_a_name_in_hanzi_only(words: str, name: str) -> None:
    named = unlisted_id(EntityType.ORGANIZATION, name)
    assert found(f"{words}周二宣布了计划。", (words, "ORG")) == [(name, named)]
