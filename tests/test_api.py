"""The public names of `kg`, and the ways of a graph that start and end outside of it: add, render, notebooks."""

import html
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from threadpoolctl import threadpool_info

import kg
from kg.extraction import extract, find_extractor
from kg.graph import Graph
from kg.model import Article, ArticleError, Claim, InvalidRecord, NotFound

HEAVY = {"spacy", "networkx", "neo4j", "pandas", "pyvis", "kglite", "numpy", "httpx", "trafilatura", "rich"}

ENGLISH = "Nvidia sued Harbourlight Robotics in March 2026."
CHINESE = "微软持有OpenAI约27%的股份。"


def article(n: int, *, text: str = ENGLISH, lang: str = "en", **fields: Any) -> Article:
    return Article(id=f"a_{n}", text=text, lang=lang, published="2026-05-04", **fields)


# Names


def test_importing_loads_nothing_heavy() -> None:
    program = (
        "import sys, kg; kg.open, kg.Article, kg.read_articles, kg.extract, kg.merge; print(*sys.modules)"
    )
    for code in (program, "import sys, kg; print(*sys.modules)"):
        run = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
        )
        loaded = set(run.stdout.split())
        assert "kg" in loaded
        assert not HEAVY & loaded
    assert not any(name.startswith("kg.") for name in loaded)


