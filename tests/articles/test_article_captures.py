"""Plain-text captures: one article a version, metadata out of the lines, transcripts."""

import json

import pytest

from kg.articles import Reason, explain, read, read_all
from kg.model import Article, ArticleError, ArticleKind

EN = [
    "Northwind Systems said on Tuesday that it will buy Pelican Labs for $1.2 billion in cash and shares.",
    "The deal gives the chip designer a team of 80 engineers in Toronto, who have built compilers for its rivals.",
    "“We looked at eleven companies and kept coming back to this one,” said Dana Whitlock, its chief executive.",
    "Northwind expects to close the purchase before the end of the third quarter, if regulators agree to it.",
]
ZH = [
    "北风系统周二表示，将以12亿美元的现金和股票收购鹈鹕实验室，交易预计在第三季度结束前完成。",
    "通过此次收购，这家芯片设计公司将获得位于多伦多的八十名工程师，他们曾为其竞争对手开发编译器。",
    "首席执行官达娜·惠特洛克说：“我们考察了十一家公司，最后总是回到这一家。”",
    "该交易仍需监管机构批准。北风系统此前持有鹈鹕实验室约一成的股份。",
]
SUMMARY = [
    "北风系统收购鹈鹕实验室：编译器人才之争",
    "- 交易金额为12亿美元，以现金和股票支付",
    "- 预计第三季度结束前完成，尚待监管机构批准",
    "要点：北风系统获得八十名工程师，并保留其多伦多办公室。",
]
URL = "https://techcrunch.com/2026/03/17/northwind-buys-pelican-labs-for-its-compilers/"
CAPTURE = [
    "北风系统斥资12亿美元收购鹈鹕实验室",
    "",
    f"内容来源：{URL}",
    "内容总结：",
    *SUMMARY,
    "中文翻译：",
    *ZH,
    "英文来源：",
    *EN,
    "文章标题：北风系统斥资12亿美元收购鹈鹕实验室",
    "文章链接：https://mirror.example.net/?post=77",
    "本站文章均为原创，未经授权请勿转载",
]


@pytest.fixture
def capture(tmp_path):
    """Writes lines to a file and reads its articles."""

    def read_lines(*lines: str, name: str = "capture.txt", **options) -> list[Article]:
        path = tmp_path / name
        path.write_text("\n".join(lines), encoding="utf-8")
        return list(read(path, **options))

    return read_lines


def test_sections_become_versions_of_one_story(capture):
    summary, translation, original = capture(*CAPTURE)
    assert [(a.lang, a.kind) for a in (summary, translation, original)] == [
        ("zh", ArticleKind.SUMMARY), ("zh", ArticleKind.TRANSLATION), ("en", ArticleKind.ORIGINAL),
    ]  # fmt: skip
    assert [a.text for a in (summary, translation, original)] == ["\n\n".join(p) for p in (SUMMARY, ZH, EN)]
    assert len({a.story for a in (summary, translation, original)}) == 1
    assert len({a.id for a in (summary, translation, original)}) == 3


def test_metadata_comes_from_marker_lines_and_address(capture):
    summary, _, original = capture(*CAPTURE)
    for article in (summary, original):
        assert (article.url, article.published, article.publisher) == (URL, "2026-03-17", "TechCrunch")
    assert summary.title == "北风系统斥资12亿美元收购鹈鹕实验室"
    # The headline is Chinese: the English version is named by the words of its address, spelled as in its text.
    assert original.title == "Northwind buys Pelican Labs for its compilers"


@pytest.mark.parametrize(
    ("markers", "kinds"),
    [
        (("Summary:", "Original:"), [("zh", "summary"), ("en", "original")]),
        (("【中文译文】", "英文原文："), [("zh", "translation"), ("en", "original")]),
        (("Chinese translation", "English original"), [("zh", "translation"), ("en", "original")]),
    ],
    ids=["en-markers", "zh-brackets", "no-colon"],
)
def test_other_markers(capture, markers, kinds):
    articles = capture(markers[0], *ZH, markers[1], *EN)
    assert [(a.lang, str(a.kind)) for a in articles] == kinds


