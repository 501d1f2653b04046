"""An invented graph of 40 entities and 80 odd edges, and a real Chromium with its network cut."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kg.render import RenderEdge, RenderNode, render_html, write_html
from kg.render.model import records
from kg.render.palette import FAMILIES

CHROMIUM = os.environ.get("KG_CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip

# All names, sums and sentences here are invented.
NAMES = """
northlight Organization Northlight AI | 北光智能 | company | US | Northlight, NLAI
qiming Organization Qiming Deep | 启明深思 | company | CN | 启明
verdant Organization Verdant Labs | 青禾实验室 | lab | GB | Verdant
tessera Organization Tessera | 棋石科技 | company | FR |
harbor Organization Harbor Cloud | 港湾云 | company | US | Harbor Web, HWC
cumulus Organization Cumulus | 积云科技 | company | US | Cumulus Corp, the office-software giant
tianhe Organization Tianhe Cloud | 天河云 | company | CN | 天河
siliconia Organization Siliconia | 硅谷芯 | company | US | Siliconia Inc
hanxin Organization Hanxin Semiconductor | 瀚芯半导体 | company | CN | 瀚芯
foundryone Organization Foundry One | 第一晶圆 | company | TW |
gridpeak Organization GridPeak Compute | 网峰算力 | company | US | GridPeak
ironbay Organization Ironbay | 铁湾数据 | company | US |
redwood Organization Redwood Growth Partners | 红杉林资本 | fund | US | Redwood Growth
sunrise Organization Sunrise Vision Fund | 旭日愿景基金 | fund | JP | Sunrise
desert Organization Desert Sovereign Fund | 大漠主权基金 | fund | AE |
lanhai Organization Lanhai Ventures | 蓝海创投 | fund | CN | 蓝海
marlow Organization Marlow Group | 马洛集团 | company | US |
atlasmotors Organization Atlas Motors | 阿特拉斯汽车 | company | DE |
novaphone Organization Novaphone | 新星手机 | company | KR |
daily Organization The Meridian Daily | 子午线日报 | publisher | US | Meridian
authors Organization Guild of Authors | 作家公会 | association | US |
openmind Organization Openmind Institute | 开思研究院 | university | CA |
quanta Organization Quanta Robotics | 宽塔机器人 | company | JP |
pearl Organization Pearl Search | 珍珠搜索 | company | CN | 珍珠
chatters Organization Chatters | 闲谈网络 | company | US |
medibase Organization Medibase | 医基科技 | company | CH |
mara Person Mara Ellison | 玛拉·埃利森 | | |
leung Person Leung Ka-fai | 梁家辉明 | | | K.F. Leung
okafor Person Ada Okafor | 阿达·奥卡福 | | |
brandt Person Jonas Brandt | 约纳斯·布兰特 | | |
song Person Song Yuwei | 宋雨薇 | | |
aurora Product Aurora 5 | 极光5 | model | | Aurora
deepsong Product Deepsong R2 | 深歌R2 | model | | Deepsong
fern Product Fern | 蕨 | model | |
harborml Product Harbor Foundry | 港湾工坊 | platform | |
cumulusai Product Cumulus Studio | 积云工作室 | platform | |
s900 Product S900 | S900芯片 | chip | | S900 accelerator
hx2 Product HX-2 | 瀚芯HX-2 | chip | |
pilot Product Workpilot | 职航助手 | product | |
tessa Product Tessa Large | 棋石大模型 | model | |
"""

EDGES = """
cumulus INVESTS_IN northlight amount=13e9 currency=USD since=2019-07-22 n=6 p=4
harbor INVESTS_IN northlight amount=50e9 currency=USD bound=up_to status=planned n=5 p=4 valid_from=2026-02
sunrise INVESTS_IN northlight amount=40e9 currency=USD of=total round=Series_F n=4 p=3 since=2025-03-31
siliconia INVESTS_IN northlight amount=100e9 currency=USD bound=up_to status=conditional n=7 p=5 disputed
redwood INVESTS_IN northlight n=2 p=2 since=2024-10-02
desert INVESTS_IN northlight amount=1.5e9 currency=USD bound=about n=2 p=1
harbor INVESTS_IN verdant amount=8e9 currency=USD n=5 p=3 since=2023-09-25
pearl INVESTS_IN verdant amount=2e9 currency=USD n=2 p=2
siliconia INVESTS_IN tessera amount=1.7e9 currency=EUR bound=about n=3 p=2 since=2025-09-09
siliconia INVESTS_IN gridpeak amount=2e9 currency=USD n=3 p=2 since=2026-01-26
lanhai INVESTS_IN qiming amount=4e9 currency=CNY n=3 p=2 since=2025-11-10
pearl INVESTS_IN qiming amount=1e9 currency=USD n=2 p=2
desert INVESTS_IN ironbay n=1 p=1 status=planned
redwood INVESTS_IN tessera n=1 p=1
sunrise INVESTS_IN siliconia status=ended n=2 p=2 since=2017-05-24 until=2019-02-07
lanhai INVESTS_IN hanxin amount=6e8 currency=CNY n=1 p=1
atlasmotors INVESTS_IN quanta amount=3e8 currency=EUR n=1 p=1
cumulus HOLDS_STAKE_IN northlight percent=27 pbound=about stake=equity n=8 p=5 since=2025-10-28
sunrise HOLDS_STAKE_IN northlight percent=11 n=3 p=2
harbor HOLDS_STAKE_IN verdant percent=15 pbound=up_to n=2 p=2
siliconia HOLDS_STAKE_IN gridpeak percent=7 pbound=at_least n=2 p=1
pearl HOLDS_STAKE_IN chatters percent=100 n=1 p=1
marlow HOLDS_STAKE_IN ironbay percent=51 stake=voting n=1 p=1
cumulus CLOUD_PARTNER_OF northlight excl=primary n=6 p=4
harbor CLOUD_PARTNER_OF northlight excl=non_exclusive n=3 p=3 disputed
harbor CLOUD_PARTNER_OF verdant excl=primary n=4 p=3
tianhe CLOUD_PARTNER_OF qiming excl=exclusive n=2 p=2
gridpeak CLOUD_PARTNER_OF tessera n=1 p=1 status=planned
northlight BUYS_FROM cumulus amount=250e9 currency=USD n=5 p=4 since=2025-10-28
northlight BUYS_FROM harbor amount=38e9 currency=USD n=5 p=3 valid_from=2025-11 valid_until=2032
northlight BUYS_FROM siliconia amount=10e9 currency=USD bound=at_least status=planned product=S900_accelerators n=4 p=3
northlight BUYS_FROM gridpeak amount=22.4e9 currency=USD n=3 p=2
northlight BUYS_FROM marlow amount=300e9 currency=USD n=4 p=3 status=planned
verdant BUYS_FROM harbor amount=30e9 currency=USD n=2 p=2
qiming BUYS_FROM hanxin amount=1.2e9 currency=CNY per=year n=2 p=2
qiming BUYS_FROM siliconia status=ended n=3 p=2 until=2025-04-16
cumulus BUYS_FROM gridpeak amount=17e9 currency=USD n=2 p=2
siliconia BUYS_FROM foundryone n=3 p=3
hanxin BUYS_FROM foundryone status=ended n=2 p=1 until=2024-11-01
chatters BUYS_FROM siliconia amount=9e9 currency=USD bound=about n=2 p=2
ironbay BUYS_FROM siliconia n=1 p=1
northlight LICENSES_TO cumulus excl=non_exclusive valid_until=2032 covers=models_and_products n=6 p=4
verdant LICENSES_TO novaphone excl=non_exclusive n=1 p=1
openmind LICENSES_TO quanta n=1 p=1
daily LICENSES_TO northlight amount=2.5e7 currency=USD per=year n=2 p=2 status=ended
northlight SHARES_REVENUE_WITH cumulus percent=20 valid_until=2030 capped=yes n=5 p=4
verdant SHARES_REVENUE_WITH harbor percent=8 pbound=about n=1 p=1
northlight PARTNERS_WITH novaphone n=2 p=2
tessera PARTNERS_WITH atlasmotors n=2 p=2
medibase PARTNERS_WITH verdant n=1 p=1
openmind PARTNERS_WITH qiming n=1 p=1
northlight DEVELOPS aurora n=6 p=5
qiming DEVELOPS deepsong n=5 p=4
verdant DEVELOPS fern n=4 p=3
tessera DEVELOPS tessa n=2 p=2
siliconia DEVELOPS s900 n=3 p=3
hanxin DEVELOPS hx2 n=2 p=2
harbor DEVELOPS harborml n=2 p=2
cumulus DEVELOPS cumulusai n=2 p=2
cumulus DEVELOPS pilot n=2 p=1
aurora AVAILABLE_ON cumulusai n=3 p=3
aurora AVAILABLE_ON harborml status=planned n=3 p=2 disputed
fern AVAILABLE_ON harborml n=2 p=2
fern AVAILABLE_ON cumulusai n=1 p=1
deepsong AVAILABLE_ON harborml n=1 p=1
tessa AVAILABLE_ON cumulusai n=1 p=1
novaphone USES aurora n=2 p=1
atlasmotors USES tessa n=1 p=1
medibase USES fern n=1 p=1
qiming USES hx2 n=2 p=2
chatters USES deepsong n=1 p=1
northlight COMPETES_WITH verdant n=3 p=3
aurora COMPETES_WITH deepsong n=3 p=3
northlight COMPETES_WITH qiming n=2 p=2
s900 COMPETES_WITH hx2 n=2 p=2
authors SUES northlight n=3 p=3 since=2023-09-19
chatters SUES northlight n=2 p=2 since=2024-08-05
daily SUES cumulus status=ended n=1 p=1
harbor ACQUIRES quanta amount=2.1e9 currency=USD status=planned n=2 p=2
marlow ACQUIRES ironbay amount=9e9 currency=USD bound=about status=ended n=1 p=1
tianhe SUBSIDIARY_OF pearl n=2 p=2
mara HOLDS_POSITION_AT northlight position=chief_executive n=5 p=4
brandt HOLDS_POSITION_AT tessera position=chief_executive n=1 p=1
leung HOLDS_POSITION_AT siliconia position=founder_and_chief_executive n=3 p=3
okafor HOLDS_POSITION_AT northlight position=chief_scientist status=ended n=2 p=2 until=2024-05-14
okafor FOUNDED verdant n=2 p=2
song FOUNDED qiming n=3 p=2 since=2023-07-17
mara FOUNDED northlight n=2 p=2
northlight VALUED_AT - amount=852e9 currency=USD n=4 p=3 since=2026-03-31
qiming VALUED_AT - amount=3e10 currency=CNY bound=about n=2 p=2
"""

EN = {
    "money": "{s} has put money into {o}, people who read the filing told the paper, and expects to add more over the coming years.",
    "ownership": "Filings show how much of {o} belongs to {s} after the reorganization that closed last autumn.",
    "compute": "{s} and {o} described a contract for computing capacity that both of them called the largest they have signed.",
    "licence": "Under the amended agreement {s} gives {o} the right to use its work on terms set out in an annex.",
    "product": "{s} and {o} appeared side by side in the announcement, which was short on prices and long on benchmarks.",
    "people": "{s} has spoken for {o} at every hearing so far, according to the minutes.",
    "rivalry": "The quarrel between {s} and {o} has moved from conference stages into court papers.",
}
ZH = {
    "money": "据文件显示，{s}已向{o}投入资金，并计划在未来数年内继续追加。",
    "ownership": "重组完成后，{s}在{o}中的持股比例首次对外披露。",
    "compute": "{s}与{o}签署的算力合同，被双方称为各自迄今规模最大的一笔。",
    "licence": "根据修订后的协议，{s}授权{o}按附件所列条款使用其成果。",
    "product": "{s}与{o}在同一场发布会上亮相，但价格仍未公布。",
    "people": "会议纪要显示，{s}多次代表{o}出席听证。",
    "rivalry": "{s}与{o}之间的争执，已从会场延伸到了法庭。",
}
PAPERS = ["The Meridian Daily", "Bay Ledger", "Circuit Weekly", "环球算力报", "Northern Post", "科技晨报"]


def invented_nodes() -> list[RenderNode]:
    rows: list[dict] = []
    for line in NAMES.strip().splitlines():
        head, zh, kind, country, also = (part.strip() for part in line.split("|"))
        key, label, name = head.split(" ", 2)
        aliases = tuple(alias.strip() for alias in also.split(",") if alias.strip())
        rows.append(
            {
                "id": key, "name": name, "entity_type": label, "name_zh": zh, "names": (name, zh), "aliases": aliases,
                "kind": kind or None, "country": country or None,
            }
        )  # fmt: skip
    return records(rows, kind=RenderNode)


def invented_edges() -> list[RenderEdge]:
    nodes = {node.id: node for node in invented_nodes()}
    rows: list[dict] = []
    for number, line in enumerate(EDGES.strip().splitlines()):
        source, relation, target, *words = line.split()
        said = {key: value.replace("_", " ") for key, _, value in (word.partition("=") for word in words)}
        n, p = int(said["n"]), int(said["p"])
        ends = nodes[source], nodes.get(target, nodes[source])
        family = FAMILIES[relation]
        evidence = [
            _sentence(number, i, family, ends, lang="zh" if (i + number) % 3 == 2 else "en")
            for i in range(min(n, p))
        ]
        if "disputed" in said:
            evidence.append(
                {
                    "quote": f"A spokesperson for {ends[0].name} called that description of the deal wrong.",
                    "lang": "en", "supports": False, "polarity": "denied", "publisher": "Bay Ledger",
                    "headline": "A correction, of sorts", "url": "https://ledger.example/correction",
                    "published": "2026-04-29", "attribution": ends[0].name,
                }
            )  # fmt: skip
        rows.append(
            {
                "id": f"f_{number:03d}", "relation": relation, "source": source, "target": None if target == "-" else target,
                "status": said.get("status", "current"), "disputed": "disputed" in said,
                "amount": float(said["amount"]) if "amount" in said else None, "currency": said.get("currency"),
                "amount_bound": said["bound"].replace(" ", "_") if "bound" in said else None,
                "amount_of": said.get("of"), "per": said.get("per"),
                "percent": float(said["percent"]) if "percent" in said else None,
                "percent_bound": said["pbound"].replace(" ", "_") if "pbound" in said else None,
                "stake_kind": said.get("stake"), "capped": True if "capped" in said else None,
                "exclusivity": said["excl"].replace(" ", "_") if "excl" in said else None,
                "covers": said.get("covers"), "product": said.get("product"), "position": said.get("position"),
                "round": said.get("round"), "valid_from": said.get("valid_from"), "valid_until": said.get("valid_until"),
                "since": said.get("since", "0001-01-01"), "until": said.get("until", "9999-12-31"),
                "confidence": round(0.62 + 0.05 * p + 0.002 * number, 3), "n_claims": n, "n_publishers": p,
                "first_published": evidence[0]["published"], "why": f"{p} independent publishers say so; none newer differs",
                "evidence": evidence,
            }
        )  # fmt: skip
    return records(rows, kind=RenderEdge)


def _sentence(
    number: int, place: int, family: str, ends: tuple[RenderNode, RenderNode], *, lang: str
) -> dict:
    subject, object_ = ends
    if lang == "zh":
        quote = ZH[family].format(s=subject.name_zh, o=object_.name_zh)
        headline = f"{subject.name_zh}：新的一章"
    else:
        quote = EN[family].format(s=subject.name, o=object_.name)
        headline = f"What {subject.name} agreed to, and what it did not"
    paper = PAPERS[(number + place * 2 + (lang == "zh")) % len(PAPERS)]
    return {
        "quote": quote, "lang": lang, "publisher": paper, "headline": headline,
        "url": f"https://news.example/{number}/{place}", "published": f"2026-0{1 + (number + place) % 5}-{10 + place:02d}",
        "attribution": "people who read the filing" if family == "money" and lang == "en" else None,
    }  # fmt: skip


@pytest.fixture(scope="session")
def nodes() -> list[RenderNode]:
    return invented_nodes()


@pytest.fixture(scope="session")
def edges() -> list[RenderEdge]:
    return invented_edges()


@pytest.fixture(scope="session")
def graph_page(tmp_path_factory, nodes, edges) -> Path:
    """The invented graph as a file."""
    html = render_html(
        nodes, edges, title="Who funds whom", notice="All names and figures here are invented."
    )
    return write_html(tmp_path_factory.mktemp("page") / "graph.html", html)


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """A headless Chromium. A missing one is a failure in CI and a skip elsewhere."""
    if shutil.which(CHROMIUM) is None:
        message = f"no Chromium at {CHROMIUM}: apt-get install chromium fonts-noto-cjk, or set KG_CHROMIUM"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()


class Opened:
    """A page in Chromium without a network, and what it tried and complained about."""

    def __init__(self, browser, **options):
        self.context = browser.new_context(
            offline=True, accept_downloads=True, **({"viewport": {"width": 1280, "height": 800}} | options)
        )
        self.requests: list[str] = []
        self.stopped: list[str] = []
        self.complaints: list[str] = []
        self.dialogs: list[str] = []
        # The page itself and pictures inside it are no requests to anywhere.
        self.context.route("http://**", self._refuse)
        self.context.route("https://**", self._refuse)
        self.page = self.context.new_page()
        self.page.on("request", self._note)
        self.page.on("requestfailed", self._stopped)
        self.page.on(
            "console", lambda m: self.complaints.append(m.text) if m.type in {"error", "warning"} else None
        )
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", self._dismiss)

    def _refuse(self, route):
        self.requests.append(route.request.url)
        route.abort()

    def _note(self, request):
        if not request.url.startswith(("data:", "blob:")) and not (
            request.is_navigation_request() and request.url.startswith("file:")
        ):
            self.requests.append(request.url)

    def _stopped(self, request):
        # What the policy of the page stops has not left the page.
        if request.failure == "csp" and request.url in self.requests:
            self.requests.remove(request.url)
            self.stopped.append(request.url)

    def _dismiss(self, dialog):
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def open(self, path: Path, fragment: str = ""):
        self.page.goto(path.as_uri() + fragment)
        self.page.wait_for_selector("html[data-ready='1']")
        return self.page

    def counts(self) -> tuple[int, int]:
        found = self.page.evaluate("kgState.counts()")
        return found["nodes"], found["edges"]

    def wait_for(self, *, nodes: int | None = None, edges: int | None = None):
        """Wait until so many are shown: filters act when the hand rests."""
        self.page.wait_for_function(
            "([n, m]) => { const c = kgState.counts(); return (n === null || c.nodes === n) && (m === null || c.edges === m) }",
            arg=[nodes, edges],
        )


@pytest.fixture
def opened(browser, graph_page) -> Iterator[Opened]:
    """The invented graph, open; at the end it must have asked for nothing and complained of nothing."""
    opened = Opened(browser)
    opened.open(graph_page)
    yield opened
    assert opened.requests == []
    assert opened.complaints == []
    assert opened.dialogs == []
    opened.context.close()


@pytest.fixture
def visit(browser) -> Iterator[Callable[..., Opened]]:
    """Opens any page with any options of a browser context; what it did is for the test to judge."""
    open_ones: list[Opened] = []

    def visit(path: Path, fragment: str = "", **options) -> Opened:
        opened = Opened(browser, **options)
        open_ones.append(opened)
        opened.open(path, fragment)
        return opened

    yield visit
    for opened in open_ones:
        opened.context.close()
