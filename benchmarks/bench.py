"""How fast, and with how much memory: a table, no thresholds.

    python benchmarks/bench.py [--copies N] [--worlds N] [--no-neo4j]

Made of the sample articles: `--copies` times for reading and extraction (default 5), and `--worlds` times ten copies
of their claims for loading (default 5). Each world has entities of its own, of which ten copies of each article speak.
Every line is measured in a process of its own; extraction reads two articles at once, in threads. Neo4j is a server started for this and forgotten after
it; where it cannot be had its lines are left out.
"""

import argparse
import os
import resource
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from importlib import resources
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import msgspec

import kg
from kg.articles.language import units
from kg.model import Article, Claim, KGError

COPIES_OF_A_WORLD = 10
PASSWORD = "for-this-benchmark"
Deal = tuple[Article, list[Claim]]
#: What was measured: how many of what, and in how many seconds.
Measure = tuple[int, str, float]


def samples() -> list[Article]:
    return list(kg.read_articles([str(resources.files("kg") / "data" / "samples")]))


def peak_megabytes() -> float:
    """The most memory that this process ever had."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1e6 if sys.platform == "darwin" else 1e3)


def copies(deals: Sequence[Deal], worlds: int) -> Iterator[Deal]:
    """The same articles and claims under other ids; each world with entities of its own."""
    for world in range(worlds):
        for copy in range(COPIES_OF_A_WORLD):
            for article, claims in deals:
                id_ = f"{article.id}-{world}-{copy}"
                yield (
                    msgspec.structs.replace(article, id=id_),
                    [_moved(claim, id_, world) for claim in claims],
                )


def _moved(claim: Claim, article: str, world: int) -> Claim:
    ends: dict[str, Any] = {
        "subject_id": f"{claim.subject_id}-{world}",
        "subject": f"{claim.subject} {world}",
    }
    if claim.object_id is not None:
        ends |= {"object_id": f"{claim.object_id}-{world}", "object": f"{claim.object} {world}"}
    return msgspec.structs.replace(claim, id="", article=article, **ends)


# One function a line: it runs in a new process.


def start() -> Measure:
    """Importing everything and loading both pipelines."""
    started = time.perf_counter()
    for lang, text in (("en", "Nvidia sued ABB."), ("zh", "微软起诉了ABB。")):
        list(kg.extract([Article(id="a", text=text, lang=lang)]))
    return 2, "pipelines", time.perf_counter() - started


def read(n: int) -> Measure:
    """Files to articles."""
    samples()
    started = time.perf_counter()
    found = sum(len(samples()) for _ in range(n))
    return found, "articles", time.perf_counter() - started


def extract(lang: str, n: int) -> tuple[Measure, Measure, Measure]:
    """Articles to claims, without loading the pipelines."""
    start()
    articles = [article for article in samples() if article.lang == lang]
    started = time.perf_counter()
    claims = sum(len(found) for _ in range(n) for _, found in kg.extract(articles))
    seconds = time.perf_counter() - started
    words = sum(units(article.text) for article in articles) * n
    return (len(articles) * n, "articles", seconds), (words, "words", seconds), (claims, "claims", seconds)


def merge(deals: Sequence[Deal], worlds: int) -> Measure:
    """Claims to facts, without a store."""
    claims = [claim for _, said in copies(deals, worlds) for claim in said]
    started = time.perf_counter()
    kg.merge(claims)
    return len(claims), "claims", time.perf_counter() - started


def load(location: str, deals: Sequence[Deal], worlds: int) -> Measure:
    """Claims into a store, with the facts that follow."""
    os.environ["NEO4J_PASSWORD"] = PASSWORD
    with kg.open(location, entities={}) as graph:
        some = list(copies(deals, worlds))
        started = time.perf_counter()
        report = graph.load(some)
        return report.claims, "claims", time.perf_counter() - started


def render(location: str, folder: str) -> Measure:
    """The graph of a store as a page."""
    with kg.open(location) as graph:
        facts = graph.counts()["facts"]
        started = time.perf_counter()
        graph.render(Path(folder) / "graph.html")
        return facts, "facts", time.perf_counter() - started


def extracted() -> list[Deal]:
    """The sample articles with their claims."""
    return list(kg.extract(samples()))


def in_new_process(function: Callable[..., Any], *arguments: Any) -> Any:
    # The peak of a process begins with what its parent holds, so this one must stay small.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(function, *arguments).result()


def _measured(function: Callable[..., Any], arguments: tuple[Any, ...]) -> tuple[Any, float]:
    return function(*arguments), peak_megabytes()


def line(what: str, function: Callable[..., Any], *arguments: Any) -> None:
    """Run a function in a process of its own and print what it measured."""
    measured, peak = in_new_process(_measured, function, arguments)
    several = measured if isinstance(measured[0], tuple) else [measured]
    for n, (count, items, seconds) in enumerate(several):
        first = (what, f"{seconds:.1f}", f"{peak:,.0f}") if n == 0 else ("", "", "")
        print(
            f"| {first[0]} | {count:,} {items} | {count / seconds:,.1f} | {first[1]} | {first[2]} |",
            flush=True,
        )


def in_neo4j(deals: Sequence[Deal], worlds: int, folder: Path) -> None:
    from kg.server import LocalNeo4j

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = LocalNeo4j(port=port, data=folder / "neo4j")
    try:
        uri = server.start(password=PASSWORD).uri
    except KGError as error:
        print(f"no Neo4j: {error}", file=sys.stderr)
        return
    try:
        line("load into Neo4j", load, uri, deals, worlds)
        line("load again into Neo4j", load, uri, deals, worlds)
    finally:
        server.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--copies", type=int, default=5)
    parser.add_argument("--worlds", type=int, default=5)
    parser.add_argument("--no-neo4j", action="store_true")
    given = parser.parse_args()
    os.environ["OMP_NUM_THREADS"] = "1"
    print("| what | how much | a second | seconds | peak MB |\n| --- | ---: | ---: | ---: | ---: |")
    line("start: import, load both pipelines", start)
    line("read sample files", read, given.copies)
    line("extract English", extract, "en", given.copies)
    line("extract Chinese", extract, "zh", given.copies)
    deals = in_new_process(extracted)
    line("merge claims into facts", merge, deals, given.worlds)
    with tempfile.TemporaryDirectory() as folder:
        place = str(Path(folder) / "bench.kgl")
        line("load into the embedded store", load, place, deals, given.worlds)
        line("load again into the embedded store", load, place, deals, given.worlds)
        line("render the page", render, place, folder)
        if not given.no_neo4j:
            in_neo4j(deals, given.worlds, Path(folder))


if __name__ == "__main__":
    main()
