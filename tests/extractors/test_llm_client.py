"""Asking the model: formats, patience, limits, the cache and the key, against a real server on this machine."""

import datetime as dt
import json
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from extractors.llm import client
from extractors.llm.extractor import LlmExtractor, pieces
from extractors.llm.settings import settings
from extractors.llm.tally import Tally
from kg.extraction import extract, find_extractor, report_of
from kg.model import Article, ArticleError, Claim, KGError, NotFound

TEXT = "Nvidia sued Oracle in March 2026."
SUIT = {
    "relation": "SUES", "subject": {"text": "Nvidia", "type": "Organization"},
    "object": {"text": "Oracle", "type": "Organization"}, "quote": TEXT, "status": "current", "polarity": "affirmed",
}  # fmt: skip
KEY = "sk-local-0123456789abcdef"

Make = Callable[..., LlmExtractor]


def article(text: str = TEXT, id_: str = "a_test") -> Article:
    return Article(id=id_, text=text, lang="en", published="2026-04-28")


def triples(claims: list[Claim]) -> list[tuple[str, str, str | None]]:
    return [(claim.subject_id, claim.relation, claim.object_id) for claim in claims]


FOUND = [("nvidia", "SUES", "oracle")]


@pytest.mark.parametrize(
    "around",
    [
        "{}",
        "```json\n{}\n```",
        "Here are the claims:\n```\n{}\n```\nAnything else?",
        "<think>They want JSON {{so}}.</think>\n{}",
        "Sure! {} Done.",
    ],
    ids=["plain", "fenced", "fenced-with-words", "thoughts", "words"],
)
def test_json_is_found_in_what_is_around_it(model: Any, make_llm: Make, around: str) -> None:
    model.replies = [model.says(around.format(json.dumps({"claims": [SUIT]})))]
    assert triples(make_llm().extract(article())) == FOUND
    assert len(model.asked) == 1


def test_a_list_without_its_object_will_do(model: Any, make_llm: Make) -> None:
    model.replies = [model.says(json.dumps([SUIT]))]
    assert triples(make_llm().extract(article())) == FOUND


BROKEN = [
    '{"claims": [{',
    "I cannot find any relations.",
    '{"results": []}',
    "",
    "[" * 100_000,
    '{"claims": "none"}',
]


@pytest.mark.parametrize("content", BROKEN, ids=["cut", "prose", "other", "empty", "deep", "no-list"])
def test_a_malformed_answer_is_asked_for_once_more(model: Any, make_llm: Make, content: str) -> None:
    model.replies = [model.says(content), model.claims(SUIT)]
    assert triples(make_llm().extract(article())) == FOUND
    first, second = model.asked
    assert second["messages"][:2] == first["messages"]
    assert "cannot be used" in second["messages"][-1]["content"]


@pytest.mark.parametrize("content", BROKEN, ids=["cut", "prose", "other", "empty", "deep", "no-list"])
def test_a_twice_malformed_answer_fails_the_article(
    model: Any, make_llm: Make, content: str, tmp_path: Path
) -> None:
    model.replies = [model.says(content)]
    with pytest.raises(ArticleError, match="a_test: the model pebble-7b twice gave no usable answer"):
        make_llm().extract(article())
    assert len(model.asked) == 2
    assert not list(tmp_path.rglob("*.json")), "no unusable answer is kept"


def test_one_article_fails_and_the_others_go_on(model: Any, make_llm: Make) -> None:
    def answers(asked: dict[str, Any]) -> Any:
        return model.says("?") if "Gloom" in asked["messages"][1]["content"] else model.claims(SUIT)

    model.replies = [answers]
    failed: list[ArticleError] = []
    articles = [article(id_="one"), article("Gloom.", id_="two"), article(f"{TEXT} Again.", id_="three")]
    read = [a.id for a, _ in extract(articles, extractor=make_llm(), on_error=failed.append)]
    assert (read, [error.source for error in failed]) == (["one", "three"], ["two"])


# Formats


def test_json_is_asked_for_by_its_schema(model: Any, make_llm: Make) -> None:
    model.replies = [model.claims(SUIT)]
    make_llm().extract(article())
    (asked,) = model.asked
    form = asked["response_format"]
    assert form["type"] == "json_schema"
    assert (
        "SUES"
        in form["json_schema"]["schema"]["properties"]["claims"]["items"]["properties"]["relation"]["enum"]
    )
    assert (asked["model"], asked["temperature"], asked["stream"]) == ("pebble-7b", 0, False)
    assert isinstance(asked["seed"], int)


