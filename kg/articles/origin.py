"""Where an article comes from and when: publisher, address, headline, day of publication."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import msgspec

from kg.articles.cues import languages
from kg.articles.language import script_language, units
from kg.model import InvalidRecord, check_edtf, load_table

#: Parameters of addresses that say who followed a link, not where it leads.
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|spm|share_\w+")
#: Addresses under which many publishers write: the host says nothing.
_SHARED_HOSTS = frozenset({"mp.weixin.qq.com", "medium.com", "substack.com", "localhost"})
_TITLE_SEPARATOR = re.compile(r"\s+[-–—|｜·]\s+|[|｜_]")
_MAX_TITLE_CHARS = 300
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DATES = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_YEAR} ?年 ?(?P<month>\d{{1,2}}) ?月 ?(?P<day>\d{{1,2}}) ?日",
        rf"\b{_YEAR}(?P<sep>[-/.])(?P<month>\d{{1,2}})(?P=sep)(?P<day>\d{{1,2}})(?!\d)",
        rf"\b{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? {_YEAR}\b",
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)? {_MONTH},? {_YEAR}\b",
    )
)
_URL_DATES = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"[/_-]{_YEAR}[/_-](?P<month>\d{{1,2}})[/_-](?P<day>\d{{1,2}})(?![^\W_])",
        rf"/{_YEAR}/{_MONTH}/(?P<day>\d{{1,2}})(?!\d)",
        rf"(?<!\d){_YEAR}-?/?(?P<month>0[1-9]|1[0-2])/?(?P<day>[0-3]\d)(?!\d)",
        rf"/{_YEAR}[/-](?P<month>0[1-9]|1[0-2])(?:/|$)",
    )
)
_CLOCK = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?|\d+")
_EPOCH = re.compile(r"(?<!\d)(1\d{9})(?!\d)")
#: A line is a dateline if so many words are left of it without its date.
_MAX_BESIDE_DATE = 2
#: Lines at the top of a text that may hold its date.
_TOP_LINES = 6


class Publisher(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of publishers.yaml."""

    name: str
    domains: tuple[str, ...]
    names: tuple[str, ...] = ()
    lang: str | None = None


@cache
def publishers() -> tuple[Publisher, ...]:
    """The known publishers, in the order of publishers.yaml."""
    return load_table("kg.articles", "publishers.yaml", tuple[Publisher, ...])


@cache
def _by_domain() -> Mapping[str, Publisher]:
    return {domain: publisher for publisher in publishers() for domain in publisher.domains}


@cache
def _by_name() -> Mapping[str, Publisher]:
    return {name.casefold(): p for p in publishers() for name in (p.name, *p.names, *p.domains)}


def publisher_named(name: str) -> Publisher | None:
    """The publisher that is known under `name`, in any language.

    >>> publisher_named("FT中文网").name
    'Financial Times'
    """
    return _by_name().get(name.strip().casefold())


def publisher_at(url: str) -> Publisher | None:
    """The publisher of an address, by its domain or the nearest one above it."""
    labels = (urlsplit(url).hostname or "").split(".")
    domains = (".".join(labels[at:]) for at in range(len(labels)))
    return next((_by_domain()[domain] for domain in domains if domain in _by_domain()), None)


def publisher_name(url: str | None, *, said: str | None = None) -> str | None:
    """Who publishes: by the address if its domain is known, else as `said`, else the host.

    >>> publisher_name("https://www.techcrunch.com/2026/04/27/x/"), publisher_name(None, said="36氪")
    ('TechCrunch', '36Kr')
    """
    known = publisher_at(url) if url else None
    known = known or (publisher_named(said) if said else None)
    if known is not None:
        return known.name
    if said or not url:
        return said
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    shared = any(host == name or host.endswith(f".{name}") for name in _SHARED_HOSTS)
    return None if shared or "." not in host or host.replace(".", "").isdigit() else host


def canonical_url(url: str) -> str | None:
    """An http(s) address without fragment and tracking parameters; None for anything else.

    >>> canonical_url("HTTPS://Example.com/a?utm_source=x&id=7#top")
    'https://example.com/a?id=7'
    """
    try:
        parts = urlsplit(url.strip())
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return None
    if parts.scheme.lower() not in {"http", "https"} or not parts.hostname or re.search(r"\s", url.strip()):
        return None
    query = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.fullmatch(k)]
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return urlunsplit((parts.scheme.lower(), host + port, parts.path or "/", urlencode(query), ""))


def has_path(url: str) -> bool:
    """True if an address names a page, not only a site."""
    parts = urlsplit(url)
    return parts.path.strip("/") != "" or parts.query != ""


