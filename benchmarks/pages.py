"""Real pages in two languages: words a second, claims a page, how far the versions agree, and how many claims are right.

    python benchmarks/pages.py ../shared/data/news/pages.jsonl.gz OUT_DIR ../shared/gold/train.jsonl

Each line of the file has `id`, `published`, `en` and `zh`. Right or wrong is said by hand, in `pages_judged.jsonl` beside this file, of the
claims in pages that no training saw: none that share a paragraph with the training passages named last, none that `training/corpus_src`
annotates in either language. Written are all claims, `claims_LANG.jsonl`, and those in such pages that still have to be judged,
`unjudged_LANG.jsonl`. Two versions agree on a fact where relation and both entities are the same; an unlisted name that is written in
another script never is, so the agreement of facts between listed entities is printed beside.
"""

import gzip
import json
import sys
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from extractors.news import NewsExtractor
from kg.articles.language import units
from kg.extraction import extract
from kg.model import Article, Claim, relation

JUDGED = Path(__file__).with_name("pages_judged.jsonl")
CORPUS = Path(__file__).parents[1] / "training" / "corpus_src"
#: A shorter paragraph may stand in two pages by chance.
LEAST = 20
Fact = tuple[str, str, str]
#: Page, language of its version, relation, subject and object by their ids, and where the quote begins.
Judged = tuple[str, str, str, str | None, str | None, int]

Page = dict[str, Any]


def articles(pages: Iterable[Page], lang: str) -> list[Article]:
    return [
        Article(id=str(page["id"]), text=page[lang], lang=lang, published=page.get("published"))
        for page in pages
        if page[lang].strip()
    ]


def facts(claims: list[Claim]) -> set[Fact]:
    found = set()
    for claim in claims:
        ends = [claim.subject_id or "", claim.object_id or ""]
        if relation(claim.relation).symmetric:
            ends.sort()
        found.add((claim.relation, ends[0], ends[1]))
    return found


def is_listed(fact: Fact) -> bool:
    return not any(end.startswith("x_") for end in fact[1:])


def learned_from(pages: Iterable[Page], trained_on: Path) -> frozenset[str]:
    """The pages that a training saw: annotated by us, or with a paragraph of the training passages in either language."""
    annotated = {
        json.loads(line)["page"]
        for lang in ("en", "zh")
        for line in (CORPUS / f"pages_{lang}.jsonl").read_text("utf-8").splitlines()
    }
    passages = [json.loads(line)["text"] for line in trained_on.read_text("utf-8").splitlines()]
    paragraphs = {p.strip() for text in passages for p in text.split("\n") if len(p.strip()) >= LEAST}
    shared = {
        str(page["id"])
        for page in pages
        if any(p.strip() in paragraphs for lang in ("en", "zh") for p in page[lang].split("\n"))
    }
    return frozenset(annotated | shared)


def judged(path: Path = JUDGED) -> dict[Judged, bool]:
    """Which of the claims somebody has judged are right, those that are no longer made among them."""
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    keys = ("page", "version", "relation", "subject_id", "object_id", "start")
    return {tuple(line[key] for key in keys): line["right"] for line in lines}


def main(path: Path, out: Path, trained_on: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        pages = [json.loads(line) for line in lines]
    seen = learned_from(pages, trained_on)
    verdicts = judged()
    reader = NewsExtractor()
    read: dict[str, dict[str, list[Claim]]] = {}
    for lang in ("en", "zh"):
        to_read = articles(pages, lang)
        list(extract(to_read[:1], extractor=reader))  # loads what is loaded once
        began = time.perf_counter()
        found = {article.id: claims for article, claims in extract(to_read, extractor=reader)}
        seconds, words = time.perf_counter() - began, sum(units(article.text) for article in to_read)
        print(f"{lang}: {words:,} words in {seconds:.0f} s, {words / seconds:,.0f} a second")
        read[lang] = found
        claims = [claim for page in sorted(found) for claim in found[page]]
        (out / f"claims_{lang}.jsonl").write_bytes(b"".join(msgspec.json.encode(c) + b"\n" for c in claims))
        unseen = [claim for claim in claims if claim.article not in seen]
        said = [
            verdicts.get((c.article, lang, c.relation, c.subject_id, c.object_id, c.start)) for c in unseen
        ]
        new = [claim for claim, right in zip(unseen, said, strict=True) if right is None]
        (out / f"unjudged_{lang}.jsonl").write_bytes(b"".join(msgspec.json.encode(c) + b"\n" for c in new))
        without = sum(not found[page] for page in found)
        print(
            f"{lang}: {len(unseen)} claims in {len(found.keys() - seen)} pages that no training saw: "
            f"{said.count(True)} right, {said.count(False)} wrong, {len(new)} not judged"
        )
        print(
            f"{lang}: {len(claims)} claims in {len(found)} pages, {len(claims) / len(found):.2f} a page, {without} pages without"
        )
        print(
            "   ",
            ", ".join(f"{name} {count}" for name, count in Counter(c.relation for c in claims).most_common()),
        )
    for title, keep in (("all", bool), ("between listed entities", is_listed)):
        both = only_en = only_zh = 0
        for page in read["en"].keys() & read["zh"].keys():
            en, zh = ({fact for fact in facts(read[lang][page]) if keep(fact)} for lang in ("en", "zh"))
            both, only_en, only_zh = both + len(en & zh), only_en + len(en - zh), only_zh + len(zh - en)
        agreed = 2 * both / max(1, 2 * both + only_en + only_zh)
        print(
            f"facts {title}: {both} in both, {only_en} in English only, {only_zh} in Chinese only: F1 {agreed:.3f}"
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))