@pytest.mark.parametrize(
    "lines",
    [
        [*EN[:2], "Summary:", *EN[2:]],
        [*ZH[:2], "原文：", *ZH[2:]],
        [*EN[:2], "Source: people in the room", *EN[2:]],
    ],
    ids=["en-one-marker", "zh-one-marker", "en-field-in-running-text"],
)
def test_one_marker_alone_is_a_heading(capture, lines):
    (article,) = capture(*lines)
    assert article.text.split("\n\n") == lines


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([*ZH, *EN], [("zh", "original", ZH), ("en", "translation", EN)]),
        ([*EN, *ZH], [("en", "original", EN), ("zh", "translation", ZH)]),
        (
            [p for pair in zip(EN, ZH, strict=True) for p in pair],
            [("en", "original", EN), ("zh", "translation", ZH)],
        ),
        ([ZH[0], *EN, *EN[:0]], [("zh", "summary", ZH[:1]), ("en", "original", EN)]),
    ],
    ids=["zh-then-en", "en-then-zh", "interleaved", "short-zh-on-top"],
)
def test_bilingual_text_without_markers(capture, lines, expected):
    articles = capture(*lines)
    assert [(a.lang, str(a.kind), a.text.split("\n\n")) for a in articles] == expected
    assert len({a.story for a in articles}) == 1


def test_the_original_is_in_the_language_of_the_publisher(capture):
    articles = capture(f"URL: {URL}", *ZH, *EN)
    assert [(a.lang, str(a.kind)) for a in articles] == [("zh", "translation"), ("en", "original")]


@pytest.mark.parametrize(
    "lines",
    [
        [*ZH[:2], "“This is the biggest thing we have ever done,” Whitlock wrote on X.", *ZH[2:]],
        [*EN[:2], "The company’s Chinese name is 北风系统.", "北风系统拒绝置评。", *EN[2:]],
    ],
    ids=["en-quote-in-zh", "zh-line-in-en"],
)
def test_quotations_do_not_split_a_text(capture, lines):
    (article,) = capture(*lines)
    assert article.text.split("\n\n") == lines


def test_given_language_is_not_split(capture):
    (article,) = capture(*ZH, *EN, lang="zh")
    assert article.lang == "zh"
    assert article.text.split("\n\n") == [*ZH, *EN]


@pytest.mark.parametrize(
    ("line", "title", "publisher"),
    [
        ("Northwind swallows Pelican Labs - FT中文网", "Northwind swallows Pelican Labs", "Financial Times"),
        ("Northwind swallows Pelican Labs | TechCrunch", "Northwind swallows Pelican Labs", "TechCrunch"),
        ("Northwind swallows Pelican Labs", "Northwind swallows Pelican Labs", None),
        (
            "Northwind - and its rivals - swallow Pelican",
            "Northwind - and its rivals - swallow Pelican",
            None,
        ),
    ],
    ids=["ft", "techcrunch", "plain", "dashes"],
)
def test_headline_line(capture, line, title, publisher):
    (article,) = capture(line, "", *EN)
    assert (article.title, article.publisher) == (title, publisher)
    assert article.text == "\n\n".join(EN)


@pytest.mark.parametrize(
    "first", ["- Northwind bought Pelican", "What follows:", EN[0]], ids=["bullet", "colon", "sentence"]
)
def test_not_every_first_line_is_a_headline(capture, first):
    (article,) = capture(first, *EN[1:])
    assert article.title is None
    assert article.text.startswith(first)


def test_zh_headline_with_publisher(capture):
    (article,) = capture("北风系统收购鹈鹕实验室_36氪", *ZH)
    assert (article.title, article.publisher) == ("北风系统收购鹈鹕实验室", "36Kr")


def test_hard_wrapped_lines_are_joined(capture):
    wrapped = [
        "Northwind Systems has agreed to lease a data centre near Bergen for",
        "eleven years, its largest commitment outside North America, and will",
        "pay the owner, Fjordkraft Digital, a yearly rent that neither side",
        "would disclose.",
        "",
        "The site runs on hydropower.",
    ]
    (article,) = capture(*wrapped)
    assert article.text.split("\n\n") == [" ".join(wrapped[:4]), wrapped[5]]