@pytest.mark.parametrize(
    ("knows", "tries"),
    [
        ("json_object", ["json_schema", "json_object", "json_object"]),
        (None, ["json_schema", "json_object", None, None]),
    ],
)
def test_a_server_without_the_format_is_asked_more_simply_and_remembered(
    model: Any, make_llm: Make, knows: str | None, tries: list[str | None]
) -> None:
    def answers(asked: dict[str, Any]) -> Any:
        form = asked.get("response_format", {}).get("type")
        return (
            model.claims(SUIT)
            if form == knows
            else model.refuses(400, f"response_format {form} is not supported")
        )

    model.replies = [answers]
    llm = make_llm()
    assert triples(llm.extract(article())) == triples(llm.extract(article(f"{TEXT} Again."))) == FOUND
    assert [asked.get("response_format", {}).get("type") for asked in model.asked] == tries


def test_a_server_that_takes_no_temperature_gets_none(model: Any, make_llm: Make) -> None:
    def answers(asked: dict[str, Any]) -> Any:
        return (
            model.refuses(400, "Unsupported value: 'temperature'")
            if "temperature" in asked
            else model.claims(SUIT)
        )

    model.replies = [answers]
    llm = make_llm()
    assert triples(llm.extract(article())) == triples(llm.extract(article(f"{TEXT} Again."))) == FOUND
    assert ["temperature" in asked for asked in model.asked] == [True, False, False]


def test_another_complaint_is_the_articles_error(model: Any, make_llm: Make) -> None:
    model.replies = [model.refuses(400, "the prompt is longer than the context")]
    with pytest.raises(ArticleError, match="answers 400: the prompt is longer than the context"):
        make_llm().extract(article())
    assert len(model.asked) == 1


# Patience


@pytest.mark.parametrize(
    ("replies", "waited"),
    [
        ([(429, {"Retry_After": "7"})], [7.0]),
        ([(500, {})], [1.0]),
        ([(503, {}), (502, {}), (429, {})], [1.0, 2.0, 4.0]),
        ([(429, {"Retry_After": "soon"})], [1.0]),
    ],
    ids=["429-says-when", "500", "three-times", "429-says-nonsense"],
)
def test_a_busy_server_is_asked_again(
    model: Any,
    make_llm: Make,
    waits: list[float],
    replies: list[tuple[int, dict[str, str]]],
    waited: list[float],
) -> None:
    model.replies = [*[model.refuses(status, **headers) for status, headers in replies], model.claims(SUIT)]
    assert triples(make_llm().extract(article())) == FOUND
    assert waits == waited


def test_a_pause_may_be_given_as_a_date(model: Any, make_llm: Make, waits: list[float]) -> None:
    until = format_datetime(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=110), usegmt=True)
    model.replies = [model.refuses(429, Retry_After=until), model.claims(SUIT)]
    make_llm().extract(article())
    assert 30 < waits[0] <= 110


def test_a_server_that_stays_busy_is_given_up(model: Any, make_llm: Make, waits: list[float]) -> None:
    model.replies = [model.refuses(500, "out of memory")]
    with pytest.raises(ArticleError, match=r"answers 500: out of memory \(4 attempts\)"):
        make_llm().extract(article())
    assert (len(model.asked), waits) == (4, [1.0, 2.0, 4.0])


def test_a_long_pause_is_not_waited_for(model: Any, make_llm: Make, waits: list[float]) -> None:
    model.replies = [model.refuses(429, "quota", Retry_After="86400")]
    with pytest.raises(ArticleError, match="quota; it asks to wait 86400 seconds"):
        make_llm().extract(article())
    assert (len(model.asked), waits) == (1, [])


def test_a_late_answer_is_not_waited_for(model: Any, make_llm: Make, waits: list[float]) -> None:
    status, headers, body, _ = model.claims(SUIT)
    model.replies = [(status, headers, body, 60.0)]
    with pytest.raises(
        ArticleError, match=r"does not answer within 0.3 seconds \(KG_LLM_TIMEOUT\) \(2 attempts\)"
    ):
        make_llm(timeout=0.3).extract(article())
    assert waits == [1.0]