@pytest.mark.parametrize("name", kg.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(kg, name) is not None
    assert name in dir(kg)


def test_names_are_those_of_their_modules() -> None:
    from kg.articles import read_all

    assert (kg.Graph, kg.Article, kg.Claim, kg.read_articles) == (Graph, Article, Claim, read_all)
    assert re.fullmatch(r"\d+\.\d+\.\d+\S*", kg.__version__)
    with pytest.raises(AttributeError, match="'kg' has no attribute 'opne'"):
        _ = kg.opne  # type: ignore[attr-defined]


# Extraction


def test_extractors_are_found_by_name() -> None:
    assert set(find_extractor("frames").languages()) == {"en", "zh"}
    with pytest.raises(NotFound, match=r"no extractor 'tea-leaves' is installed; known: frames"):
        find_extractor("tea-leaves")


class Refusing:
    """An extractor that reads one language, and refuses one article."""

    def languages(self) -> tuple[str, ...]:
        return ("en",)

    def extract(self, article: Article) -> list[Claim]:
        if article.id == "a_1":
            raise InvalidRecord("the second article is no good")
        return []


def test_one_bad_article_does_not_stop_the_others() -> None:
    failed: list[ArticleError] = []
    articles = [article(0), article(1, source="one.txt"), article(2, lang="fr"), article(3)]
    read = [a.id for a, _ in extract(articles, extractor=Refusing(), on_error=failed.append)]
    assert read == ["a_0", "a_3"]
    assert [str(error) for error in failed] == [
        "one.txt: the second article is no good",
        "a_2: is in 'fr', which no pipeline reads (en are read); if that is wrong, give --lang",
    ]
    with pytest.raises(ArticleError, match="no good"):
        list(extract(articles, extractor=Refusing()))


class InThreads(Refusing):
    """The same, two articles at once: each reading waits until another one has begun too."""

    def __init__(self) -> None:
        self.both = threading.Barrier(2, timeout=20)

    def threads(self) -> int:
        return 2

    def extract(self, article: Article) -> list[Claim]:
        self.both.wait()
        return super().extract(article)


def test_an_extractor_that_can_reads_two_articles_at_once_and_gives_them_in_order() -> None:
    articles = [article(n) for n in range(6)]
    failed: list[ArticleError] = []
    read = [a.id for a, _ in extract(articles, extractor=InThreads(), on_error=failed.append)]
    assert read == [a.id for a, _ in extract(articles, extractor=Refusing(), on_error=lambda _: None)]
    assert len(read) + len(failed) == 6


def test_while_articles_are_read_in_threads_numpy_computes_in_the_thread_that_asks() -> None:
    def spread() -> set[int]:
        return {one["num_threads"] for one in threadpool_info() if one["user_api"] == "blas"}

    class Looking(InThreads):
        def extract(self, article: Article) -> list[Claim]:
            assert spread() == {1}
            return super().extract(article)

    find_extractor()  # loads numpy, and its BLAS
    before = spread()
    assert before
    list(extract([article(n) for n in range(6)], extractor=Looking(), on_error=lambda _: None))
    assert spread() == before


def test_no_more_is_read_ahead_than_is_read_at_once() -> None:
    taken = []

    def stream() -> Iterator[Article]:
        for n in range(40, 100):
            taken.append(n)
            yield article(n)

    class Quick(Refusing):
        def threads(self) -> int:
            return 2

    found = extract(stream(), extractor=Quick())
    for _ in range(4):
        next(found)
    assert len(taken) <= 4 + 2
    found.close()  # type: ignore[attr-defined]
    assert len(taken) <= 4 + 2


def test_what_was_read_before_a_stream_broke_is_given_out() -> None:
    def stream() -> Iterator[Article]:
        yield from (article(n) for n in range(40, 44))
        raise ArticleError("feed.xml", "ends in the middle")

    found = extract(stream(), extractor=InThreads())
    assert [next(found)[0].id for _ in range(4)] == [f"a_{n}" for n in range(40, 44)]
    with pytest.raises(ArticleError, match="ends in the middle"):
        next(found)


@pytest.mark.model
def test_the_built_in_extractor_reads_in_threads_as_it_reads_alone() -> None:
    from extractors.news import NewsExtractor

    class Alone(NewsExtractor):
        def threads(self) -> int:
            return 1

    class Together(NewsExtractor):
        def threads(self) -> int:
            return 4

    samples = list(kg.read_articles([str(Path(kg.__file__).parent / "data" / "samples")]))
    assert list(extract(samples, extractor=Together())) == list(extract(samples, extractor=Alone()))


# Graph.add


def test_a_stream_of_articles_is_never_a_list(embedded_graph: Graph) -> None:
    """Articles that are through are written while later ones are still to come."""
    held: list[int] = []

    def stream() -> Iterator[Article]:
        for n in range(450):
            held.append(embedded_graph.counts()["articles"])
            yield article(n)

    report = embedded_graph.add(stream(), extractor=Refusing())
    assert (report.articles, len(report.failures)) == (449, 1)
    assert held[199] == 0
    assert held[-1] >= 400


def test_paths_and_articles_mix(embedded_graph: Graph, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text("Harbourlight Robotics has moved into a new hall in Bremen, it said.", encoding="utf-8")
    seen: list[str] = []
    report = embedded_graph.add(
        [article(5), page, str(tmp_path / "nowhere.txt"), article(6)],
        extractor=Refusing(),
        on_article=lambda a, _: seen.append(a.id),
    )
    assert (report.articles, report.claims) == (3, 0)
    assert [error.reason for error in report.failures] == ["there is no such file or folder"]
    assert (seen[0], len(seen), seen[2]) == ("a_5", 3, "a_6")
    assert embedded_graph.add(page, extractor=Refusing()).articles == 1
    assert embedded_graph.add(article(7), extractor=Refusing()).articles == 1
    assert embedded_graph.counts() == {"articles": 4, "claims": 0, "entities": 0, "facts": 0}


@pytest.mark.model
def test_add_goes_the_whole_way(tmp_path: Path) -> None:
    with kg.open(tmp_path / "graph.kgl") as graph:
        report = graph.add([article(0), article(1, text=CHINESE, lang="zh")])
        assert (report.articles, report.failures) == (2, ())
        assert {(f.subject_id, f.relation) for f in graph.facts()} >= {
            ("nvidia", "SUES"),
            ("microsoft", "HOLDS_STAKE_IN"),
        }
        before = graph.digest()
        graph.add(article(1, text=CHINESE, lang="zh"))
        assert graph.digest() == before
        assert graph.counts()["facts"] == len(graph.facts())
        assert graph.counts()["entities"] == len(graph.entities())


# Graph.render


@pytest.fixture
def full(embedded_graph: Graph, news: list[Any]) -> Graph:
    embedded_graph.load(news)
    return embedded_graph


def drawn(graph: Graph) -> tuple[dict[str, Any], dict[str, Any]]:
    from kg.drawing import draw

    nodes, edges = draw(graph.store)
    return {node.id: node for node in nodes}, {edge.id: edge for edge in edges}


def test_what_is_drawn_is_what_the_graph_holds(full: Graph) -> None:
    nodes, edges = drawn(full)
    facts = {fact.id: fact for fact in full.facts()}
    assert set(nodes) == {entity.id for entity in full.entities()}
    assert set(edges) == set(facts)
    for edge in edges.values():
        fact = facts[edge.id]
        assert (edge.relation, edge.source, edge.target) == (fact.relation, fact.subject_id, fact.object_id)
        assert (edge.amount, edge.percent, edge.status) == (fact.amount, fact.percent, fact.status)
    assert (nodes["microsoft"].name_zh, nodes["azure"].entity_type) == ("微软", "Product")


def test_sentences_stand_leader_first_and_contesting_ones_last(full: Graph) -> None:
    (stake,) = full.facts(relation="HOLDS_STAKE_IN")
    quotes = {claim.id: claim.quote for claim in full.claims()}
    evidence = drawn(full)[1][stake.id].evidence
    assert evidence[0].quote == quotes[stake.leader]
    against = set(stake.contested_by)
    supporting = [id_ for id_ in stake.claims if id_ not in against]
    assert [each.supports for each in evidence] == [True] * len(supporting) + [False] * len(against)
    assert {each.quote for each in evidence if not each.supports} == {
        quotes[id_] for id_ in stake.contested_by
    }
    assert {each.lang for each in evidence} == {"en", "zh"}


def test_render_writes_or_returns_the_page(full: Graph, tmp_path: Path) -> None:
    page = full.render(title="Who <owns> whom", notice="Only a test")
    path = full.render(tmp_path / "page.html", title="Who <owns> whom", notice="Only a test")
    assert path.read_text(encoding="utf-8") == page
    assert "Who &lt;owns&gt; whom" in page
    assert "Only a test" in page
    assert page == full.render(title="Who <owns> whom", notice="Only a test")


def test_an_empty_graph_has_a_page(embedded_graph: Graph) -> None:
    assert embedded_graph.render().startswith("<!DOCTYPE html>")


def test_a_notebook_shows_the_graph_in_a_frame(full: Graph) -> None:
    shown = full._repr_html_()
    found = re.fullmatch(r'<iframe srcdoc="([^"]*)" sandbox="([^"]*)"[^>]*></iframe>', shown, re.DOTALL)
    assert found
    assert html.unescape(found[1]).startswith("<!DOCTYPE html>")
    assert "allow-same-origin" not in found[2]


@pytest.mark.neo4j
def test_the_same_graph_from_either_store(full: Graph, neo4j_store: Any, news: list[Any]) -> None:
    other = Graph(neo4j_store, entities=full.listed)
    other.load(news)
    assert other.render() == full.render()
    assert other.counts() == full.counts()
