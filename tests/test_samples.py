"""The sample articles of `kg demo`: they parse, say what is invented, and show every relation in both languages."""

import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from importlib import resources
from pathlib import Path

import feedparser
import pytest
import yaml

from kg.model import check_edtf, relations

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
SAMPLES = Path(str(resources.files("kg").joinpath("data/samples")))
MARKS = ("This article is invented for demonstration.", "本文为演示而虚构。")
HAN = re.compile(r"[一-鿿]")


class _Paragraphs(HTMLParser):
    """The paragraphs of a page, whatever they are for."""

    def __init__(self) -> None:
        super().__init__()
        self.meta: dict[str, str] = {}
        self.paragraphs: list[str] = []
        self._open = False

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        if tag == "meta":
            self.meta[named.get("property") or named.get("name") or ""] = named.get("content") or ""
        if tag == "p":
            self.paragraphs.append("")
        self._open = tag == "p" or (self._open and tag in {"a", "time", "strong", "em"})

    def handle_endtag(self, tag):
        if tag == "p":
            self._open = False

    def handle_data(self, data):
        if self._open:
            self.paragraphs[-1] += data


def _paragraphs(html: str) -> _Paragraphs:
    parser = _Paragraphs()
    parser.feed(html)
    return parser


def _markdown(path: Path) -> list[dict]:
    _, front, body = path.read_text("utf-8").split("---\n", 2)
    fields = yaml.safe_load(front)
    return [{**fields, "published": str(fields["published"]), "text": body.strip()}]


def _json_lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def _page(path: Path) -> list[dict]:
    page = _paragraphs(path.read_text("utf-8"))
    return [{
        "lang": "en", "title": page.meta["og:title"], "url": page.meta["og:url"],
        "published": page.meta["article:published_time"][:10], "publisher": page.meta["og:site_name"],
        "synthetic": page.meta["synthetic"] == "true", "text": "\n\n".join(page.paragraphs),
    }]  # fmt: skip


def _feed(path: Path) -> list[dict]:
    feed = feedparser.parse(path.read_bytes())
    assert not feed.bozo
    return [
        {
            "lang": entry.language,
            "title": entry.title,
            "url": entry.link,
            "published": "{:04}-{:02}-{:02}".format(*entry.published_parsed[:3]),
            "publisher": feed.feed.title,
            "synthetic": any(tag.term == "synthetic" for tag in entry.tags),
            "text": "\n\n".join(_paragraphs(entry.content[0].value).paragraphs),
        }
        for entry in feed.entries
    ]


def _transcript(path: Path) -> list[dict]:
    line = next(line for line in path.read_text("utf-8").splitlines() if line.startswith("{"))
    page = json.loads(line)
    segments = [segment for paragraph in page["text"] for segment in paragraph]
    starts = [segment["start"] for segment in segments]
    assert starts == sorted(starts)
    text = "\n\n".join(segment["text"].strip() for segment in segments if segment["text"])
    return [{**page, "lang": "en", "title": path.read_text("utf-8").split("\n", 1)[0],
             "publisher": "Riddlestone Radio (invented)", "text": text}]  # fmt: skip


def _bilingual(path: Path) -> list[dict]:
    head, summary, translation, source = re.split(
        r"^(?:内容总结|中文翻译|英文来源)：\n", path.read_text("utf-8"), flags=re.MULTILINE
    )
    title, url = head.split("\n", 1)[0], re.search(r"https://\S+", head)[0]
    source, _, foot = source.partition("文章标题：")
    assert "AI Industry KG sample desk" in foot
    day = "-".join(re.search(r"/(\d{4})/(\d\d)/(\d\d)/", url).groups())
    common = {"title": title, "url": url, "published": day, "synthetic": False,
              "publisher": "AI Industry KG sample desk"}  # fmt: skip
    return [
        {**common, "lang": "zh", "text": summary},
        {**common, "lang": "zh", "text": translation},
        {**common, "lang": "en", "text": source},
    ]


READERS = {
    "openai-microsoft-terms.en.md": _markdown,
    "openai-microsoft-terms.zh.md": _markdown,
    "mistral-asml.md": _markdown,
    "half-takeovers.md": _markdown,
    "news.jsonl": _json_lines,
    "invented.jsonl": _json_lines,
    "amazon-openai-conditions.html": _page,
    "anthropic-three-clouds.txt": _bilingual,
    "invented-circle.txt": _transcript,
    "invented-feed.xml": _feed,
}
ARTICLES = [
    pytest.param(article, id=f"{name}-{number}")
    for name, read in READERS.items()
    for number, article in enumerate(read(SAMPLES / name), 1)
]
ALL = [param.values[0] for param in ARTICLES]


def test_no_file_is_left_out():
    present = {path.name for path in SAMPLES.iterdir()}
    assert present == {*READERS, "README.md"}


@pytest.mark.parametrize("article", ARTICLES)
def test_an_article_says_where_it_comes_from(article):
    assert article["title"]
    assert article["publisher"]
    assert article["url"].startswith("https://example.org/")
    assert len(check_edtf(article["published"])) == len("2026-04-27")


@pytest.mark.parametrize("article", ARTICLES)
def test_the_language_is_the_one_given(article):
    share = len(HAN.findall(article["text"])) / len(article["text"])
    assert (share > 0.4) if article["lang"] == "zh" else (share < 0.01)


