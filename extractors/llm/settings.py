"""Where the model is and how it is asked: the environment variables KG_LLM_*."""

import math
import os
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import msgspec

from kg.model import KGError

_PATH = "/chat/completions"
_TIMEOUT_SECONDS = 120.0
#: An article is asked about in pieces of so many characters: small models lose the middle of long ones.
_PIECE = 4_000
_MIN_PIECE = 200


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Whom to ask, and how. `timeout` is in seconds for one answer, prices in US dollars per million tokens."""

    url: str
    model: str
    cache: Path
    key: str | None = None
    timeout: float = _TIMEOUT_SECONDS
    piece: int = _PIECE
    price_in: Decimal | None = None
    price_out: Decimal | None = None

    def __repr__(self) -> str:
        key = "None" if self.key is None else "'...'"
        return f"Settings(url={self.place!r}, model={self.model!r}, key={key})"

    @property
    def place(self) -> str:
        """The address as messages may show it: without its query, which may hold a secret."""
        return urlunsplit(urlsplit(self.url)._replace(query="", fragment=""))


def settings(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of an environment, that of this process by default.

    Raises KGError for one that is missing or cannot be read.
    """
    given = {
        name.removeprefix("KG_LLM_").lower(): value.strip()
        for name, value in (os.environ if environment is None else environment).items()
        if name.startswith("KG_LLM_") and value.strip()
    }
    missing = [
        name for name in ("KG_LLM_URL", "KG_LLM_MODEL") if name.removeprefix("KG_LLM_").lower() not in given
    ]
    if missing:
        raise KGError(
            f"the extractor llm needs {' and '.join(missing)}: set KG_LLM_URL=http://127.0.0.1:11434/v1 and "
            "KG_LLM_MODEL=NAME, for example, or leave --extractor llm out: frames needs no model service"
        )
    key = given.get("key")
    if key is not None and not (key.isascii() and key.isprintable()):
        raise KGError("KG_LLM_KEY holds characters that no header can hold; set it again")
    prices = {name: _price(name, given[name]) for name in ("price_in", "price_out") if name in given}
    if len(prices) == 1:
        raise KGError("set KG_LLM_PRICE_IN and KG_LLM_PRICE_OUT both, or neither: half a cost would mislead")
    return Settings(
        url=_address(given["url"]),
        model=given["model"],
        cache=Path(given["cache"]).expanduser() if "cache" in given else _cache_folder(),
        key=key,
        timeout=_positive("timeout", given.get("timeout"), _TIMEOUT_SECONDS),
        piece=max(int(_positive("piece", given.get("piece"), _PIECE)), _MIN_PIECE),
        price_in=prices.get("price_in"),
        price_out=prices.get("price_out"),
    )


def _address(url: str) -> str:
    """The full address of the chat completions, which may be given by its base (`.../v1`).

    >>> _address("http://127.0.0.1:8080/v1/")
    'http://127.0.0.1:8080/v1/chat/completions'
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if host is None or parts.scheme not in {"http", "https"}:
        raise KGError("KG_LLM_URL is no http(s) address; write it as https://HOST/v1")
    if parts.username is not None or parts.password is not None:
        raise KGError("KG_LLM_URL holds a user name or password; give the secret as KG_LLM_KEY instead")
    path = parts.path.rstrip("/")
    return urlunsplit(parts._replace(path=path if path.endswith(_PATH) else path + _PATH, fragment=""))


def _cache_folder() -> Path:
    """A folder of its own beside the other caches of this project (KG_CACHE)."""
    given = os.environ.get("KG_CACHE")
    return (Path(given) if given else Path.home() / ".cache" / "ai-industry-kg") / "llm"


def _positive(name: str, text: str | None, default: float) -> float:
    try:
        number = default if text is None else float(text)
    except ValueError:
        number = math.nan
    if not 0 < number < math.inf:
        raise KGError(f"KG_LLM_{name.upper()}={text!r} is no number above 0")
    return number


def _price(name: str, text: str) -> Decimal:
    try:
        price = Decimal(text)
    except InvalidOperation:
        price = Decimal("nan")
    if not price.is_finite() or price < 0:
        raise KGError(
            f"KG_LLM_{name.upper()}={text!r} is no price; write US dollars per million tokens, as 0.15"
        )
    return price
