"""Names that a sentence introduces by its structure; every name is invented."""

import pytest

from extractors.names.structure import propose

INTRODUCED = [
    ("en", "Quillmoor, a maker of search tools, is hiring.", [("Quillmoor", "ORG")], "apposition"),
    ("en", "He runs a start-up called Pale Harbor.", [("Pale Harbor", "ORG")], "called"),
    (
        "en",
        "The round was led by Ostrava Partners and Kite & Key, with participation from Lowbridge.",
        [("Ostrava Partners", "ORG"), ("Kite & Key", "ORG"), ("Lowbridge", "ORG")],
        "list of investors",
    ),
    ("en", "Fennwick raised $12 million last week.", [("Fennwick", "ORG")], "raised"),
    (
        "en",
        "The deal pays off, said Ines Marwick, the firm’s chair.",
        [("Ines Marwick", "PERSON")],
        "speaker",
    ),
    ("en", "They wrote a chatbot called Moss Lantern.", [("Moss Lantern", "PRODUCT")], "product"),
    ("zh", "初创公司Quillmoor正在招人。", [("Quillmoor", "ORG")], "latin name"),
    (
        "zh",
        "本轮融资由澜舟创投、Kite Capital和云栖基金联合领投。",
        [("澜舟创投", "ORG"), ("Kite Capital", "ORG"), ("云栖基金", "ORG")],
        "list of investors",
    ),
    ("en", "Marta “Mimi” Quist, an economist, agreed.", [("Marta “Mimi” Quist", "PERSON")], "nickname"),
    ("zh", "首席执行官伊内斯·马威克在会上发言。", [("伊内斯·马威克", "PERSON")], "transliterated"),
    ("zh", "赤岚智能宣布裁员。", [("赤岚智能", "ORG")], "company ending"),
    ("zh", "她来自白鹭洲大学，后来离开。", [("白鹭洲大学", "ORG")], "university"),
    (
        "zh",
        "英国哈罗盖特大学物理学教授伊内斯·马威克表示赞同。",
        [("哈罗盖特大学", "ORG")],
        "university abroad",
    ),
    ("zh", "白鹭洲大学海滨分校的研究人员发表了论文。", [("白鹭洲大学海滨分校", "ORG")], "campus"),
    ("zh", "白鹭洲大学海洋观测实验室主任说，数据可靠。", [("白鹭洲大学海洋观测实验室", "ORG")], "laboratory"),
    ("zh", "“水位在上升，”雾港海洋研究所研究员马洛表示。", [("雾港海洋研究所", "ORG")], "institute"),
    ("zh", "赤岚推出名为“云杉笔记”的写作应用。", [("云杉笔记", "PRODUCT")], "product in quotes"),
    ("zh", "赤岚推出名为 Moss Lantern 的聊天工具。", [("Moss Lantern", "PRODUCT")], "latin product"),
    ("zh", "她打开“Moss Lantern”应用。", [("Moss Lantern", "PRODUCT")], "quoted app"),
    ("zh", "工作室正在制作《青苔灯笼》续作。", [("青苔灯笼", "PRODUCT")], "sequel"),
    ("zh", "周一，Pale Harbor 首席执行官离职。", [("Pale Harbor", "ORG")], "chief of a firm"),
    ("zh", "据悉，Pale Harbor周二发布了新品。", [("Pale Harbor", "ORG")], "who releases"),
    ("en", "It is a new feature called “Moss Lantern,” it said.", [("Moss Lantern", "PRODUCT")], "quoted"),
    ("en", "Pale Harbor director Ines Marwick agreed.", [("Pale Harbor", "ORG")], "director before a name"),
    (
        "en",
        "Ines Marwick, a co-founder and CEO of Pale Harbor, agreed.",
        [("Pale Harbor", "ORG")],
        "chief of",
    ),
]


@pytest.mark.parametrize(
    ("lang", "text", "names", "why"), INTRODUCED, ids=[f"{c[0]}-{c[3]}" for c in INTRODUCED]
)
def test_names_are_introduced(lang: str, text: str, names: list[tuple[str, str]], why: str) -> None:
    found = [(text[start:end], label) for start, end, label in propose(text, [], lang=lang)]
    assert [name for name in names if name not in found] == []


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "The company, a maker of search tools, is hiring."),
        ("en", "However, the firm said it was led by Its chair."),
        ("zh", "本轮融资由多家机构领投，老股东跟投。"),
        ("zh", "公司宣布裁员。"),
        ("zh", "他在一所大学读书，与其他大学生一起上课。"),
        ("zh", "白鹭洲大学生下周开学。"),
        ("zh", "赤岚在去年的 Moss Lantern 发布会上展示了它。"),
    ],
)
def test_no_name_no_proposal(lang: str, text: str) -> None:
    assert list(propose(text, [], lang=lang)) == []


def test_what_is_recognized_is_left_alone() -> None:
    text = "Quillmoor, a maker of search tools, is hiring."
    assert list(propose(text, [(0, 9, "ORG")], lang="en")) == []