@pytest.mark.parametrize("article", ARTICLES)
def test_the_invented_say_so_and_the_others_do_not(article):
    lines = article["text"].strip().split("\n")
    marked = any(line.strip() in MARKS for line in (lines[0], lines[-1]))
    assert marked == article["synthetic"]
    assert ("invented" in article["publisher"] or "虚构" in article["publisher"]) == article["synthetic"]


@pytest.mark.parametrize("article", ARTICLES)
def test_an_article_is_as_long_as_a_short_news_item(article):
    length = len(article["text"]) if article["lang"] == "zh" else len(article["text"].split())
    assert 120 <= length <= 750


def test_both_languages_are_covered():
    languages = [article["lang"] for article in ALL]
    assert len(ALL) >= 12
    assert min(languages.count("en"), languages.count("zh")) >= 8


#: One sentence, or the telling part of it, for each relation and language.
SHOWN = {
    ("en", "INVESTS_IN"): "Amazon has invested $8bn in Anthropic",
    ("zh", "INVESTS_IN"): "雾凇驿云周三宣布，向苔原鹤智能投资6亿元人民币",
    ("en", "HOLDS_STAKE_IN"): "holds about 27 percent of OpenAI's for-profit entity",
    ("zh", "HOLDS_STAKE_IN"): "橘灯塔资本持有麦芒渡机器人28%的股份",
    ("en", "CLOUD_PARTNER_OF"): "Microsoft remains OpenAI's primary cloud partner",
    ("zh", "CLOUD_PARTNER_OF"): "雾凇驿云成为苔原鹤智能的独家云服务商",
    ("en", "BUYS_FROM"): "agreed to buy cloud capacity worth $300mn a year from Galdermoor",
    ("zh", "BUYS_FROM"): "OpenAI同意再向微软采购2500亿美元的Azure服务",
    ("en", "LICENSES_TO"): "OpenAI now licenses its models and products to Microsoft",
    ("zh", "LICENSES_TO"): "OpenAI以非独家方式向微软授权其模型和产品，期限至2032年",
    ("en", "SHARES_REVENUE_WITH"): "Microsoft no longer pays OpenAI a share of its revenue",
    ("zh", "SHARES_REVENUE_WITH"): "微软不再向OpenAI支付收入分成",
    ("en", "PARTNERS_WITH"): "it has partnered with Ostrelle Semiconductor on a chip for speech",
    ("zh", "PARTNERS_WITH"): "苹果将与阿里巴巴合作",
    ("en", "DEVELOPS"): "The start-up develops Fingerpost",
    ("zh", "DEVELOPS"): "月之暗面开发的Kimi",
    ("en", "AVAILABLE_ON"): "Heron is available on Galdermoor Reach",
    ("zh", "AVAILABLE_ON"): "驿马将于5月登陆雾凇驿云旗下的青石板平台",
    ("en", "USES"): "It uses Claude, a family of models",
    ("zh", "USES"): "腾讯的助手产品元宝自2月起使用DeepSeek-R1",
    ("en", "COMPETES_WITH"): "The company competes with Brambleforth Labs",
    ("zh", "COMPETES_WITH"): "苔原鹤智能与麦芒渡机器人是竞争对手",
    ("en", "SUES"): "The New York Times sued OpenAI and Microsoft in December 2023",
    ("zh", "SUES"): "苔原鹤智能4月15日起诉麦芒渡机器人",
    ("en", "ACQUIRES"): "Grendelay Holdings has agreed to acquire Sparrowgate Robotics for £85mn",
    ("zh", "ACQUIRES"): "百度宣布以约21亿美元完成收购YY直播",
    ("en", "SUBSIDIARY_OF"): "Reedmace Analytics, a subsidiary of Tindersea",
    ("zh", "SUBSIDIARY_OF"): "阿里云是阿里巴巴的子公司",
    ("en", "HOLDS_POSITION_AT"): "Amazon chief executive Andy Jassy",
    ("zh", "HOLDS_POSITION_AT"): "卓以澄任首席执行官",
    ("en", "FOUNDED"): "Mistral was founded in 2023 by Arthur Mensch",
    ("zh", "FOUNDED"): "月之暗面由杨植麟于2023年3月创办",
    ("en", "VALUED_AT"): "OpenAI is valued at $852bn",
    ("zh", "VALUED_AT"): "OpenAI估值为8520亿美元",
}


@pytest.mark.parametrize("name", relations())
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_relation_is_shown(lang, name):
    assert any(SHOWN[lang, name] in article["text"] for article in ALL if article["lang"] == lang)


@pytest.mark.parametrize("words", [
    pytest.param(("12 percent", "15 percent"), id="en"),
    pytest.param(("24%", "28%"), id="zh"),
])  # fmt: skip
def test_two_invented_publishers_disagree_on_a_stake(words):
    publishers = [
        {article["publisher"] for article in ALL if article["synthetic"] and word in article["text"]}
        for word in words
    ]
    assert publishers[0] - publishers[1]
    assert publishers[1] - publishers[0]


@pytest.mark.shared
@pytest.mark.skipif(
    not (SHARED / "check-borrowed-text").exists(), reason="needs ../shared/check-borrowed-text"
)
@pytest.mark.parametrize("folder", ["kg/data/samples", "training/corpus_src"])
def test_nothing_is_borrowed(folder, tmp_path):
    """The checker reads tracked files, so copies of ours are tracked in a repository made for it."""
    shutil.copytree(ROOT / folder, tmp_path / "copies")
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    subprocess.run(["git", "add", "--all"], cwd=tmp_path, check=True)
    found = subprocess.run(
        [str(SHARED / "check-borrowed-text")], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (found.returncode, found.stdout) == (0, ""), found.stderr
