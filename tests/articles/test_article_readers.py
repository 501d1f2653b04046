"""HTML, Markdown, JSON lines, feeds, folders, stdin: each reader, and broken input."""

import io
import json
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.articles import Reason, explain, jsonlines, notice, read, read_all, reading
from kg.articles import assemble as assembling
from kg.model import Article, ArticleError, ArticleKind, InvalidRecord

EN = (
    "Quillon AI, a start-up from Lyon, has raised $90 million in a round that was led by Ostrava Capital, "
    "with money from its earlier backer Tern Ventures and from two family offices that asked not to be named."
)
EN_2 = (
    "The company rents its computers from Helios Cloud and says that this will not change before 2029, when "
    "the contract between the two ends and its own data centre near Grenoble is to be ready."
)
ZH = "里昂初创公司奎隆人工智能完成九千万美元融资，由俄斯特拉发资本领投，早期投资方燕鸥创投和两家不愿具名的家族办公室跟投。"
ZH_2 = "该公司目前向太阳神云租用算力，并表示在2029年合同到期、格勒诺布尔附近的自建数据中心落成之前，不会改变这一安排。"


@pytest.fixture
def errors():
    return []


@pytest.fixture
def page(tmp_path):
    """Writes one file and reads it."""

    def read_file(content: str | bytes, name: str, **options) -> list[Article]:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return list(read(path, **options))

    return read_file


def html(head: str = "", *, body: str | None = None, charset: str = "utf-8") -> str:
    paragraphs = body if body is not None else f"<p>{EN}</p><h2>Where it computes</h2><p>{EN_2}</p>"
    return f"""<!doctype html><html><head><meta charset="{charset}"><title>Quillon raises money - Harbour</title>{head}
    </head><body><nav><a href="/">Home</a><a href="/chips">Chips</a></nav><article><h1>Quillon raises money</h1>
    {paragraphs}</article><aside><h3>Popular</h3><a href="/x">Ten chips to watch</a></aside>
    <footer>Imprint of the Harbour</footer></body></html>"""


def test_html_text_and_metadata(page):
    (article,) = page(
        html(
            '<meta property="og:title" content="Quillon raises money">'
            '<meta property="og:site_name" content="The Verge">'
            '<link rel="canonical" href="https://www.theverge.com/ai/12/quillon">'
            '<meta property="article:published_time" content="2026-02-11T08:00:00Z">'
        ),
        "page.html",
    )
    assert article.text.split("\n\n") == [EN, "Where it computes", EN_2]
    assert article.url == "https://www.theverge.com/ai/12/quillon"
    assert (article.title, article.publisher) == ("Quillon raises money", "The Verge")
    assert (article.published, article.lang) == ("2026-02-11", "en")


def test_html_json_ld(page):
    linked = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Quillon raises money",
              "datePublished": "2026-02-11T08:00:00+01:00"}  # fmt: skip
    (article,) = page(html(f'<script type="application/ld+json">{json.dumps(linked)}</script>'), "page.htm")
    assert article.published == "2026-02-11"


def test_html_without_a_date_invents_none(page):
    (article,) = page(html(), "page.html")
    assert article.published is None
    assert "--published" in notice(article)


def test_html_shows_the_page_around_the_article(tmp_path):
    path = tmp_path / "page.html"
    path.write_text(html(), encoding="utf-8")
    (found,) = explain(path)
    dropped = {p.text: p.reason for p in found.paragraphs if not p.kept}
    assert dropped["Ten chips to watch"] is Reason.PAGE
    assert dropped["Imprint of the Harbour"] is Reason.PAGE


def test_html_in_gbk_by_its_meta_charset(page):
    text = html(body=f"<p>{ZH}</p><p>{ZH_2}</p>", charset="gbk")
    (article,) = page(text.encode("gbk"), "page.html")
    assert (article.lang, article.text) == ("zh", f"{ZH}\n\n{ZH_2}")


