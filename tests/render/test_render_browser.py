"""The page in a real Chromium with the network off: what a reader does, and what an attacker tries."""

import csv
import io
import re

import pytest

from kg.render import notebook_html, render_html, write_html

pytestmark = pytest.mark.browser

LINES = 88  # drawn edges of the invented graph; two valuations are not drawn


def names(page):
    return page.locator("#entities .name").all_inner_texts()


def colours_on_canvas(page) -> int:
    return page.evaluate(
        """() => { const c = document.querySelector('#canvas canvas');
        const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data; const seen = new Set();
        for (let i = 0; i < d.length; i += 4) if (d[i + 3] > 200) seen.add((d[i] << 16) | (d[i + 1] << 8) | d[i + 2]);
        return seen.size }"""
    )


def test_it_draws_and_says_what(opened):
    page = opened.page
    assert opened.counts() == (40, LINES)
    assert page.inner_text("#status") == f"40 of 40 entities, {LINES} of {LINES} relationships shown"
    assert page.get_attribute("#status", "aria-live") == "polite"
    assert page.inner_text("#notice") == "All names and figures here are invented."
    page.wait_for_timeout(100)
    assert colours_on_canvas(page) > 50


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("verdant", "Verdant Labs"),
        ("青禾", "Verdant Labs"),
        ("HWC", "Harbor Cloud"),
        ("office-software", "Cumulus"),
        ("ＮＯＲＴＨＬＩＧＨＴ", "Northlight AI"),
    ],
    ids=["english", "chinese", "alias", "part-of-alias", "full-width"],
)
def test_search_finds_by_every_name(opened, typed, first):
    opened.page.fill("#search", typed)
    opened.page.wait_for_function("() => document.querySelectorAll('#entities li').length < 10")
    assert names(opened.page)[0] == first
    opened.page.press("#search", "Enter")
    assert opened.page.inner_text("#panel h2") == first


def test_search_for_nothing_known_says_so(opened):
    opened.page.fill("#search", "no such firm")
    opened.page.wait_for_selector("#no-match")
    assert names(opened.page) == []


def test_filter_by_relation(opened, edges):
    page = opened.page
    invests = sum(e.relation == "INVESTS_IN" for e in edges)
    assert page.inner_text("label:has(#relation-INVESTS_IN) .count") == str(invests)
    page.click("#relation-INVESTS_IN")
    opened.wait_for(edges=LINES - invests)
    assert "off=INVESTS_IN" in page.url
    page.click("#none")
    opened.wait_for(nodes=0, edges=0)
    page.click("#relation-SUES")
    opened.wait_for(edges=sum(e.relation == "SUES" for e in edges))
    page.click("#all")
    opened.wait_for(nodes=40, edges=LINES)
    page.click("#family-rivalry")
    opened.wait_for(edges=LINES - sum(e.relation in {"SUES", "COMPETES_WITH"} for e in edges))


def test_filter_by_status_dispute_type_and_language(opened, edges):
    page = opened.page
    drawn = [e for e in edges if e.target]
    page.click("#status-ended")
    opened.wait_for(edges=sum(e.status != "ended" for e in drawn))
    page.click("#reset")
    page.click("#only-disputed")
    opened.wait_for(edges=sum(e.disputed for e in drawn))
    page.click("#reset")
    page.click("#type-Person")
    opened.wait_for(nodes=35)
    page.click("#reset")
    page.click("#lang-en")
    opened.wait_for(edges=sum(any(s.lang == "zh" for s in e.evidence) for e in drawn))
    page.click("#lang-zh")
    opened.wait_for(edges=0)


def test_filter_by_confidence_and_time(opened, edges):
    page = opened.page
    drawn = [e for e in edges if e.target]
    page.locator("#confidence").fill("85")
    opened.wait_for(edges=sum(e.confidence >= 0.85 for e in drawn))
    page.click("#reset")
    first, last = (int(page.get_attribute("#from", name)) for name in ("min", "max"))
    assert (first, last) == (2017 * 12 + 4, 2033 * 12)
    page.locator("#until").fill(str(2018 * 12))
    opened.wait_for(edges=1)  # the one investment of 2017
    page.locator("#until").fill(str(last))
    page.locator("#from").fill(str(2032 * 12))
    opened.wait_for(edges=sum(e.until == "9999-12-31" and e.valid_until in {None, "2032"} for e in drawn))
    assert "from=2032-01" in page.url


