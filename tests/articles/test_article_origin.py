"""Publisher, address and day of publication."""

import pytest

from kg.articles.origin import (
    canonical_url,
    date_in_text,
    date_in_url,
    day_of_recording,
    is_dateline,
    parse_day,
    publisher_name,
    publishers,
    split_title,
    title_from_url,
)


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://x.com/2026/04/27/some-story/", "2026-04-27"),
        ("https://x.com/world/2026/apr/07/some-story", "2026-04-07"),
        ("https://x.com/news/2026-04-27/some-story", "2026-04-27"),
        ("https://x.com/a/20260427/c_123.htm", "2026-04-27"),
        ("https://x.com/2026-04/27/c_123.htm", "2026-04-27"),
        ("https://x.com/t20260427_9.shtml", "2026-04-27"),
        ("https://x.com/ai/2026/04/robots-fold-shirts/", "2026-04"),
        ("https://x.com/cars/2026/05/3d-printed-wheels/", "2026-05"),
        ("https://x.com/2026/13/40/story", None),
        ("https://x.com/p/123456789012", None),
        ("https://x.com/top-100-of-2026", None),
    ],
)  # fmt: skip
def test_date_in_url(url, day):
    assert date_in_url(url) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Published April 7, 2026 at 9:30 am ET", "2026-04-07"),
        ("7 Sept. 2026", "2026-09-07"),
        ("2026年4月7日 09:30", "2026-04-07"),
        ("2026/04/07", "2026-04-07"),
        ("2026-04", "2026-04"),
        ("04/05/2026", None),
        ("February 30, 2026", None),
        ("April 7", None),
    ],
)
def test_parse_day(text, day):
    assert parse_day(text) == day


@pytest.mark.parametrize(
    ("paragraphs", "day"),
    [
        (["Updated 14 May 2026, 10:05 GMT", "Text."], "2026-05-14"),
        (["2026年5月14日 星期四 10:05", "正文。"], "2026-05-14"),
        (["PORTO, May 14, 2026 — Delta Foundry opened a plant."], "2026-05-14"),
        (["波尔图2026年5月14日电，三角洲代工厂投产。"], "2026-05-14"),
        (["On May 14, 2026, Delta Foundry opened a plant in Porto."], None),
        (["三角洲代工厂于2026年5月14日在波尔图投产。"], None),
        (["Delta opens on May 14, 2026, in Porto."], None),
    ],
    ids=[
        "en-line",
        "zh-line",
        "en-dateline",
        "zh-dateline",
        "en-sentence",
        "zh-sentence",
        "en-short-sentence",
    ],
)
def test_date_in_text(paragraphs, day):
    assert date_in_text(paragraphs) == day


@pytest.mark.parametrize(
    "line", ["Series premieres on 3 June 2026 on Harbour TV", "2026年6月3日：三角洲投产"]
)
def test_not_a_dateline(line):
    assert not is_dateline(line)


@pytest.mark.parametrize(
    ("url", "said", "name"),
    [
        ("https://www.ft.com/content/1", None, "Financial Times"),
        ("https://www.ftchinese.com/story/1", "FT中文网", "Financial Times"),
        ("https://finance.sina.com.cn/x", None, "Sina"),
        ("https://asia.nikkei.com/x", None, "Nikkei Asia"),
        ("https://notft.com/x", None, "notft.com"),
        ("https://www.harbour-news.example/x", "Harbour News", "Harbour News"),
        ("https://mp.weixin.qq.com/s/x", None, None),
        ("http://127.0.0.1:8000/x", None, None),
        (None, "财新网", "Caixin"),
        (None, "Harbour News", "Harbour News"),
        (None, None, None),
    ],
)
def test_publisher_name(url, said, name):
    assert publisher_name(url, said=said) == name


def test_publishers_are_listed_once():
    domains = [domain for publisher in publishers() for domain in publisher.domains]
    names = [name.casefold() for publisher in publishers() for name in (publisher.name, *publisher.names)]
    assert len(publishers()) >= 60
    assert len(set(domains)) == len(domains)
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://X.com/A?id=7&utm_source=n&fbclid=1#top", "https://x.com/A?id=7"),
        ("http://x.com", "http://x.com/"),
        ("ftp://x.com/a", None),
        ("javascript:alert(1)", None),
        ("https://x.com/a b", None),
        ("https://[bad/a", None),
        ("https://x.com:99999/a", None),
    ],
)
def test_canonical_url(url, canonical):
    assert canonical_url(url) == canonical


def test_title_from_url_needs_words():
    assert title_from_url("https://x.com/content/9b1c2d3e-1111-2222-3333-444455556666", "Text") is None
    assert title_from_url("https://x.com/a-b", "Text") is None


def test_split_title_cuts_only_known_names():
    assert split_title("Delta - Porto's newest plant")[0] == "Delta - Porto's newest plant"
    title, publisher = split_title("三角洲在波尔图投产 - FT中文网 - 商业")
    assert (title, publisher.name) == ("三角洲在波尔图投产", "Financial Times")


def test_day_of_recording_needs_a_timestamp():
    assert day_of_recording("https://x.com/album/12.mp3") is None