def test_a_server_that_is_not_there(make_llm: Make, waits: list[float]) -> None:
    llm = make_llm(url="http://127.0.0.1:1/v1/chat/completions")
    with pytest.raises(
        ArticleError, match=r"127.0.0.1:1/v1/chat/completions cannot be reached .*is the server running"
    ):
        llm.extract(article())
    assert waits == [1.0, 2.0, 4.0]
    with pytest.raises(ArticleError, match="cannot be reached"):
        llm.extract(article(f"{TEXT} Again."))
    assert len(waits) == 3, "the next article does not wait as long"


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_refusal_is_not_asked_for_again(model: Any, make_llm: Make, status: int) -> None:
    model.replies = [model.refuses(status, "unknown")]
    llm = make_llm()
    for text in (TEXT, f"{TEXT} Again."):
        with pytest.raises(
            ArticleError, match=f"answers {status}: unknown; look at KG_LLM_URL, KG_LLM_MODEL"
        ):
            llm.extract(article(text))
    assert len(model.asked) == 1


# Limits


def test_a_huge_answer_is_cut_off(model: Any, make_llm: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "MAX_BYTES", 100_000)
    model.replies = [model.says(" " * 3_000_000)]
    with pytest.raises(ArticleError, match="answers more than 100,000 bytes"):
        make_llm().extract(article())


def test_a_packed_answer_is_not_unpacked(model: Any, make_llm: Make) -> None:
    model.replies = [(200, {"Content-Encoding": "gzip"}, b"\x1f\x8b", 0.0)]
    with pytest.raises(ArticleError, match="answers packed as 'gzip'"):
        make_llm().extract(article())


@pytest.mark.parametrize(
    "body",
    [
        b"<html>Hello</html>",
        b'{"choices": []}',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"error": "model not loaded"}',
    ],
)
def test_an_answer_that_is_no_completion(model: Any, make_llm: Make, body: bytes) -> None:
    model.replies = [(200, {}, body, 0.0)]
    with pytest.raises(ArticleError, match="answers no chat completion"):
        make_llm().extract(article())


def test_a_long_article_is_asked_about_in_pieces_with_the_offsets_of_the_whole(
    model: Any, make_llm: Make
) -> None:
    filler = "The office stayed quiet and the lifts worked.\n\n"
    text = f"{filler * 20}{TEXT}\n\n{filler * 20}{TEXT}"
    model.replies = [lambda asked: model.claims(*[SUIT] * asked["messages"][1]["content"].count(TEXT))]
    claims = make_llm(piece=600).extract(article(text))
    assert len(model.asked) > 2
    assert [text[claim.start : claim.end] for claim in claims] == [TEXT, TEXT]
    assert claims[0].start < claims[1].start


def test_pieces_are_the_text() -> None:
    for text in ("", "x" * 1000, "One. " * 300, "第一句。" * 300, f"{'a' * 500}\n\n{'b' * 300}\n{'c' * 900}"):
        found = list(pieces(text, size=400))
        assert "".join(piece for _, piece in found) == text
        assert all(text[at:].startswith(piece) and len(piece) <= 400 for at, piece in found)


def test_an_answer_cut_by_its_server_is_asked_for_in_halves(model: Any, make_llm: Make) -> None:
    text = f"{TEXT} {'The lifts worked. ' * 40}\n\n{'The office stayed quiet. ' * 30}"

    def answers(asked: dict[str, Any]) -> Any:
        content = asked["messages"][1]["content"]
        cut = TEXT in content and "quiet" in content
        return (
            model.says('{"claims": [{', finish_reason="length")
            if cut
            else model.claims(*[SUIT] * (TEXT in content))
        )

    model.replies = [answers]
    assert triples(make_llm().extract(article(text))) == FOUND
    assert len(model.asked) == 3
    assert triples(make_llm().extract(article(text))) == FOUND
    assert len(model.asked) == 3, "that the whole was cut is remembered too"
    model.replies = [model.says("", finish_reason="length")]
    with pytest.raises(ArticleError, match="cut off by its server"):
        make_llm().extract(article("Too short to halve."))


# The cache and the count


