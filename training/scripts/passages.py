"""The annotated passages that the names and the classifier are trained from: four sources, one form.

Each passage is a line of gold: `id`, `lang`, `text`, `published`, `entities` and `claims`. Texts that belong to others are not
in the repository: our annotations say where in `../shared/data` they are found, and carry a digest of what was read there.
"""

import gzip
import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from kg.model import entities

#: What we wrote: sentences with their annotations, and annotations of pages.
CORPUS = Path(__file__).parents[1] / "corpus_src"

LABELS = {"ORGANIZATION": "ORG", "PERSON": "PERSON", "PRODUCT": "PRODUCT", "ORG": "ORG", "PER": "PERSON"}

AnnotatedPassage = dict[str, Any]


def page_of(passage_id: str) -> str:
    """The page that a passage comes from: the same for all its passages, in both languages."""
    return re.sub(r"^(t\d-|tr-)?(en|zh|fin-zh)-|-\d+$", "", passage_id)


def held_out(passage_id: str) -> bool:
    """True for the passages of train.jsonl that no training sees: one page in eight."""
    return hashlib.sha256(page_of(passage_id).encode()).digest()[0] % 8 == 0


def for_judging(passage_id: str) -> bool:
    """True for the stretches of pages whose names no recognizer learns: one page in six.

    Confidence is fitted on them, so that it knows claims about names as uncertain as those of new articles.
    """
    return hashlib.sha256(b"judge " + page_of(passage_id).encode()).digest()[0] % 6 == 0


def gold_passages(shared: Path, lang: str) -> Iterator[AnnotatedPassage]:
    """The passages of train.jsonl, those kept out among them."""
    yield from _lines(shared / "gold" / "train.jsonl", lang)


def own_passages(lang: str) -> Iterator[AnnotatedPassage]:
    """The sentences and passages of corpus_src, whose invented names are of more shapes than the listed ones."""
    for kind in ("relations", "passages"):
        for passage in _lines(CORPUS / f"{kind}_{lang}.jsonl", lang):
            yield {**passage, "claims": [canonical(claim) for claim in passage["claims"]]}


def page_passages(shared: Path, lang: str) -> Iterator[AnnotatedPassage]:
    """Our annotations of stretches of pages, with the text that the pages have there.

    A stretch whose text is not the one that was annotated (its hash tells) is an error: the offsets would mean nothing.
    """
    with gzip.open(shared / "data" / "news" / "pages.jsonl.gz", "rt", encoding="utf-8") as lines:
        pages = {str(page["id"]): page for page in map(json.loads, lines)}
    for stretch in _lines(CORPUS / f"pages_{lang}.jsonl", lang):
        page = pages[stretch["page"]]
        text = page[lang][stretch["start"] : stretch["end"]]
        if digest(text) != stretch["digest"]:
            raise ValueError(
                f"page {stretch['page']} reads otherwise than it was annotated at {stretch['start']}"
            )
        claims = [
            canonical({**claim, "evidence": text[slice(*claim["evidence"])]}) for claim in stretch["claims"]
        ]
        yield {
            "id": f"{stretch['page']}-{stretch['start']}",
            "lang": lang,
            "published": page.get("published"),
            "text": text,
            "entities": stretch["entities"],
            "claims": claims,
        }


def sentence_passages(shared: Path, lang: str) -> Iterator[AnnotatedPassage]:
    """Our annotations of single sentences of open relation sets, whose own labels are of one pair each and are not used."""
    texts = {digest(text): text for text in _sentences(shared / "data" / "relations", lang)}
    for sentence in _lines(CORPUS / f"sentences_{lang}.jsonl", lang):
        text = texts[sentence["digest"]]
        claims = [canonical({**claim, "evidence": text}) for claim in sentence["claims"]]
        yield {**sentence, "id": sentence["digest"], "text": text, "claims": claims}


def _sentences(folder: Path, lang: str) -> Iterator[str]:
    if lang == "zh":
        for line in (folder / "FinRE" / "train.txt").read_text("utf-8").splitlines():
            yield line.rpartition("\t")[2].strip()
        return
    for row in json.loads((folder / "CORE" / "train.json").read_text("utf-8")):
        yield spaced(row["context"])
    for row in json.loads((folder / "FIRE" / "fire_dev.json").read_text("utf-8")):
        yield spaced(row["tokens"])


def spaced(words: Sequence[str]) -> str:
    """English words as a text, with spaces where a writer sets them."""
    text = " ".join(words)
    text = re.sub(r" ([,.;:!?%)\]’]|'s\b|n't\b|''|”)", r"\1", text)
    text = re.sub(r"([(\[$€£“]) ", r"\1", text)
    text = re.sub(r"``\s*", '"', text).replace("''", '"')
    return re.sub(r"\s+", " ", text).strip()


def canonical(claim: dict[str, Any]) -> dict[str, Any]:
    """A claim whose subject and object go by their names in entities.yaml too, as in gold; annotations have those of the text."""
    named = _canonical_names()

    def both(names: list[str] | None) -> list[str] | None:
        return names and [*names, *sorted({named[name] for name in names if name in named} - {*names})]

    return {**claim, "subject": both(claim["subject"]), "object": both(claim["object"])}


@cache
def _canonical_names() -> dict[str, str]:
    return {name: entity.name for entity in entities().values() for name in entity.spellings}


def digest(text: str) -> str:
    """What an annotation keeps of the text it was made on."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def named(passage: AnnotatedPassage) -> list[tuple[int, int, str]]:
    """Every place where a passage has one of the names of its entities."""
    return [
        (start, end, LABELS[entity["type"].upper()])
        for entity in passage["entities"]
        for name in entity["names"]
        if name.strip()
        for start, end in occurrences(passage["text"], name)
    ]


def occurrences(text: str, name: str) -> Iterator[tuple[int, int]]:
    before = r"(?<![A-Za-z0-9])" if name[0].isascii() and name[0].isalnum() else ""
    after = r"(?![A-Za-z0-9])" if name[-1].isascii() and name[-1].isalnum() else ""
    for found in re.finditer(before + re.escape(name) + after, text):
        yield found.span()


def _lines(path: Path, lang: str) -> Iterator[AnnotatedPassage]:
    for line in path.read_text("utf-8").splitlines():
        passage = json.loads(line)
        if passage["lang"] == lang:
            yield passage
