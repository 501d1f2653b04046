"""Asking an OpenAI-compatible address: with limits, patience, and the key in one header only.

Redirects are not followed and the proxies of the environment are not used: text and key go to the
given address or nowhere.
"""

import datetime as dt
import json
import re
import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import msgspec

from extractors.llm.cache import Answer
from extractors.llm.settings import Settings
from extractors.llm.tally import Tally
from kg.model import ArticleError, ready

MAX_BYTES = 8_000_000
#: How often one question is sent at most; and how often where the answer does not come in time.
ATTEMPTS = 4
TIMEOUT_ATTEMPTS = 2
#: Seconds before the second attempt; twice as many before each further one.
FIRST_WAIT = 1.0
#: A server that asks for a longer pause than these seconds is not waited for.
MAX_WAIT = 120.0
_CONNECT_SECONDS = 10.0
_SEED = 7
_BUSY = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
#: What the next article would be told too.
_REFUSALS = frozenset({401, 402, 403, 404})
_UNFIT = frozenset({400, 422})
#: Ways to ask for JSON, the strictest first, and what a server says that does not know one.
FORMATS = ("json_schema", "json_object", "none")
_NO_FORMAT = re.compile(r"response_?format|schema|json_?object|structured|grammar|guided", re.IGNORECASE)
#: Shorter keys ("ollama") are words that a text may hold.
_SECRET_LENGTH = 12


class _Message(msgspec.Struct, frozen=True):
    content: str | None = None
    refusal: str | None = None


class _Choice(msgspec.Struct, frozen=True):
    message: _Message
    finish_reason: str | None = None


class _Usage(msgspec.Struct, frozen=True):
    prompt_tokens: int = 0
    completion_tokens: int = 0


class _Completion(msgspec.Struct, frozen=True):
    choices: list[_Choice]
    usage: _Usage | None = None


class _Again(Exception):
    """The same question may be sent once more, after `wait` seconds if the server says so."""

    def __init__(
        self, reason: str, *, attempts: int = ATTEMPTS, wait: float | None = None, lost: bool = False
    ) -> None:
        super().__init__(reason)
        self.attempts = attempts
        self.wait = wait
        self.lost = lost