def test_a_click_on_a_line_opens_its_sentences(opened, edges):
    page = opened.page
    edge = next(e for e in edges if e.source == "siliconia" and e.target == "tessera")
    spot = page.evaluate("id => kgState.spot(id)", edge.id)
    page.mouse.click(spot["x"], spot["y"])
    assert (
        page.inner_text("#panel h2").split() == "Siliconia — invests in ↓ Tessera".replace("— ", "").split()
    )
    assert page.locator("#terms li").all_inner_texts() == ["about €1.7bn", "from 9 Sep 2025"]
    quotes = page.locator("#sentences blockquote").all_inner_texts()
    assert quotes == [f"“{s.quote}”" for s in edge.evidence]
    caption = page.locator("#sentences figcaption").first.inner_text()
    assert edge.evidence[0].publisher in caption
    assert "2026" in caption
    links = page.locator("#sentences a")
    assert links.first.get_attribute("href") == edge.evidence[0].url
    assert {"noopener", "noreferrer"} <= set(links.first.get_attribute("rel").split())


def test_a_click_on_a_circle_opens_the_entity(opened):
    page = opened.page
    spot = page.evaluate("kgState.spot('ironbay')")
    page.mouse.click(spot["x"], spot["y"])
    assert page.inner_text("#panel h2") == "Ironbay"
    page.locator("#panel .edges button", has_text="Desert Sovereign Fund").click()
    assert page.locator("#panel .badge.planned").count() == 1
    page.click("#back")
    assert page.inner_text("#panel h2") == "Ironbay"
    page.click("#close")
    assert page.is_hidden("#panel")


def test_who_disagrees_stands_apart(visit, graph_page, edges):
    edge = next(e for e in edges if e.disputed)
    page = visit(graph_page, f"#open=e:{edge.id}").page
    assert page.locator("#panel .badge.disputed").count() == 1
    assert page.locator("#sentences .quote").count() == sum(s.supports for s in edge.evidence)
    against = page.locator("#against .quote")
    assert against.count() == 1
    assert "called that description of the deal wrong" in against.inner_text()
    assert against.locator(".denied").count() == 1
    assert edge.why in page.inner_text("#why")


def test_a_valuation_is_read_in_the_panel(visit, graph_page):
    page = visit(graph_page, "#open=n:northlight").page
    assert "$852bn" in page.inner_text("#valuations")
    page.click("#valuations button")
    assert page.locator("#sentences blockquote").count() == 3


def test_everything_can_be_reached_with_the_keyboard(opened):
    page = opened.page
    page.focus("#search")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "entities"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    active = page.get_attribute("#entities", "aria-activedescendant")
    expected = names(page)[1]
    assert page.inner_text(f"#{active} .name") == expected
    page.keyboard.press("Enter")
    assert page.inner_text("#panel h2") == expected
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.locator("#sentences blockquote").count() >= 1
    page.keyboard.press("Escape")
    assert page.is_hidden("#panel")
    assert page.evaluate("document.activeElement.id") == "entities"


def test_arrow_keys_in_the_search_box_do_not_move_the_drawing(opened):
    page = opened.page
    before = page.evaluate("kgState.spot('northlight')")
    page.focus("#search")
    page.keyboard.type("abc")
    for _ in range(5):
        page.keyboard.press("ArrowLeft")
    page.wait_for_timeout(150)
    assert page.evaluate("kgState.spot('northlight')") == before


def test_the_table_shows_and_sorts_what_passes_the_filters(opened):
    page = opened.page
    page.click("#none")
    page.click("#relation-SUES")
    opened.wait_for(edges=3)
    page.click("#show-table")
    rows = page.locator("#table tbody tr")
    assert rows.count() == 3
    page.locator("#table th button", has_text="From").click()
    sources = [row.split("\t")[0] for row in rows.all_inner_texts()]
    assert sources == sorted(sources)
    page.locator("#table th button", has_text="From").click()
    assert [row.split("\t")[0] for row in rows.all_inner_texts()] == sources[::-1]
    assert page.locator("th[aria-sort=descending]").count() == 1
    rows.first.locator(".open").press("Enter")
    assert page.is_visible("#panel")