SEGMENTS = [
    [
        {"start": 0.4, "text": "Pelican Labs was founded in 2019 "},
        {"start": 3.1, "text": "by two former Arcwell engineers."},
    ],
    [{"start": 7.9, "text": "Its first customer was"}],
    [{"start": 9.0, "text": "Northwind itself, which holds a tenth of it."}],
    [{"start": 14.2, "text": ""}],
]
SPOKEN = [
    "Pelican Labs was founded in 2019 by two former Arcwell engineers.",
    "Its first customer was Northwind itself, which holds a tenth of it.",
]


def test_transcript_in_a_capture(capture):
    media = "https://audio.example.com/album/a_1773712800_12.mp3"
    blob = json.dumps({"text": SEGMENTS, "url": media})
    (article,) = capture(
        "Pelican and its owners | TechCrunch", "登录×", "密码", "00:00", "", blob, "", "设置字号×", "最小"
    )
    assert article.text.split("\n\n") == SPOKEN
    assert (article.lang, article.title) == ("en", "Pelican and its owners")
    # No line gives a day: about the day on which the sound was made.
    assert article.published == "2026-03-17~"


def test_a_dateline_beats_the_recording(capture):
    blob = json.dumps({"text": SEGMENTS, "url": "https://audio.example.com/a_1773712800_12.mp3"})
    (article,) = capture("March 16, 2026", blob)
    assert article.published == "2026-03-16"


@pytest.mark.parametrize("keys", ["text", "segments"])
def test_transcript_file(tmp_path, keys):
    path = tmp_path / "talk.json"
    flat = [segment for group in SEGMENTS for segment in group]
    path.write_text(
        json.dumps({"title": "Pelican", keys: SEGMENTS if keys == "text" else flat}), encoding="utf-8"
    )
    (article,) = read(path)
    assert article.title == "Pelican"
    assert " ".join(article.text.split("\n\n")) == " ".join(SPOKEN)


def test_chinese_segments_are_joined_without_blanks(capture):
    blob = json.dumps(
        {"text": [[{"start": 0, "text": "鹈鹕实验室成立于"}, {"start": 2, "text": "二〇一九年。"}]]}
    )
    (article,) = capture(blob)
    assert article.text == "鹈鹕实验室成立于二〇一九年。"


def test_truncated_transcript_is_an_error(capture):
    blob = json.dumps({"text": SEGMENTS})[:-40]
    with pytest.raises(ArticleError, match=r"capture\.txt: the JSON of its transcript breaks off"):
        capture("Pelican and its owners", blob)


def test_reading_twice_gives_the_same_ids(tmp_path):
    path = tmp_path / "capture.txt"
    path.write_text("\n".join(CAPTURE), encoding="utf-8")
    assert list(read(path)) == list(read(path))
    assert len(list(read_all([path, path]))) == 3


def test_same_address_other_text_is_reported(tmp_path):
    (tmp_path / "a.txt").write_text("\n".join([f"URL: {URL}", *EN]), encoding="utf-8")
    (tmp_path / "b.txt").write_text("\n".join([f"URL: {URL}", *EN[:3]]), encoding="utf-8")
    errors = []
    assert len(list(read_all([tmp_path], on_error=errors.append))) == 1
    assert "another text" in str(errors[0])
    assert "b.txt" in errors[0].source


def test_explain_shows_every_line(tmp_path):
    path = tmp_path / "capture.txt"
    path.write_text("\n".join(CAPTURE), encoding="utf-8")
    shown = [p for reading in explain(path) for p in reading.paragraphs]
    assert [p.text for p in shown] == [line for line in CAPTURE if line]
    dropped = {p.text: p.reason for p in shown if not p.kept}
    assert dropped[CAPTURE[0]] is Reason.TITLE
    assert dropped[CAPTURE[2]] is Reason.HEADER
    assert dropped[CAPTURE[-1]] is Reason.COPYRIGHT


def test_published_given_wins(capture):
    assert {a.published for a in capture(*CAPTURE, published="2026-03")} == {"2026-03"}
