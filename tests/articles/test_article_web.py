"""Pages over http: from a local server through the switch, and never without it."""

import gzip
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest

from kg.articles import read, web
from kg.model import ArticleError

TEXT = (
    "Marrow Devices has licensed its memory controller to Sable Semiconductor, both companies said, in a deal "
    "that runs for six years and that neither of them wants to put a price on before the spring."
)
PAGE = f"<html><head><title>Marrow licenses</title></head><body><article><p>{TEXT}</p><p>{TEXT[::-1]}</p></article></body></html>"


class _Pages(BaseHTTPRequestHandler):
    hosts: ClassVar[list[str]] = []

    def do_GET(self):
        self.hosts.append(self.headers["Host"])
        answers = {
            "/2026/01/09/marrow": (200, {"Content-Type": "text/html; charset=utf-8"}, PAGE.encode()),
            "/plain": (200, {"Content-Type": "text/plain"}, TEXT.encode()),
            "/lines": (200, {"Content-Type": "application/x-ndjson"}, b'{"text": "Marrow sues Sable."}\n'),
            "/packed": (
                200,
                {"Content-Type": "text/plain", "Content-Encoding": "gzip"},
                gzip.compress(TEXT.encode()),
            ),
            "/bomb": (200, {"Content-Encoding": "gzip"}, gzip.compress(b"\n" * 50_000_000)),
            "/large": (200, {"Content-Type": "text/plain"}, b"x" * 300_000),
            "/moved": (302, {"Location": "/plain"}, b""),
            "/loop": (302, {"Location": "/loop"}, b""),
            "/file": (302, {"Location": "file:///etc/passwd"}, b""),
            "/picture": (200, {"Content-Type": "image/png"}, b"\x89PNG\r\n\x1a\n"),
            "/brotli": (200, {"Content-Encoding": "br"}, b"?"),
        }
        status, headers, body = answers.get(self.path, (404, {}, b""))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            self.close_connection = True  # the reader hung up, as it should on large answers

    def log_message(self, *args):
        pass


@pytest.fixture
def server():
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), _Pages)
    thread = threading.Thread(target=httpd.serve_forever)
    thread.start()
    _Pages.hosts.clear()
    yield f"http://127.0.0.1:{httpd.server_port}"
    httpd.shutdown()
    thread.join()
    httpd.server_close()


def test_page(server):
    (article,) = read(f"{server}/2026/01/09/marrow", allow_private=True)
    assert article.text.startswith(TEXT)
    assert article.url == f"{server}/2026/01/09/marrow"
    assert (article.title, article.published) == ("Marrow licenses", "2026-01-09")
    assert article.source == f"{server}/2026/01/09/marrow"


@pytest.mark.parametrize("path", ["/plain", "/moved", "/packed"])
def test_plain_text(server, path):
    (article,) = read(server + path, allow_private=True)
    assert article.text == TEXT


def test_json_lines(server):
    (article,) = read(f"{server}/lines", allow_private=True)
    assert article.text == "Marrow sues Sable."


def test_names_are_sent_though_addresses_are_dialled(server):
    port = server.rsplit(":", 1)[1]
    assert list(read(f"http://localhost:{port}/plain", allow_private=True))
    assert _Pages.hosts == [f"localhost:{port}"]


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/none", "answers 404"),
        ("/loop", "redirects more than"),
        ("/file", "only http and https"),
        ("/picture", "is not text but a picture"),
        ("/large", "larger than 200,000 bytes"),
        ("/bomb", "larger than 200,000 bytes"),
        ("/brotli", "is packed as 'br'"),
    ],
)
def test_refused_answers(server, monkeypatch, path, reason):
    monkeypatch.setattr(web, "MAX_BYTES", 200_000)
    with pytest.raises(ArticleError, match=reason) as caught:
        list(read(server + path, allow_private=True))
    assert caught.value.source == server + path


def test_time_limit(server, monkeypatch):
    monkeypatch.setattr(web, "TOTAL_SECONDS", -1.0)
    with pytest.raises(ArticleError, match="took longer"):
        list(read(f"{server}/plain", allow_private=True))


def test_private_addresses_are_refused_before_connecting(server):
    port = server.rsplit(":", 1)[1]
    for host in ("127.0.0.1", "localhost", "2130706433", "0x7f.1"):
        with pytest.raises(ArticleError, match="not a public address"):
            list(read(f"http://{host}:{port}/plain"))
    assert _Pages.hosts == []


def test_redirects_are_checked_anew(server, monkeypatch):
    """The first address passes the check, the one it redirects to does not."""
    answers = iter([True, False])
    monkeypatch.setattr(web, "is_public", lambda address: next(answers))
    with pytest.raises(ArticleError, match="not a public address"):
        list(read(f"{server}/moved"))
    assert len(_Pages.hosts) == 1


def test_a_name_is_resolved_once(server, monkeypatch):
    """A name server that answers differently the second time changes nothing: the checked address is dialled."""
    port = int(server.rsplit(":", 1)[1])
    calls = []
    resolve = web.socket.getaddrinfo

    def rebinding(host, *args, **kwargs):
        calls.append(host)
        if host == "rebinding.example":
            return resolve("127.0.0.1" if calls.count(host) == 1 else "192.0.2.1", *args, **kwargs)
        return resolve(host, *args, **kwargs)

    monkeypatch.setattr(web.socket, "getaddrinfo", rebinding)
    (article,) = read(f"http://rebinding.example:{port}/plain", allow_private=True)
    assert article.text == TEXT
    assert calls.count("rebinding.example") == 1


def test_one_private_answer_among_public_ones_is_enough(monkeypatch):
    def mixed(host, port, **kwargs):
        return [(2, 1, 6, "", ("93.184.216.34", port)), (2, 1, 6, "", ("10.0.0.7", port))]

    monkeypatch.setattr(web.socket, "getaddrinfo", mixed)
    with pytest.raises(ArticleError, match=r"is 10\.0\.0\.7, not a public address"):
        list(read("http://mixed.example/"))


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:4700::1111", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.0.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:127.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
    ],
)
def test_is_public(address, public):
    assert web.is_public(address) is public


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://user:secret@93.184.216.34/", "holds a user name or password"),
        ("http:///nothing", "only http and https"),
        ("http://nowhere.invalid/", "cannot be found"),
        ("http://[::1", "cannot be fetched"),
    ],
)
def test_bad_addresses(url, reason):
    with pytest.raises(ArticleError, match=reason):
        list(read(url))