def test_html_by_content_whatever_the_suffix(page):
    (article,) = page(html(), "page.txt")
    assert article.text.startswith(EN)


def test_html_without_an_article(page):
    with pytest.raises(ArticleError, match="holds no article"):
        page("<html><body></body></html>", "page.html")


MARKDOWN = f"""---
title: Quillon raises money
date: 2026-02-11
url: https://harbour.example/quillon-raises-money
publisher: Harbour News
---
# A first heading

Quillon AI, a start-up from [Lyon](https://lyon.example), has raised **$90 million** in a
round led by *Ostrava Capital*.

## Where it computes

* rents from `Helios Cloud`
* builds near Grenoble

> “We sleep well,” its chief executive said.

![chart](chart.png)

```python
print("not a text")
```
<!-- a note -->
{EN_2}
"""


def test_markdown(page):
    (article,) = page(MARKDOWN, "quillon.md")
    assert article.text.split("\n\n") == [
        "Quillon AI, a start-up from Lyon, has raised $90 million in a round led by Ostrava Capital.",
        "Where it computes",
        "- rents from Helios Cloud",
        "- builds near Grenoble",
        "“We sleep well,” its chief executive said.",
        EN_2,
    ]
    assert (article.title, article.published) == ("Quillon raises money", "2026-02-11")
    assert (article.publisher, article.url) == (
        "Harbour News",
        "https://harbour.example/quillon-raises-money",
    )


def test_markdown_headline_is_shown(tmp_path):
    path = tmp_path / "quillon.md"
    path.write_text(MARKDOWN, encoding="utf-8")
    (found,) = explain(path)
    assert (found.paragraphs[0].text, found.paragraphs[0].reason) == ("A first heading", Reason.TITLE)


def test_markdown_title_and_chinese_lines(page):
    (article,) = page(f"# 奎隆完成融资\n\n{ZH[:20]}\n{ZH[20:]}\n\n{ZH_2}\n", "quillon.markdown")
    assert (article.title, article.text) == ("奎隆完成融资", f"{ZH}\n\n{ZH_2}")


def test_markdown_with_broken_front_matter(page):
    with pytest.raises(ArticleError, match="front matter that is not YAML"):
        page(f"---\ntitle: [open\n---\n{EN}", "quillon.md")


def test_jsonl_keeps_what_is_given(page):
    line = {"id": "mine-1", "url": "https://harbour.example/q", "title": "Q", "published": "2026-08", "lang": "en",
            "text": f"{EN}\n{EN_2}", "claims": [1]}  # fmt: skip
    (article,) = page(json.dumps(line), "articles.jsonl")
    assert (article.id, article.title, article.published, article.lang) == ("mine-1", "Q", "2026-08", "en")
    assert article.text == f"{EN}\n\n{EN_2}"
    assert article.publisher == "harbour.example"


@pytest.mark.parametrize(
    ("line", "lang", "published"),
    [
        ({"text": EN}, "en", None),
        ({"text": ZH, "published": None}, "zh", None),
        ({"text": EN, "published": "2026-08-01T10:00:00Z"}, "en", "2026-08-01"),
        ({"text": EN, "published": 2026}, "en", "2026"),
        ({"text": ZH, "lang": "zh-CN", "url": "https://x.com/2026/02/11/a"}, "zh", "2026-02-11"),
        ({"text": EN, "kind": "claims"}, "en", None),
    ],
    ids=["text-only", "null-date", "moment", "year", "region", "foreign-kind"],
)
def test_jsonl_all_but_text_may_be_absent(page, line, lang, published):
    (article,) = page(json.dumps(line), "articles.jsonl")
    assert (article.lang, article.published) == (lang, published)


