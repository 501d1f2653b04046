"""Readings without the judge; and a server that answers as a model would, on this machine: what it says is set by each test."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from extractors.confidence import Judge
from extractors.llm.extractor import LlmExtractor
from extractors.llm.settings import Settings

#: What a reply is made of: status, headers, body, and seconds until it comes.
Reply = tuple[int, dict[str, str], bytes, float]


@pytest.fixture
def however_unsure(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests of what frames and patterns read: claims are made however unsure the judge is."""
    monkeypatch.setattr("extractors.reading.judge", lambda _: Judge())


class FakeModel:
    """Replies in the order of `replies`, the last one again and again; remembers what it was asked."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.replies: list[Reply | Callable[[dict[str, Any]], Reply]] = []
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.closing = threading.Event()

    def next(self, asked: dict[str, Any]) -> Reply:
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        return reply(asked) if callable(reply) else reply

    @staticmethod
    def says(content: str, *, usage: dict[str, int] | None = None, **choice: Any) -> Reply:
        """A chat completion with this text."""
        body: dict[str, Any] = {"choices": [{"message": {"role": "assistant", "content": content}, **choice}]}
        body["usage"] = {"prompt_tokens": 1000, "completion_tokens": 200} if usage is None else usage
        return 200, {"Content-Type": "application/json"}, json.dumps(body).encode(), 0.0

    @classmethod
    def claims(cls, *claims: dict[str, Any]) -> Reply:
        """A chat completion with these claims."""
        return cls.says(json.dumps({"claims": claims}, ensure_ascii=False))

    @staticmethod
    def refuses(status: int, message: str = "no", **headers: str) -> Reply:
        body = json.dumps({"error": {"message": message}}).encode()
        return status, {name.replace("_", "-"): value for name, value in headers.items()}, body, 0.0


@pytest.fixture
def model() -> Iterator[FakeModel]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            fake.asked.append(asked)
            fake.headers.append(dict(self.headers))
            status, headers, body, seconds = fake.next(asked)
            fake.closing.wait(seconds)
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *words: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: Any, client_address: Any) -> None:
            """A client that hangs up is what some tests are about."""

    with Server(("127.0.0.1", 0), Handler) as server:
        fake = FakeModel(f"http://127.0.0.1:{server.server_port}/v1")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield fake
        fake.closing.set()
        server.shutdown()
        thread.join()


@pytest.fixture
def waits() -> list[float]:
    """The seconds that were waited between attempts, which nobody waits in tests."""
    return []


@pytest.fixture
def make_llm(model: FakeModel, waits: list[float], tmp_path: Path) -> Callable[..., LlmExtractor]:
    """An extractor that asks the fake server; settings can be given."""

    def make(**given: Any) -> LlmExtractor:
        settings = {"url": f"{model.url}/chat/completions", "model": "pebble-7b", "cache": tmp_path / "cache"}
        return LlmExtractor(Settings(**{**settings, **given}), sleep=waits.append)

    return make