def test_the_csv_file_has_what_is_shown(opened, edges):
    page = opened.page
    page.click("#none")
    page.click("#family-ownership")
    expected = [e for e in edges if e.relation in {"HOLDS_STAKE_IN", "ACQUIRES", "SUBSIDIARY_OF"}]
    opened.wait_for(edges=len(expected))
    with page.expect_download() as download:
        page.click("#csv")
    raw = download.value.path().read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    assert sorted(row["id"] for row in rows) == sorted(e.id for e in expected)
    row = next(row for row in rows if row["id"] == expected[0].id)
    assert row["sentence"] == expected[0].evidence[0].quote
    assert row["url"] == expected[0].evidence[0].url
    assert row["source_id"] == expected[0].source


FORMULAS = [
    '=HYPERLINK("http://evil.example")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "＝1+1",
    "  =cmd|' /C calc'!A0",
]


def test_csv_cells_that_look_like_formulas_are_text(visit, tmp_path):
    rows = [{"id": f"n{i}", "name": text, "entity_type": "Product"} for i, text in enumerate(FORMULAS)]
    edges = [
        {"id": f"e{i}", "relation": "COMPETES_WITH", "source": f"n{i}", "target": f"n{(i + 1) % len(FORMULAS)}",
         "evidence": [{"quote": text}]} for i, text in enumerate(FORMULAS)
    ]  # fmt: skip
    path = write_html(tmp_path / "g.html", render_html(rows, edges, title="T"))
    text = visit(path).page.evaluate("kgState.csv()")
    cells = list(csv.DictReader(io.StringIO(text, newline="")))
    assert len(cells) == len(FORMULAS)
    for row in cells:
        assert row["source"].startswith("'")
        assert row["sentence"] == "'" + FORMULAS[int(row["id"][1:])]
        assert row["confidence"] == "1"


def test_the_address_keeps_the_state_and_brings_it_back(visit, graph_page):
    first = visit(graph_page)
    page = first.page
    page.click("#relation-INVESTS_IN")
    page.click("#type-Person")
    page.locator("#confidence").fill("70")
    page.fill("#search", "cloud")
    page.click("#edge-labels")
    page.click("#theme")
    page.wait_for_timeout(150)
    page.press("#search", "Enter")
    fragment = "#" + page.url.split("#")[1]
    second = visit(graph_page, fragment)
    assert second.counts() == first.counts()
    assert second.page.input_value("#search") == "cloud"
    assert second.page.input_value("#confidence") == "70"
    assert second.page.evaluate("kgState.picked()") == page.evaluate("kgState.picked()") != ""
    assert second.page.get_attribute("html", "data-theme") == "dark"
    second.page.evaluate("location.hash = ''")
    second.wait_for(nodes=40, edges=LINES)


@pytest.mark.parametrize(
    "fragment",
    ["#q=<img src=x onerror=alert(1)>&open=e:nothing&off=__proto__,X", "#lang=constructor&theme=x&conf=1e9&from=9999-99",
     "#focus=toString&open=n:__proto__&view=<b>", "#%E0%A4%A"],
    ids=["markup", "wild", "prototype", "broken"],
)  # fmt: skip
def test_an_address_can_do_no_harm(visit, graph_page, fragment):
    opened = visit(graph_page, fragment)
    assert opened.complaints == opened.dialogs == opened.requests == []
    assert opened.page.locator("img:not(#paper)").count() == 0
    assert opened.page.get_attribute("html", "lang") == "en"


def test_chinese_page(visit, graph_page):
    opened = visit(graph_page, "#open=e:f_001")
    page = opened.page
    page.click("#language")
    assert page.get_attribute("html", "lang") == "zh-CN"
    assert page.inner_text("#status") == f"显示 40/40 个实体，{LINES}/{LINES} 条关系"
    assert page.inner_text("#panel h2").split() == ["港湾云", "投资", "↓", "北光智能"]
    assert page.locator("#terms li").all_inner_texts() == ["最多500亿美元", "自2026年2月起", "计划中"]
    assert "北光智能" in names(page)
    left = page.evaluate(
        "[...document.querySelectorAll('button:not(.end), label, h3, th')].map(e => e.innerText)"
        ".filter(t => /[a-z]{4}/.test(t))"
    )
    assert left == ["English"]
    page.click("#language")
    assert "relationships shown" in page.inner_text("#status")


