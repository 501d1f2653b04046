"""The two real captures of ../shared/seeds, against the gold claims of ../shared/gold."""

import json
import re
import unicodedata
from pathlib import Path

import pytest

from kg.articles import Reason, explain, read_all
from kg.model import ArticleKind

SHARED = Path(__file__).parents[3] / "shared"
SEEDS = SHARED / "seeds"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SEEDS.is_dir(), reason="the captures of ../shared/seeds are not here"),
]


@pytest.fixture(scope="module")
def articles():
    return list(read_all([SEEDS]))


@pytest.fixture(scope="module")
def gold():
    lines = (SHARED / "gold" / "seeds.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def squeeze(text: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()


def test_exactly_the_four_articles(articles, gold):
    assert [(a.publisher, a.lang, a.kind, a.published) for a in articles] == [
        ("TechCrunch", "zh", ArticleKind.SUMMARY, "2026-04-27"),
        ("TechCrunch", "zh", ArticleKind.TRANSLATION, "2026-04-27"),
        ("TechCrunch", "en", ArticleKind.ORIGINAL, "2026-04-27"),
        ("Financial Times", "en", ArticleKind.ORIGINAL, "2026-04-28~"),
    ]
    assert len({a.story for a in articles[:3]}) == 1
    assert articles[3].story != articles[0].story
    assert articles[3].title == gold[3]["title"]


def test_every_gold_sentence_is_kept(articles, gold):
    text = squeeze("\n".join(a.text for a in articles))
    evidence = [(g["id"], claim["evidence"]) for g in gold for claim in g["claims"]]
    assert len(evidence) > 100
    assert [(id_, words) for id_, words in evidence if squeeze(words) not in text] == []


def test_no_trap_is_left(articles, gold):
    text = squeeze("\n".join(a.text for a in articles))
    traps = [trap for g in gold for trap in g["traps"]]
    assert len(traps) > 10
    assert [trap for trap in traps if squeeze(trap) in text] == []
    assert not re.search(r"410|Disrupt 2026|mp3|登录|密码|版权|字号", text)


def test_every_text_but_the_headline_is_gold(articles, gold):
    """Nothing but the annotated text is left: gold texts without their traps are the articles."""
    by_id = {g["id"]: g for g in gold}
    ids = ["seed-000-zh-summary", "seed-000-zh-translation", "seed-000-en", "seed-003-en"]
    for article, id_ in zip(articles, ids, strict=True):
        lines = [squeeze(line) for line in by_id[id_]["text"].splitlines() if line.strip()]
        traps = [squeeze(trap) for trap in by_id[id_]["traps"]]
        expected = [line for line in lines if line != article.title and not any(t in line for t in traps)]
        assert [squeeze(p) for p in article.text.split("\n\n")] == expected


def test_reasons():
    readings = [reading for path in sorted(SEEDS.glob("*.txt")) for reading in explain(path)]
    reasons = [p.reason for p in readings[-1].paragraphs]
    assert reasons.count(Reason.LOGIN) == 7
    assert reasons.count(Reason.SIDEBAR) == 12
    assert reasons.count(Reason.WIDGET) == 7
    assert reasons.count(Reason.PLAYER) == reasons.count(Reason.COPYRIGHT) == 1
    promotions = [sum(p.reason is Reason.PROMOTION for p in reading.paragraphs) for reading in readings]
    assert promotions == [0, 2, 4, 0]