def test_what_was_asked_before_is_not_asked_again(model: Any, make_llm: Make) -> None:
    model.replies = [model.claims(SUIT)]
    first = make_llm().extract(article())
    again = make_llm()
    assert again.extract(article()) == first
    assert len(model.asked) == 1
    assert "0 requests, 1 answer from the cache; 0 prompt and 0 completion tokens" in again.report()
    make_llm(model="boulder-70b").extract(article())
    make_llm().extract(article(f"{TEXT} Again."))
    assert len(model.asked) == 3, "another model, another text"


@pytest.mark.parametrize(
    "spoil", [lambda raw: b"", lambda raw: raw[:50], lambda raw: b"[" * 50_000, lambda raw: b"\xff" + raw,
              lambda raw: raw.replace(b'claims', b'klaims'), lambda raw: raw.replace(b'"key":"', b'"key":"0')],
    ids=["empty", "cut", "deep", "bytes", "other", "other-key"],
)  # fmt: skip
def test_a_damaged_file_is_asked_anew(
    model: Any, make_llm: Make, tmp_path: Path, spoil: Callable[[bytes], bytes]
) -> None:
    model.replies = [model.claims(SUIT)]
    first = make_llm().extract(article())
    (file,) = tmp_path.rglob("*.json")
    whole = file.read_bytes()
    file.write_bytes(spoil(whole))
    assert make_llm().extract(article()) == first
    assert len(model.asked) == 2
    assert file.read_bytes() == whole
    assert list(tmp_path.rglob("*.part")) == []