class Client:
    """One server and what has been learnt about it: which format it takes, and whether it is there."""

    def __init__(
        self, settings: Settings, tally: Tally, *, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._settings = settings
        self._tally = tally
        self._sleep = sleep
        self._format = FORMATS[0]
        self._extras: dict[str, Any] = {"temperature": 0, "seed": _SEED}
        self._refusal: str | None = None
        self._is_down = False

    def ask(self, messages: list[dict[str, str]], *, schema: dict[str, Any], source: str) -> Answer:
        """The answer to a conversation.

        Raises ArticleError about `source` where none is to be had: refused, too late, too large, not a chat
        completion, or the server stays busy. After a refusal that every article would meet, nothing is sent.
        """
        if self._refusal is not None:
            raise ArticleError(source, self._refusal)
        attempt = 1
        while True:
            try:
                answer = self._send(messages, schema=schema, source=source)
            except _Again as again:
                wait = FIRST_WAIT * 2 ** (attempt - 1) if again.wait is None else again.wait
                if attempt >= again.attempts or wait > MAX_WAIT or self._is_down:
                    pause = f"; it asks to wait {wait:.0f} seconds" if wait > MAX_WAIT else ""
                    tries = f" ({attempt} attempts)" if attempt > 1 else ""
                    self._is_down = again.lost
                    raise ArticleError(source, f"{self._settings.place} {again}{pause}{tries}") from None
                attempt += 1
                self._sleep(wait)
                continue
            self._is_down = False
            return answer

    def _send(self, messages: list[dict[str, str]], *, schema: dict[str, Any], source: str) -> Answer:
        """One question, sent again at once in a simpler form where the server does not know the form."""
        while True:
            status, headers, body = self._post(self._body(messages, schema), source=source)
            if status == httpx.codes.OK:
                return self._answer(body, source=source)
            text = self._shown(body)
            if status in _BUSY:
                raise _Again(f"answers {status}: {text}", wait=_pause(headers.get("retry-after")))
            if status in _UNFIT and self._simplify(text):
                continue
            reason = f"{self._settings.place} answers {status}: {text}"
            if httpx.codes.is_redirect(status):
                reason = f"{self._settings.place} redirects ({status}), which is not followed; set KG_LLM_URL to where it leads"
            elif status in _REFUSALS:
                reason += "; look at KG_LLM_URL, KG_LLM_MODEL and KG_LLM_KEY"
                self._refusal = reason
            raise ArticleError(source, reason)

    def _body(self, messages: list[dict[str, str]], schema: dict[str, Any]) -> dict[str, Any]:
        body = {"model": self._settings.model, "messages": messages, "stream": False, **self._extras}
        if self._format == "json_schema":
            form = {"name": "claims", "schema": schema, "strict": False}
            body["response_format"] = {"type": "json_schema", "json_schema": form}
        elif self._format == "json_object":
            body["response_format"] = {"type": "json_object"}
        return body

    def _simplify(self, complaint: str) -> bool:
        """Leave out what a server complains of, from now on; False if it complains of something else."""
        for name in self._extras:
            if name in complaint:
                del self._extras[name]
                return True
        if self._format == FORMATS[-1] or not _NO_FORMAT.search(complaint):
            return False
        self._format = FORMATS[FORMATS.index(self._format) + 1]
        return True

    def _post(self, body: dict[str, Any], *, source: str) -> tuple[int, httpx.Headers, bytes]:
        headers = {"Accept-Encoding": "identity", "Content-Type": "application/json"}
        if self._settings.key is not None:
            headers["Authorization"] = f"Bearer {self._settings.key}"
        timeout = httpx.Timeout(self._settings.timeout, connect=min(_CONNECT_SECONDS, self._settings.timeout))
        deadline = time.monotonic() + self._settings.timeout
        self._tally.requests += 1
        try:
            with (
                httpx.Client(timeout=timeout, trust_env=False, follow_redirects=False) as client,
                client.stream(
                    "POST", self._settings.url, content=msgspec.json.encode(body), headers=headers
                ) as response,
            ):
                return (
                    response.status_code,
                    response.headers,
                    self._read(response, deadline=deadline, source=source),
                )
        except httpx.TimeoutException:
            raise self._late() from None
        except httpx.ConnectError as error:
            raise self._lost(error) from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise _Again(f"breaks off ({type(error).__name__})") from None

    def _late(self) -> _Again:
        reason = f"does not answer within {self._settings.timeout:g} seconds (KG_LLM_TIMEOUT)"
        return _Again(reason, attempts=TIMEOUT_ATTEMPTS)

    def _lost(self, error: httpx.ConnectError) -> _Again:
        reason = f"cannot be reached ({self._shown(str(error).encode())}); is the server running?"
        return _Again(reason, lost=True)

    def _read(self, response: httpx.Response, *, deadline: float, source: str) -> bytes:
        packing = response.headers.get("content-encoding", "identity").strip().lower()
        if packing not in {"identity", ""}:
            raise ArticleError(source, f"{self._settings.place} answers packed as {packing[:20]!r}, unasked")
        body = bytearray()
        for chunk in response.iter_raw(64 * 1024):
            body += chunk
            if len(body) > MAX_BYTES:
                raise ArticleError(source, f"{self._settings.place} answers more than {MAX_BYTES:,} bytes")
            if time.monotonic() > deadline:
                raise self._late()
        return bytes(body)

    def _answer(self, body: bytes, *, source: str) -> Answer:
        text = self._without_key(body.decode("utf-8", errors="replace"))
        try:
            completion = msgspec.json.decode(text, type=ready(_Completion))
        except (msgspec.DecodeError, RecursionError):
            completion = _Completion(choices=[])
        if not completion.choices:
            reason = f"{self._settings.place} answers no chat completion: {self._shown(body)}"
            raise ArticleError(source, reason)
        if completion.usage is None:
            self._tally.without_usage += 1
        else:
            self._tally.prompt_tokens += max(completion.usage.prompt_tokens, 0)
            self._tally.completion_tokens += max(completion.usage.completion_tokens, 0)
        choice = completion.choices[0]
        if choice.message.refusal or choice.finish_reason == "content_filter":
            raise ArticleError(
                source,
                f"the model refuses: {self._shown((choice.message.refusal or 'content filter').encode())}",
            )
        return Answer(content=choice.message.content or "", cut=choice.finish_reason == "length")

    def _without_key(self, text: str) -> str:
        key = self._settings.key
        return text.replace(key, "[key]") if key is not None and len(key) >= _SECRET_LENGTH else text

    def _shown(self, body: bytes) -> str:
        """What a server says, short, on one line, and without the key whatever its length."""
        text = body[:4_000].decode("utf-8", errors="replace")
        if self._settings.key:
            text = text.replace(self._settings.key, "[key]")
        text = _error_message(text) or text
        return "".join(c if c.isprintable() else " " for c in " ".join(text.split()))[:200] or "(nothing)"


def _error_message(text: str) -> str | None:
    """The message in `{"error": {"message": ...}}` or `{"error": ...}`."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    error = found.get("error", found.get("detail")) if isinstance(found, dict) else None
    message = error.get("message") if isinstance(error, dict) else error
    return message if isinstance(message, str) else None


def _pause(header: str | None) -> float | None:
    """The seconds of a Retry-After header, which may be a number or a date."""
    if header is None:
        return None
    if re.fullmatch(r"\d{1,9}(\.\d+)?", header.strip()):
        return float(header)
    try:
        until = parsedate_to_datetime(header)
    except ValueError:
        return None
    until = until if until.tzinfo else until.replace(tzinfo=dt.UTC)
    return max((until - dt.datetime.now(dt.UTC)).total_seconds(), 0.0)