def test_jsonl_with_an_id_is_one_article(page):
    (article,) = page(json.dumps({"id": 7, "text": "\n".join([EN, EN_2, ZH, ZH_2])}), "a.jsonl")
    assert article.id == "7"
    assert len(page(json.dumps({"text": "\n".join([EN, EN_2, ZH, ZH_2])}), "b.jsonl")) == 2


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"text": "cut', "is not JSON"),
        ('["text"]', "is not an article"),
        ('{"text": 7}', "is not an article"),
        ('{"title": "no text"}', "has no text"),
        ('{"text": "  "}', "has no text"),
        ('{"text": "x", "published": "yesterday"}', "published: 'yesterday' is not a date"),
        ("[" * 3000, "is not an article"),
        ('{"text": "\xff"}', "is not JSON"),
    ],
    ids=["truncated", "list", "number", "missing", "blank", "date", "deep", "latin-1"],
)
def test_jsonl_bad_lines_are_named_and_the_others_go_on(page, errors, line, reason):
    lines = [
        json.dumps({"text": EN}).encode(),
        line.encode("latin-1"),
        b"",
        json.dumps({"text": ZH}).encode(),
    ]
    articles = page(b"\n".join(lines), "articles.jsonl", on_error=errors.append)
    assert [a.text for a in articles] == [EN, ZH]
    assert len(errors) == 1
    assert errors[0].source.endswith("articles.jsonl:2")
    assert reason in errors[0].reason


def test_jsonl_line_limit(page, errors, monkeypatch):
    monkeypatch.setattr(jsonlines, "MAX_LINE_BYTES", 1000)
    long = json.dumps({"text": "x" * 5_000_000})
    articles = page(f"{long}\n{json.dumps({'text': EN})}", "articles.jsonl", on_error=errors.append)
    assert [a.text for a in articles] == [EN]
    assert "longer than 1,000 bytes" in str(errors[0])


def test_jsonl_may_be_larger_than_a_file(page, monkeypatch):
    monkeypatch.setattr(reading, "MAX_BYTES", 100)
    assert len(page("\n".join(json.dumps({"text": t}) for t in (EN, ZH)), "articles.jsonl")) == 2
    with pytest.raises(ArticleError, match="larger than 100 bytes"):
        page(EN, "page.txt")


def test_output_can_be_read_again(page, tmp_path):
    first = page("\n".join(["URL: https://x.com/2026/02/11/quillon", EN, EN_2, ZH, ZH_2]), "capture.txt")
    again = page(b"\n".join(msgspec.json.encode(a) for a in first), "again.jsonl")
    assert len(first) == 2
    assert again == first


def test_json_list(page, errors):
    items = [{"text": EN}, {"title": "none"}, {"text": ZH}]
    assert len(page(json.dumps(items, indent=1), "articles.json", on_error=errors.append)) == 2
    assert "item 2: has no text" in str(errors[0])


def test_same_id_twice(page, errors):
    lines = [{"id": "a", "text": EN}, {"id": "a", "text": EN}, {"id": "a", "text": EN_2}]
    articles = page("\n".join(map(json.dumps, lines)), "a.jsonl", on_error=errors.append)
    assert [a.text for a in articles] == [EN]
    assert len(errors) == 1
    assert "has the id 'a'" in str(errors[0])


RSS = f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Harbour News</title>
<item><title>Quillon &amp; friends</title><link>https://harbour.example/q?utm_source=rss</link>
<pubDate>Wed, 11 Feb 2026 08:00:00 GMT</pubDate><description>Short.</description>
<content:encoded><![CDATA[<p>{EN}</p><p>{EN_2}</p><script>alert(1)</script>]]></content:encoded></item>
<item><title>奎隆</title><link>https://36kr.com/p/1</link><description>{ZH}</description></item>
<item><title>Only a headline</title><link>https://harbour.example/h</link></item>
</channel></rss>"""
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Harbour News</title><entry><title>Quillon</title>
<link href="https://harbour.example/q"/><updated>2026-02-11T08:00:00Z</updated><id>1</id>
<content type="html">&lt;p&gt;{EN}&lt;/p&gt;</content></entry></feed>"""