def test_a_folder_that_cannot_be_written_loses_no_claims(model: Any, make_llm: Make, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file")
    model.replies = [model.claims(SUIT)]
    llm = make_llm()
    assert triples(llm.extract(article())) == FOUND
    assert "could not be kept" in llm.report()


def test_what_it_cost_is_reported(model: Any, make_llm: Make) -> None:
    usage = {"prompt_tokens": 12_000, "completion_tokens": 500}
    model.replies = [model.says("?", usage=usage), model.says(json.dumps({"claims": [SUIT]}), usage=usage)]
    llm = make_llm(price_in=Decimal("2.50"), price_out=Decimal(10))
    llm.extract(article())
    assert llm.report().splitlines() == [
        (
            "llm/0.1:pebble-7b: 2 requests, 0 answers from the cache; "
            "24,000 prompt and 1,000 completion tokens, 0.0700 USD"
        ),
        "1 claim kept, 0 dropped",
    ]
    assert report_of(llm) == llm.report()


def test_cost_is_exact() -> None:
    tally = Tally()
    tally.prompt_tokens, tally.completion_tokens = 1_234_567, 89
    assert tally.cost(Decimal("0.15"), Decimal("0.60")) == Decimal("0.18523845")


def test_answers_without_usage_are_counted(model: Any, make_llm: Make) -> None:
    body = json.dumps({"choices": [{"message": {"content": '{"claims": []}'}}]}).encode()
    model.replies = [(200, {}, body, 0.0)]
    llm = make_llm()
    llm.extract(article())
    assert "0 completion tokens (and those of 1 answer that did not say)" in llm.report()


# The key


def test_the_key_is_in_its_header_and_nowhere_else(
    model: Any, make_llm: Make, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    echo = {**SUIT, "qualifiers": {"attribution": KEY}}
    model.replies = [
        model.refuses(500, f"bad key {KEY}"),
        model.claims(SUIT, echo),
        model.refuses(401, f"no {KEY}"),
    ]
    llm = make_llm(key=KEY)
    claims = llm.extract(article())
    with pytest.raises(ArticleError) as refused:
        llm.extract(article(f"{TEXT} Again."))
    assert [headers["Authorization"] for headers in model.headers] == [f"Bearer {KEY}"] * 3
    seen = [
        str(refused.value),
        repr(refused.value),
        caplog.text,
        llm.report(),
        repr(llm._settings),
        repr(claims),
    ]
    seen += [file.read_text("utf-8") for file in tmp_path.rglob("*.json")]
    seen += [json.dumps(asked) for asked in model.asked]
    assert len(seen) > 7
    assert not any(KEY in text for text in seen)


def test_a_local_server_needs_no_key(model: Any, make_llm: Make) -> None:
    model.replies = [model.claims(SUIT)]
    make_llm().extract(article())
    assert "Authorization" not in model.headers[0]


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_redirects_are_not_followed(model: Any, make_llm: Make, status: int) -> None:
    model.replies = [model.refuses(status, Location=model.url.replace("127.0.0.1", "localhost"))]
    with pytest.raises(ArticleError, match=rf"redirects \({status}\), which is not followed"):
        make_llm(key=KEY).extract(article())
    assert len(model.asked) == 1


def test_proxies_of_the_environment_see_nothing(
    model: Any, make_llm: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    model.replies = [model.claims(SUIT)]
    assert triples(make_llm().extract(article())) == FOUND


# Settings


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, "needs KG_LLM_URL and KG_LLM_MODEL: set KG_LLM_URL=http"),
        ({"KG_LLM_URL": "http://127.0.0.1:1/v1"}, "needs KG_LLM_MODEL: "),
        ({"KG_LLM_URL": " ", "KG_LLM_MODEL": "m"}, "needs KG_LLM_URL: "),
        ({"KG_LLM_URL": "127.0.0.1:8080/v1", "KG_LLM_MODEL": "m"}, "KG_LLM_URL is no http"),
        ({"KG_LLM_URL": "http://[/v1", "KG_LLM_MODEL": "m"}, "KG_LLM_URL is no http"),
        ({"KG_LLM_URL": "https://me:hush@host/v1", "KG_LLM_MODEL": "m"}, "give the secret as KG_LLM_KEY"),
        ({"KG_LLM_URL": "https://h/v1", "KG_LLM_MODEL": "m", "KG_LLM_KEY": "a\nhush"}, "KG_LLM_KEY holds characters"),
        ({"KG_LLM_URL": "https://h/v1", "KG_LLM_MODEL": "m", "KG_LLM_TIMEOUT": "0"}, "KG_LLM_TIMEOUT='0'"),
        ({"KG_LLM_URL": "https://h/v1", "KG_LLM_MODEL": "m", "KG_LLM_TIMEOUT": "x"}, "KG_LLM_TIMEOUT='x'"),
        ({"KG_LLM_URL": "https://h/v1", "KG_LLM_MODEL": "m", "KG_LLM_PRICE_IN": "1"}, "KG_LLM_PRICE_OUT both, or neither"),
        (
            {"KG_LLM_URL": "https://h/v1", "KG_LLM_MODEL": "m", "KG_LLM_PRICE_IN": "-1", "KG_LLM_PRICE_OUT": "2"},
            "KG_LLM_PRICE_IN='-1'",
        ),
    ],
)  # fmt: skip
def test_a_setting_that_is_missing_or_wrong_is_named(given: dict[str, str], says: str) -> None:
    with pytest.raises(KGError) as error:
        settings(given)
    assert says in str(error.value)
    assert "hush" not in str(error.value)


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("http://127.0.0.1:11434/v1", "http://127.0.0.1:11434/v1/chat/completions"),
        ("https://host/openai/v1/chat/completions", "https://host/openai/v1/chat/completions"),
        ("https://host/deploy?api-version=3", "https://host/deploy/chat/completions?api-version=3"),
    ],
)
def test_the_address_may_be_a_base(url: str, asked: str) -> None:
    made = settings({"KG_LLM_URL": url, "KG_LLM_MODEL": "m"})
    assert made.url == asked
    assert "?" not in made.place