def split_title(line: str) -> tuple[str, Publisher | None]:
    """A headline without the publisher's name at its end, and that publisher if it is known.

    >>> split_title("Acme buys Apex - FT中文网")[0]
    'Acme buys Apex'
    """
    if len(line) > _MAX_TITLE_CHARS:
        return line, None
    cuts = list(_TITLE_SEPARATOR.finditer(line))
    for cut in cuts[-3:]:
        tail = [publisher_named(part) for part in _TITLE_SEPARATOR.split(line[cut.end() :])]
        known = next((publisher for publisher in tail if publisher is not None), None)
        if known is not None and cut.start() > 0:
            return line[: cut.start()].strip(), known
    return line, None


def title_from_url(url: str, text: str) -> str | None:
    """A headline out of the words of an address, spelled as the text spells them; None under five words.

    >>> title_from_url("https://x.com/2026/04/27/acme-ai-buys-apex-labs/", "Acme AI said that Apex Labs")
    'Acme AI buys Apex Labs'
    """
    slugs = [part.rsplit(".", 1)[0] for part in urlsplit(url).path.split("/") if part.count("-") >= 4]
    if not slugs:
        return None
    words = slugs[-1].replace("_", "-").split("-")
    if any(len(word) > 24 for word in words) or sum(word.isalpha() for word in words) < 5:
        return None
    spellings: dict[str, Counter[str]] = {}
    for word in re.findall(r"[A-Za-z][A-Za-z0-9]*", text):
        spellings.setdefault(word.lower(), Counter())[word] += 1
    spelled = [max(spellings[w], key=lambda s: (spellings[w][s], s)) if w in spellings else w for w in words]
    return " ".join([spelled[0][:1].upper() + spelled[0][1:], *spelled[1:]])


def date_in_url(url: str) -> str | None:
    """The day or month in the path of an address.

    >>> date_in_url("https://x.com/2026/04/27/a/"), date_in_url("https://x.com/2026/apr/27/a")
    ('2026-04-27', '2026-04-27')
    """
    path = urlsplit(url).path
    return next((day for form in _URL_DATES if (found := form.search(path)) and (day := _day(found))), None)


def parse_day(text: str) -> str | None:
    """The first full date written in `text`, or a date as vocabulary.md writes it; None without one.

    >>> parse_day("Updated April 27, 2026, 9:15 am"), parse_day("2026-08")
    ('2026-04-27', '2026-08')
    """
    try:
        return check_edtf(text.strip())
    except InvalidRecord:
        pass
    found = [(match.start(), day) for form in _DATES if (match := form.search(text)) and (day := _day(match))]
    return min(found)[1] if found else None


def is_dateline(line: str) -> bool:
    """True if a line holds a full date and hardly anything else."""
    if units(line) > 20 or (match := _first_date(line)) is None:
        return False
    return _beside(line[: match.start()] + " " + line[match.end() :]) <= _MAX_BESIDE_DATE


def date_in_text(paragraphs: Iterable[str]) -> str | None:
    """The day that a line at the top, or the dateline of the first sentence, gives; None without one."""
    for at, paragraph in enumerate(paragraphs):
        if at >= _TOP_LINES:
            break
        if is_dateline(paragraph):
            return parse_day(paragraph)
        match = _first_date(paragraph[:90])
        if match and re.match(
            r"\s*(?:[(（][^)）]{1,30}[)）])?\s*(?:[-–—]|[讯电][,，:： ]|--)", paragraph[match.end() :]
        ):
            return _day(match)
    return None


def day_of_recording(url: str) -> str | None:
    """About the day on which a media file was made, by the seconds since 1970 in its name.

    >>> day_of_recording("https://audio.example.com/album/a_1777343371_6110.mp3")
    '2026-04-28~'
    """
    found = _EPOCH.search(urlsplit(url).path)
    if found is None:
        return None
    return dt.datetime.fromtimestamp(int(found[1]), tz=dt.UTC).date().isoformat() + "~"


def _first_date(text: str) -> re.Match[str] | None:
    found = [match for form in _DATES if (match := form.search(text)) and _day(match)]
    return min(found, key=lambda match: match.start(), default=None)


def _day(match: re.Match[str]) -> str | None:
    parts = match.groupdict()
    month = parts["month"].lower()
    number = _MONTHS.index(month[:3]) + 1 if month[:3] in _MONTHS else int(month)
    day = f"-{int(parts['day']):02}" if parts.get("day") else ""
    try:
        return check_edtf(f"{parts['year']}-{number:02}{day}")
    except InvalidRecord:
        return None


def _beside(rest: str) -> int:
    rest = _CLOCK.sub(" ", rest).lower()
    words = {word for cues in languages().values() for word in cues.date_words}
    if script_language(rest) == "zh":
        for word in sorted(words, key=len, reverse=True):
            rest = rest.replace(word, " ")
        return units(rest)
    return sum(word.strip(".,;:()·|") not in words for word in rest.split() if units(word))
