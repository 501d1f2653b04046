"""Pages over http(s): with limits on bytes, time and redirects, and never from private addresses.

A name is resolved once; the addresses are checked, and the connection goes to the checked address, with
the name in the Host header and in TLS. So a name that resolves to something else a moment later (DNS
rebinding) leads nowhere. Redirects are followed by hand, each checked anew. Proxies of the environment are
not used: they would resolve names again, out of our sight.
"""

import ipaddress
import socket
import time
import zlib
from collections.abc import Iterator
from urllib.parse import urljoin

import httpx
import msgspec

from kg.model import ArticleError

MAX_BYTES = 20_000_000
MAX_REDIRECTS = 5
#: Seconds to connect, and between two pieces of an answer.
TIMEOUT_SECONDS = 10.0
#: Seconds for one page, redirects included.
TOTAL_SECONDS = 30.0
USER_AGENT = "Mozilla/5.0 (compatible; ai-industry-kg/0.1)"
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """What an address answered; `url` is the address after redirects."""

    url: str
    content: bytes
    content_type: str
    charset: str | None


def fetch(url: str, *, allow_private: bool = False) -> Page:
    """The page at an http(s) address.

    Raises ArticleError where the address is private (unless `allow_private`), the answer is no page, or a
    limit is passed.
    """
    deadline = time.monotonic() + TOTAL_SECONDS
    at = url
    try:
        with httpx.Client(timeout=TIMEOUT_SECONDS, trust_env=False, follow_redirects=False) as client:
            for _ in range(MAX_REDIRECTS + 1):
                answer = _ask(client, at, allow_private=allow_private, deadline=deadline, source=url)
                if isinstance(answer, Page):
                    return answer
                at = answer
    except (httpx.HTTPError, httpx.InvalidURL, zlib.error) as error:
        reason = f"cannot be fetched ({type(error).__name__}: {error}); save the page and read the file"
        raise ArticleError(url, reason) from error
    raise ArticleError(url, f"redirects more than {MAX_REDIRECTS} times; give the address it leads to")


def _ask(client: httpx.Client, url: str, *, allow_private: bool, deadline: float, source: str) -> Page | str:
    """The page at `url`, or the address it redirects to."""
    address, host, target = _pinned(url, allow_private=allow_private, source=source)
    request = client.build_request(
        "GET",
        target.copy_with(host=address),
        headers={"Host": host, "User-Agent": USER_AGENT, "Accept-Encoding": "gzip, identity"},
        extensions={"sni_hostname": target.host},
    )
    response = client.send(request, stream=True)
    try:
        if response.is_redirect:
            return urljoin(url, response.headers["location"])
        if response.status_code != httpx.codes.OK:
            reason = (
                f"answers {response.status_code} {response.reason_phrase}; save the page and read the file"
            )
            raise ArticleError(source, reason)
        return Page(
            url=url,
            content=_body(response, deadline=deadline, source=source),
            content_type=response.headers.get("content-type", "").partition(";")[0].strip().lower(),
            charset=response.charset_encoding,
        )
    finally:
        response.close()


def _pinned(url: str, *, allow_private: bool, source: str) -> tuple[str, str, httpx.URL]:
    """An address to connect to that is checked, the Host header, and the parsed URL."""
    target = httpx.URL(url)
    if target.scheme not in {"http", "https"} or not target.host:
        raise ArticleError(source, f"leads to {url!r}; only http and https addresses are read")
    if target.userinfo:
        raise ArticleError(source, "holds a user name or password; addresses with credentials are not read")
    addresses = list(
        _resolve(target.host, target.port or (443 if target.scheme == "https" else 80), source=source)
    )
    for address in addresses:
        if not allow_private and not is_public(address):
            reason = f"{target.host} is {address}, not a public address; private networks are not read"
            raise ArticleError(source, reason)
    return addresses[0], target.netloc.decode("ascii"), target


def _resolve(host: str, port: int, *, source: str) -> Iterator[str]:
    try:
        found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise ArticleError(
            source, f"{host} cannot be found ({error}); check the address and the network"
        ) from None
    # IPv4 first: a machine without IPv6 still resolves to it.
    for family in (socket.AF_INET, socket.AF_INET6):
        yield from (str(place[0]) for kind, _, _, _, place in found if kind == family)


def is_public(address: str) -> bool:
    """True if an IP address is on the public internet, also behind IPv4-in-IPv6 forms.

    >>> is_public("93.184.216.34"), is_public("127.0.0.1"), is_public("::ffff:10.0.0.1")
    (True, False, False)
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast


def _body(response: httpx.Response, *, deadline: float, source: str) -> bytes:
    """The answer's bytes, unpacked; both packed and unpacked size are limited."""
    packing = response.headers.get("content-encoding", "identity").strip().lower()
    if packing not in {"identity", "gzip", "x-gzip", "deflate", ""}:
        raise ArticleError(source, f"is packed as {packing!r}; save the page and read the file")
    unpack = zlib.decompressobj(wbits=47) if packing not in {"identity", ""} else None
    body = bytearray()
    for chunk in response.iter_raw(64 * 1024):
        body += unpack.decompress(chunk, MAX_BYTES + 1 - len(body)) if unpack else chunk
        if len(body) > MAX_BYTES or (unpack and unpack.unconsumed_tail):
            raise ArticleError(
                source, f"is larger than {MAX_BYTES:,} bytes; save the article's text as a file"
            )
        if time.monotonic() > deadline:
            raise ArticleError(source, f"took longer than {TOTAL_SECONDS:.0f} seconds; save the page")
    return bytes(body)