def test_rss(page, errors):
    english, chinese = page(RSS, "feed.xml", on_error=errors.append)
    assert english.text.split("\n\n") == [EN, EN_2]
    assert (english.title, english.published) == ("Quillon & friends", "2026-02-11")
    assert (english.publisher, english.url) == ("Harbour News", "https://harbour.example/q")
    assert (chinese.lang, chinese.publisher, chinese.published) == ("zh", "36Kr", None)
    assert "'Only a headline' has no text" in str(errors[0])


def test_atom_by_content(page):
    (article,) = page(ATOM, "feed")
    assert (article.text, article.published) == (EN, "2026-02-11")


@pytest.mark.parametrize("reference", ["&#xD800;", "&#x110000;", "&#99999999999999999999;"])
def test_feed_with_impossible_characters(page, errors, reference):
    broken = RSS.replace("Short.", reference).replace("</rss>", "")
    articles = page(broken, "feed.xml", on_error=errors.append)
    assert [a.text for a in articles] == [f"{EN}\n\n{EN_2}", ZH] or "is a damaged feed" in str(errors[0])


def test_feed_that_breaks_off(page):
    with pytest.raises(ArticleError, match="without entries, or no feed"):
        page(RSS[:120], "feed.rss")


def test_folder_is_read_in_order_and_goes_on_after_errors(tmp_path, errors):
    (tmp_path / "b").mkdir()
    (tmp_path / ".git").mkdir()
    (tmp_path / "b" / "two.md").write_text(EN_2, encoding="utf-8")
    (tmp_path / "one.txt").write_text(ZH, encoding="utf-8")
    (tmp_path / "broken.txt").write_bytes(b"\x00\x01\x02" * 50)
    (tmp_path / "code.py").write_text("x = 1", encoding="utf-8")
    (tmp_path / ".git" / "a.txt").write_text(EN, encoding="utf-8")
    assert [a.text for a in read_all([tmp_path], on_error=errors.append)] == [EN_2, ZH]
    assert [e.source for e in errors] == [str(tmp_path / "broken.txt")]


def test_folder_without_articles(tmp_path):
    with pytest.raises(ArticleError, match=r"holds no file that is read .*\.txt"):
        list(read(tmp_path))


def test_missing_file():
    with pytest.raises(ArticleError, match="no such file or folder"):
        list(read("nowhere.txt"))


@pytest.mark.parametrize(
    ("content", "texts"),
    [
        (f"{EN}\n{EN_2}", [f"{EN}\n\n{EN_2}"]),
        ("\n".join(json.dumps({"text": t}) for t in (EN, ZH)), [EN, ZH]),
        (json.dumps([{"text": EN}, {"text": ZH}], indent=2), [EN, ZH]),
        (ATOM, [EN]),
    ],
    ids=["text", "jsonl", "json", "feed"],
)
def test_stdin_by_content(monkeypatch, content, texts):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content.encode())))
    assert [a.text for a in read("-")] == texts


@pytest.mark.parametrize(
    "raw",
    [
        f"{ZH}\r\n{ZH_2}".encode("utf-8-sig"),
        f"{ZH}\n{ZH_2}".encode("utf-16"),
        b"\xfe\xff" + f"{ZH}\n{ZH_2}".encode("utf-16-be"),
        f"{ZH}\r{ZH_2}".encode("gb18030"),
        f"\u3000\u3000{ZH}\u2028{ZH_2}\x00".encode(),
    ],
    ids=["utf-8-bom", "utf-16", "utf-16-be", "gb18030", "blanks-and-nul"],
)
def test_encodings(page, raw):
    (article,) = page(raw, "page.txt")
    assert article.text == f"{ZH}\n\n{ZH_2}"