def test_a_page_can_begin_in_chinese(visit, nodes, edges, tmp_path):
    path = write_html(tmp_path / "g.html", render_html(nodes, edges, title="谁投资谁", lang="zh"))
    page = visit(path).page
    assert page.title() == "谁投资谁"
    assert page.inner_text("#show-table") == "表格"


def test_dark_follows_the_system_and_the_button(visit, graph_page):
    page = visit(graph_page, color_scheme="dark").page
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.click("#theme")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (dark, light) == ("rgb(20, 24, 29)", "rgb(251, 251, 249)")


def test_on_a_phone_nothing_is_cut_off(visit, graph_page):
    opened = visit(graph_page, viewport={"width": 390, "height": 780}, is_mobile=True, has_touch=True)
    page = opened.page
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.is_hidden("#search")
    page.click("#menu")
    page.fill("#search", "港湾云")
    page.press("#search", "Enter")
    assert page.inner_text("#panel h2") == "Harbor Cloud"
    page.wait_for_timeout(250)
    assert page.is_hidden("#search")
    panel = page.locator("#panel").bounding_box()
    assert panel["x"] == 0
    assert panel["y"] + panel["height"] <= 780


def test_paper_gets_the_table_in_light(opened):
    page = opened.page
    page.click("#theme")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.get_attribute("html", "data-theme") == "light"
    assert page.is_visible("#table")
    assert page.get_attribute("#paper", "src").startswith("data:image/png;base64,")
    assert page.locator("#table tbody tr").count() == LINES
    assert page.is_hidden("#side")
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.get_attribute("html", "data-theme") == "dark"
    assert page.get_attribute("#paper", "src") is None


def test_neighbourhood_view(opened):
    page = opened.page
    page.fill("#search", "Jonas Brandt")
    page.press("#search", "Enter")
    page.click("#focus")
    opened.wait_for(nodes=2, edges=1)
    page.click("#unfocus")
    page.fill("#search", "")
    opened.wait_for(nodes=40, edges=LINES)


def test_it_stands_still_until_asked(opened):
    page = opened.page

    def corners():
        return page.evaluate("['northlight', 'ironbay', 'qiming'].map(kgState.spot)")

    before = corners()
    page.wait_for_timeout(300)
    assert corners() == before
    page.click("#move")
    page.wait_for_timeout(600)
    assert corners() != before
    page.click("#move")


def test_a_cut_graph_says_so_on_the_page(visit, nodes, edges, tmp_path):
    path = write_html(tmp_path / "g.html", render_html(nodes, edges, title="T", max_nodes=12))
    words = visit(path).page.inner_text("#partial")
    assert re.match(r"Showing 12 of 40 entities and \d+ of 90 relationships", words)


ATTACKS = {
    "markup": "<img src=x onerror=alert(1)><svg onload=alert(1)>",
    "end-script": "</script><script>alert(1)</script>",
    "json": '"}]}</script><script>alert(1)//',
    "separators": "a\u2028alert(1)\u2029b",
    "attribute": "\" onmouseover=alert(1) x='",
    "template": "${alert(1)}{{constructor.constructor('alert(1)')()}}",
    "rtl": "\u202egnp.exe\u202c",
}


@pytest.fixture(scope="module")
def attacked(tmp_path_factory):
    """A page in which every text a stranger could write is an attack."""
    nodes, edges = [], []
    for index, text in enumerate(ATTACKS.values()):
        nodes.append(
            {"id": f"{text}{index}", "name": text, "entity_type": "Organization", "name_zh": text,
             "aliases": [text + "!"], "kind": text, "country": text}
        )  # fmt: skip
    urls = ["javascript:alert(1)", "JAVASCRIPT:alert(1)", "data:text/html,<script>alert(1)</script>",
            'https://news.example/"onclick="alert(1)', "vbscript:x", "https://ok.example/", None]  # fmt: skip
    for index, (text, url) in enumerate(zip(ATTACKS.values(), urls, strict=True)):
        sentence = {
            "quote": text,
            "lang": text,
            "publisher": text,
            "headline": text,
            "url": url,
            "attribution": text,
        }
        edges.append(
            {"id": f"{text}{index}", "relation": "BUYS_FROM", "source": nodes[index]["id"],
             "target": nodes[(index + 1) % len(nodes)]["id"], "label": text, "product": text, "position": text,
             "covers": text, "basis": text, "why": text, "disputed": True,
             "evidence": [sentence, sentence | {"supports": False}]}
        )  # fmt: skip
    everything = "".join(ATTACKS.values())
    html = render_html(nodes, edges, title=everything, notice=everything)
    return write_html(tmp_path_factory.mktemp("attack") / "graph.html", html)


