"""Where the time of extraction goes: shares of processor time, with parts of the pipelines left out one after another.

    python benchmarks/parts.py [--rounds N]

Read are the sample articles, N times each way (default 3), on one core.
"""

import argparse
import time
from importlib import resources

from threadpoolctl import threadpool_limits

import kg
from extractors import nlp
from extractors.news import read

PARTS = (
    ("frames, patterns, the classifier, qualifiers, modality", ("kg_claims",)),
    ("values, references", ("kg_values", "kg_references")),
    ("trees", ("kg_trees",)),
    ("names of the text as one", ("kg_names",)),
)
REST = "words, tags, unlisted names"


def seconds(texts: list[str], *, lang: str, rounds: int) -> float:
    start = time.process_time()
    for _ in range(rounds):
        for text in texts:
            read(text, lang=lang)
    return time.process_time() - start


def shares(lang: str, *, rounds: int) -> dict[str, float]:
    samples = str(resources.files("kg") / "data" / "samples")
    texts = [article.text for article in kg.read_articles([samples]) if article.lang == lang]
    pipeline = nlp.load(lang)
    seconds(texts, lang=lang, rounds=1)  # what is loaded or compiled at first use counts for no part
    whole = left = seconds(texts, lang=lang, rounds=rounds)
    found: dict[str, float] = {}
    without: list[str] = []
    for title, parts in PARTS:
        without += parts
        with pipeline.select_pipes(disable=without):
            now = seconds(texts, lang=lang, rounds=rounds)
        found[title], left = (left - now) / whole, now
    return {REST: left / whole, **found}


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--rounds", type=int, default=3)
    rounds = options.parse_args().rounds
    with threadpool_limits(1, user_api="blas"):  # as in `kg.extract`
        english, chinese = (shares(lang, rounds=rounds) for lang in ("en", "zh"))
    print("| part | English | Chinese |\n| --- | ---: | ---: |")
    for title in english:
        print(f"| {title} | {100 * english[title]:.0f} % | {100 * chinese[title]:.0f} % |")


if __name__ == "__main__":
    main()