def test_answers_lie_beside_the_other_caches(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    needed = {"KG_LLM_URL": "http://h/v1", "KG_LLM_MODEL": "m"}
    monkeypatch.setenv("KG_CACHE", str(tmp_path))
    assert settings(needed).cache == tmp_path / "llm"
    assert settings(needed | {"KG_LLM_CACHE": str(tmp_path / "own")}).cache == tmp_path / "own"
    monkeypatch.delenv("KG_CACHE")
    assert settings(needed).cache == Path.home() / ".cache" / "ai-industry-kg" / "llm"


def test_it_is_found_by_name_and_says_what_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("KG_LLM_URL", "KG_LLM_MODEL"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(KGError, match="KG_LLM_URL and KG_LLM_MODEL"):
        find_extractor("llm")
    monkeypatch.setenv("KG_LLM_URL", "http://127.0.0.1:1/v1")
    monkeypatch.setenv("KG_LLM_MODEL", "pebble-7b")
    assert set(find_extractor("llm").languages()) == {"en", "zh"}
    with pytest.raises(NotFound, match="llm"):
        find_extractor("tea-leaves")


def test_the_built_in_extractor_imports_nothing_of_it() -> None:
    program = (
        "import sys\nfrom kg.extraction import find_extractor, report_of\n"
        "assert report_of(find_extractor('frames')) is None\n"
        "print([name for name in sys.modules if name.startswith('extractors.llm')])"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=120
    )
    assert run.stdout.strip() == "[]"


# The command line


@pytest.fixture
def run(model: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Any]:
    from typer.testing import CliRunner

    from kg.cli import app

    for name, value in {
        "KG_LLM_URL": model.url, "KG_LLM_MODEL": "pebble-7b", "KG_LLM_KEY": KEY, "KG_LLM_CACHE": str(tmp_path / "cache"),
        "KG_LLM_PRICE_IN": "1", "KG_LLM_PRICE_OUT": "5", "KG_STORE": str(tmp_path / "graph.kgl"), "COLUMNS": "200",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    return lambda *words: CliRunner().invoke(app, [str(word) for word in words])


def test_extract_by_the_model(run: Any, model: Any, tmp_path: Path) -> None:
    (tmp_path / "suit.txt").write_text(f"{TEXT}\n", encoding="utf-8")
    model.replies = [model.claims(SUIT, {**SUIT, "quote": "Oracle sued Nvidia."})]
    done = run("extract", tmp_path / "suit.txt", "--extractor", "llm", "--lang", "en")
    assert done.exit_code == 0, done.stderr
    (claim,) = [msgspec.json.decode(line, type=Claim) for line in done.stdout.splitlines()]
    assert (claim.subject, claim.relation, claim.object, claim.quote) == ("Nvidia", "SUES", "Oracle", TEXT)
    assert claim.extractor == "llm/0.1:pebble-7b"
    assert (
        "1 request, 0 answers from the cache; 1,000 prompt and 200 completion tokens, 0.0020 USD"
        in done.stderr
    )
    assert "1 claim kept, 1 dropped: 1 quote not in the article" in done.stderr
    assert KEY not in done.stderr + done.stdout


def test_add_by_the_model_and_again_out_of_the_cache(run: Any, model: Any, tmp_path: Path) -> None:
    import kg

    (tmp_path / "suit.txt").write_text(f"{TEXT}\n", encoding="utf-8")
    model.replies = [model.claims(SUIT)]
    words = ("add", tmp_path / "suit.txt", "--extractor", "llm", "--lang", "en")
    done = run(*words)
    assert done.exit_code == 0, done.stderr
    assert "1 claim kept" in done.stderr
    with kg.open(tmp_path / "graph.kgl") as graph:
        (fact,) = graph.facts()
        (claim,) = graph.claims(fact=fact.id)
        digest = graph.digest()
    assert (fact.subject_id, fact.relation, fact.object_id) == ("nvidia", "SUES", "oracle")
    assert claim.extractor == "llm/0.1:pebble-7b"
    assert "1 answer from the cache" in run(*words).stderr
    with kg.open(tmp_path / "graph.kgl") as graph:
        assert graph.digest() == digest
    assert len(model.asked) == 1


@pytest.mark.parametrize("verb", ["extract", "add"])
def test_the_command_says_what_is_missing(
    run: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, verb: str
) -> None:
    monkeypatch.delenv("KG_LLM_URL")
    (tmp_path / "suit.txt").write_text(TEXT, encoding="utf-8")
    done = run(verb, tmp_path / "suit.txt", "--extractor", "llm")
    assert (done.exit_code, done.stdout) == (3, "")
    assert "error: the extractor llm needs KG_LLM_URL: set KG_LLM_URL=http" in done.stderr


def test_a_failed_article_is_reported_and_the_command_exits_with_3(
    run: Any, model: Any, tmp_path: Path
) -> None:
    (tmp_path / "suit.txt").write_text(TEXT, encoding="utf-8")
    model.replies = [model.refuses(401, f"invalid key {KEY}")]
    done = run("extract", tmp_path / "suit.txt", "--extractor", "llm", "--lang", "en")
    assert done.exit_code == 3
    assert "suit.txt: " in done.stderr
    assert "answers 401: invalid key [key]" in done.stderr
    assert KEY not in done.stderr