def test_no_script_of_a_stranger_runs(visit, attacked):
    opened = visit(attacked, "#labels=1")
    page = opened.page
    for kind in ("#entities li", "#panel .edges button"):
        for index in range(page.locator("#entities li").count()):
            page.locator("#entities li").nth(index).click()
            if kind != "#entities li":
                page.locator(kind).first.click()
            for link in page.locator("#panel a").all():
                assert link.get_attribute("href").startswith("https://")
    page.click("#show-table")
    page.locator("#table tbody tr").first.hover()
    page.click("#language")
    page.click("#show-graph")
    page.mouse.move(700, 400)
    page.wait_for_timeout(150)
    assert opened.dialogs == opened.complaints == opened.requests == []
    tags = page.evaluate("[...new Set([...document.querySelectorAll('*')].map(e => e.localName))]")
    assert page.locator("img:not(#paper)").count() == 0
    assert not {"iframe", "object", "embed", "form", "base"} & set(tags)
    assert page.evaluate("document.querySelectorAll('script').length") == 3
    handlers = "[...document.querySelectorAll('*')].flatMap(e => e.getAttributeNames()).filter(n => n.startsWith('on'))"
    assert page.evaluate(handlers) == []


def test_an_attack_is_shown_as_the_text_it_is(visit, attacked):
    page = visit(attacked).page
    for index, text in enumerate(ATTACKS.values()):
        page.evaluate("id => { location.hash = 'open=' + encodeURIComponent('e:' + id) }", f"{text}{index}")
        page.wait_for_function("id => kgState.picked() === 'e:' + id", arg=f"{text}{index}")
        assert page.locator("#sentences blockquote").first.text_content() == f"“{text}”"


def test_the_policy_stops_what_gets_in_anyway(browser, graph_page, visit):
    opened = visit(graph_page)
    page = opened.page
    page.evaluate(
        """() => {
        window.ran = [];
        const box = document.createElement('div');
        box.innerHTML = '<img src="data:image/png;base64,AA" onerror="window.ran.push(1)">';
        document.body.append(box);
        const script = document.createElement('script');
        script.textContent = 'window.ran.push(2)';
        document.body.append(script);
        const link = document.createElement('a');
        link.href = 'javascript:window.ran.push(3)';
        document.body.append(link);
        link.click();
        setTimeout('window.ran.push(4)', 0);
        }"""
    )
    fetched = page.evaluate("fetch('https://evil.example/').then(() => 'sent', () => 'stopped')")
    picture = page.evaluate(
        "new Promise(done => { const i = new Image(); i.onerror = () => done('stopped'); i.onload = () => done('sent');"
        " i.src = 'https://evil.example/x.png' })"
    )
    page.wait_for_timeout(100)
    assert page.evaluate("window.ran") == []
    assert (fetched, picture) == ("stopped", "stopped")
    assert opened.requests == []
    assert "https://evil.example/x.png" in opened.stopped
    assert any("Content Security Policy" in complaint for complaint in opened.complaints)


def test_inside_a_notebook_it_runs_in_its_own_sandbox(browser, graph_page, tmp_path):
    frame = notebook_html(graph_page.read_text("utf-8"))
    path = write_html(
        tmp_path / "cell.html", f"<!DOCTYPE html><meta charset=utf-8><title>cell</title>{frame}{frame}"
    )
    context = browser.new_context(offline=True, accept_downloads=True)
    page = context.new_page()
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(path.as_uri())
    cell = page.frames[1]
    cell.wait_for_selector("html[data-ready='1']")
    cell.click("#relation-INVESTS_IN")
    cell.wait_for_function("() => kgState.counts().edges < 88")
    with page.expect_download() as download:
        cell.click("#csv")
    assert download.value.path().stat().st_size > 1000
    assert complaints == []
    assert page.evaluate("document.querySelector('iframe').contentDocument") is None
    context.close()