def test_text_is_nfc(page):
    (article,) = page("Cafe\u0301 Lumie\u0300re has bought a stake in Quillon AI.", "page.txt")
    assert article.text.startswith("Café Lumière")


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf\n \n", "is empty"),
        (b"!!! --- ???", "holds no text"),
        (b"%PDF-1.7 ...", "is not text but a PDF"),
        (b"\x89PNG\r\n\x1a\n", "is not text but a picture"),
        (bytes(range(256)) * 4, "iconv"),
        ("Société Générale détient une participation".encode("latin-1"), "iconv"),
        ("輝達持有這家公司的股份，並且將繼續投資人工智慧產業。".encode("big5"), "iconv"),
        (EN.encode("utf-16-le"), "UTF-16 without a byte order mark"),
        (b"\xff\xfe" + b"\x00\xd8", "breaks its encoding utf-16-le"),
        (b"Sign in\nPassword\n00:00", "nothing but boilerplate (2 login, 1 player)"),
        (
            "La société lyonnaise a annoncé mardi une levée de fonds de quatre-vingt-dix millions de dollars, menée "
            "par un fonds tchèque qui souhaite investir dans des jeunes entreprises européennes.".encode(),
            "no language known here",
        ),
    ],
    ids=["empty", "blank", "no-letters", "pdf", "png", "binary", "latin-1", "big5", "utf-16-bare", "utf-16-cut",
         "boilerplate", "french"],
)  # fmt: skip
def test_broken_input(page, errors, raw, reason):
    assert page(raw, "page.txt", on_error=errors.append) == []
    assert len(errors) == 1
    assert errors[0].source.endswith("page.txt")
    assert reason in errors[0].reason


def test_other_languages_can_be_named(page):
    (article,) = page("Quillon a levé des fonds.", "page.txt", lang="fr")
    assert article.lang == "fr"


def test_one_huge_line(page, errors, monkeypatch):
    monkeypatch.setattr(assembling, "MAX_ARTICLE_CHARS", 1000)
    assert page("x" * 1001, "page.txt", on_error=errors.append) == []
    assert "1,001 characters" in str(errors[0])


def test_published_must_be_a_date(page):
    with pytest.raises(InvalidRecord, match="'soon' is not a date"):
        page(EN, "page.txt", published="soon")


_SNIPPETS = st.sampled_from(
    [b'{"text": "', b'{"text":[[{"start":1,"text":"', b"<html><body><p>", b"<rss><channel><item>", b"---\n", b"# ", EN.encode(),
     ZH.encode(), ZH.encode("gbk"), b"\xff\xfe", b"\xef\xbb\xbf", b"\n", b"</p>", b'"}', b"```", b"<!--", "登录".encode(), b"URL: https://["]
)  # fmt: skip


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    pieces=st.lists(st.one_of(_SNIPPETS, st.binary(max_size=60)), max_size=8),
    suffix=st.sampled_from([".txt", ".html", ".md", ".json", ".jsonl", ".xml", ""]),
)
def test_any_bytes_are_read_or_reported(tmp_path, pieces, suffix):
    path = tmp_path / f"any{suffix}"
    path.write_bytes(b"".join(pieces))
    errors: list[ArticleError] = []
    articles = list(read(path, on_error=errors.append))
    assert all(isinstance(article, Article) and "\x00" not in article.text for article in articles)
    assert all(error.source.startswith(str(path)) and error.reason for error in errors)
    # Nothing is lost in silence; only JSON lines may be blank.
    assert articles or errors or suffix == ".jsonl" or not suffix


def test_a_folder_is_read_without_the_notes_about_it(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(
        "# About these files\n\nThey were collected in spring by three people.\n", "utf-8"
    )
    (tmp_path / "deal.md").write_text(
        "---\nstory: deal\nkind: translation\n---\n\n# A deal\n\nAcme Robotics bought Borealis Chips for a small sum.\n",
        "utf-8",
    )
    (article,) = read_all([tmp_path])
    assert (article.title, article.story, article.kind) == ("A deal", "deal", ArticleKind.TRANSLATION)
