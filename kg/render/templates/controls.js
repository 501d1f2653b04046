// The left side, the bar on top, and the start of it all.

let active = -1;

function drawEntities() {
  const list = found();
  active = Math.min(active, list.length - 1);
  const items = list.slice(0, 400).map((node, index) => {
    const item = el("li", { role: "option", id: "entity-" + index, "aria-selected": "false" },
      shape(typeOf.get(node.type)), el("span", { class: "name" }, bdi(nameOf(node))), el("span", { class: "count" }, String(node.edges.length)));
    item.node = node;
    item.addEventListener("click", () => openEntity(node));
    return item;
  });
  $("entities").replaceChildren(...items);
  $("no-match").hidden = list.length > 0;
  markEntities();
}

function markEntities() {
  const items = [...$("entities").children];
  items.forEach((item, index) => item.setAttribute("aria-selected", String(active < 0 ? item.node === state.picked : index === active)));
  if (active >= 0) $("entities").setAttribute("aria-activedescendant", "entity-" + active);
  else $("entities").removeAttribute("aria-activedescendant");
}

function openEntity(node) {
  $("side").classList.remove("open");
  $("menu").setAttribute("aria-expanded", "false");
  active = -1;
  pick(node);
}

function moveActive(by) {
  const items = $("entities").children;
  if (!items.length) return;
  active = Math.min(items.length - 1, Math.max(0, active + by));
  items[active].scrollIntoView({ block: "nearest" });
  markEntities();
}

$("entities").addEventListener("keydown", (event) => {
  const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8, Home: -1e6, End: 1e6 };
  if (event.key in steps) moveActive(steps[event.key]);
  else if (event.key === "Enter" || event.key === " ") {
    const item = $("entities").children[Math.max(active, 0)];
    if (item) openEntity(item.node);
  } else return;
  event.preventDefault();
});

$("search").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && found().length) openEntity(found()[0]);
  else if (event.key === "ArrowDown") {
    $("entities").focus();
    moveActive(1);
  } else return;
  event.preventDefault();
});

// A checkbox with a sign, a name and a count.
function tick({ key, name, count, sign, className, on, set }) {
  const box = el("input", { type: "checkbox", id: key });
  box.checked = on;
  box.addEventListener("change", () => set(box.checked));
  return el("label", { class: "tick " + (className || "") }, box, sign, el("span", { class: "name" }, name), el("span", { class: "count" }, String(count)));
}

const toggle = (set, value, on) => (on ? set.delete(value) : set.add(value));

function lineSign(status) {
  const sign = svg("stroke", "0 0 22 10", "M1 5h20");
  if (status === "planned") sign.style.strokeDasharray = "6 4";
  if (status === "conditional" || status === "considered") sign.style.strokeDasharray = "1.5 4";
  if (status === "ended") sign.style.opacity = "0.35";
  return sign;
}

function drawFilters() {
  const count = (test) => drawn.filter(test).length;
  const groups = families.flatMap((family) => {
    const own = RELATIONS.filter((name) => relations[name].family === family.name);
    if (!own.length) return [];
    const group = tick({ key: "family-" + family.name, className: "group", name: say(family.name), sign: swatch(family),
      count: count((e) => own.includes(e.rel)), on: own.some((name) => !state.off.has(name)),
      set: (on) => { own.forEach((name) => toggle(state.off, name, on)); drawFilters(); changed(); } });
    const box = group.querySelector("input");
    box.indeterminate = box.checked && own.some((name) => state.off.has(name));
    return [group, ...own.map((name) => tick({ key: "relation-" + name, className: "inner", name: relations[name][state.lang],
      count: count((e) => e.rel === name), on: !state.off.has(name),
      set: (on) => { toggle(state.off, name, on); drawFilters(); changed(); } }))];
  });
  keepingFocus(() => {
    $("relations").replaceChildren(...groups);
    $("types").replaceChildren(...TYPES.map((name) => tick({ key: "type-" + name, name: say(name), sign: shape(typeOf.get(name)),
      count: nodes.filter((node) => node.type === name).length, on: !state.noTypes.has(name),
      set: (on) => { toggle(state.noTypes, name, on); changed(); } })));
    const statuses = STATUSES.map((name) => tick({ key: "status-" + name, name: say(name), sign: lineSign(name),
      count: count((e) => e.status === name), on: !state.noStatus.has(name),
      set: (on) => { toggle(state.noStatus, name, on); changed(); } }));
    const disputed = count((e) => e.disputed);
    if (disputed) statuses.push(tick({ key: "only-disputed", name: say("only_disputed"), count: disputed, on: state.disputed,
      set: (on) => { state.disputed = on; changed(); } }));
    $("statuses").replaceChildren(...statuses);
    $("languages").replaceChildren(...LANGS.map((lang) => tick({ key: "lang-" + lang, name: page.texts[state.lang]["lang_" + lang] || lang,
      count: count((e) => e.langs.includes(lang)), on: !state.noLangs.has(lang),
      set: (on) => { toggle(state.noLangs, lang, on); changed(); } })));
  });
  $("confidence").value = state.conf;
  for (const [id, value] of [["from", state.from], ["until", state.until]]) {
    Object.assign($(id), { min: FIRST, max: LAST });
    $(id).value = value;
  }
  $("time").hidden = FIRST === LAST;
  drawOutputs();
}

function keepingFocus(work) {
  const id = document.activeElement && document.activeElement.id;
  work();
  if (id && $(id) && document.activeElement !== $(id)) $(id).focus();
}

function drawOutputs() {
  $("confidence-value").textContent = state.conf + " %";
  const whole = state.from === FIRST && state.until === LAST;
  for (const [id, value] of [["from", state.from], ["until", state.until]]) {
    $(id + "-value").textContent = whole ? say("any_time") : dayWords(dayOf(value));
    $(id).setAttribute("aria-valuetext", dayWords(dayOf(value)));
  }
}

// After any filter: count again and draw once, when the hand rests.
let waiting = 0;
function changed() {
  clearTimeout(waiting);
  drawOutputs();
  waiting = setTimeout(refresh, 60);
}

function refresh(recolour) {
  clearTimeout(waiting);
  computeShown();
  rowsShown = STEP;
  drawEntities();
  updateDrawing(recolour === true);
  if (state.view === "table") drawTable();
  if (isNode(state.picked)) drawPanel();
  $("unfocus").hidden = !state.focus;
  $("status").textContent = say("shown", { n: shown.nodes.size, nodes: nodes.length, m: shown.edges.size, edges: drawn.length });
  writeHash();
}

function focusOn(node) {
  state.focus = node;
  refresh();
  fitAll(true);
}

function showView(view) {
  state.view = view;
  $("show-graph").setAttribute("aria-pressed", String(view === "graph"));
  $("show-table").setAttribute("aria-pressed", String(view === "table"));
  $("table").hidden = view !== "table";
  $("dock").hidden = view === "table";
  $("canvas").style.visibility = view === "table" ? "hidden" : "";
  if (view === "table") drawTable();
  writeHash();
}

function applyTheme() {
  const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  document.documentElement.dataset.theme = state.theme || system;
  readTone();
}

function applyLanguage() {
  document.documentElement.lang = state.lang === "zh" ? "zh-CN" : "en";
  for (const item of document.querySelectorAll("[data-text]")) item.textContent = say(item.dataset.text);
  for (const item of document.querySelectorAll("[data-label]")) {
    item.setAttribute("aria-label", say(item.dataset.label));
    if (item.tagName === "BUTTON") item.title = say(item.dataset.label);
  }
  $("search").placeholder = say("search");
  $("language").lang = state.lang === "zh" ? "en" : "zh-CN";
  $("partial").hidden = !page.partial;
  if (page.partial) $("partial").textContent = say("partial", page.partial);
}

// Everything again: after a change of language, theme or address.
function redrawAll() {
  applyTheme();
  applyLanguage();
  $("search").value = state.q;
  $("edge-labels").setAttribute("aria-pressed", String(state.labels));
  computeShown();
  drawFilters();
  showView(state.view);
  drawPanel();
  refresh(true);
}

const slide = (id, take) => $(id).addEventListener("input", () => { take(Number($(id).value)); changed(); });
slide("confidence", (value) => { state.conf = value; });
slide("from", (value) => { state.from = Math.min(value, state.until); $("from").value = state.from; });
slide("until", (value) => { state.until = Math.max(value, state.from); $("until").value = state.until; });

const press = (id, work) => $(id).addEventListener("click", work);
$("search").addEventListener("input", () => { state.q = $("search").value; active = -1; changed(); });
press("all", () => { state.off.clear(); drawFilters(); refresh(); });
press("none", () => { state.off = new Set(RELATIONS); drawFilters(); refresh(); });
press("reset", () => {
  Object.assign(state, { q: "", off: new Set(), noTypes: new Set(), noStatus: new Set(), noLangs: new Set(), disputed: false,
    conf: 0, from: FIRST, until: LAST, focus: null });
  redrawAll();
});
press("show-graph", () => showView("graph"));
press("show-table", () => showView("table"));
for (const id of ["csv", "csv-small"]) press(id, downloadCsv);
for (const id of ["print", "print-small"]) press(id, () => window.print());
press("language", () => { state.lang = state.lang === "zh" ? "en" : "zh"; redrawAll(); });
press("theme", () => { state.theme = dark() ? "light" : "dark"; redrawAll(); });
press("fit", () => fitAll(true));
press("zoom-in", () => zoom(1.4));
press("zoom-out", () => zoom(1 / 1.4));
press("unfocus", () => focusOn(null));
press("edge-labels", () => {
  state.labels = !state.labels;
  $("edge-labels").setAttribute("aria-pressed", String(state.labels));
  requestRedraw();
  writeHash();
});
press("move", () => {
  const moving = $("move").getAttribute("aria-pressed") !== "true";
  $("move").setAttribute("aria-pressed", String(moving));
  network.setOptions({ physics: moving
    ? { enabled: true, solver: "forceAtlas2Based", stabilization: false, forceAtlas2Based: { gravitationalConstant: -90, springLength: 110, avoidOverlap: 0.6 } }
    : { enabled: false } });
});
press("menu", () => {
  const open = $("side").classList.toggle("open");
  $("menu").setAttribute("aria-expanded", String(open));
  if (open) $("search").focus();
});
$("stage").addEventListener("pointerdown", () => {
  $("side").classList.remove("open");
  $("menu").setAttribute("aria-expanded", "false");
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => redrawAll());
window.addEventListener("hashchange", () => {
  if (location.hash.slice(1) === written) return;
  trail.length = 0;
  fromHash(location.hash);
  redrawAll();
});

// On paper: light colours, the drawing, and every visible relationship below it.
let beforePrint = "";
window.addEventListener("beforeprint", () => {
  beforePrint = state.theme;
  state.theme = "light";
  applyTheme();
  updateDrawing(true);
  if (network) {
    // A picture keeps its form on paper, where the canvas would be stretched.
    network.redraw();
    $("paper").src = $("canvas").querySelector("canvas").toDataURL();
  }
  drawTable(2000);
});
window.addEventListener("afterprint", () => {
  state.theme = beforePrint;
  $("paper").removeAttribute("src");
  redrawAll();
});

// What tests and the curious may read; nothing here changes the page.
Object.defineProperty(window, "kgState", { value: Object.freeze({
  counts: () => ({ nodes: shown.nodes.size, edges: shown.edges.size }),
  picked: () => nameOfPicked(state.picked),
  csv: () => csvText(),
  scale: () => network.getScale(),
  spot: (id) => {
    const node = BY_ID.n.get(id), edge = BY_ID.e.get(id);
    const box = $("canvas").getBoundingClientRect();
    const place = node ? network.canvasToDOM(network.getPosition(node.index))
      : middleOf(edge, { scale: network.getScale(), origin: network.canvasToDOM({ x: 0, y: 0 }) });
    return { x: place.x + box.left, y: place.y + box.top };
  },
}) });

fromHash(location.hash);
applyTheme();
computeShown();
try {
  startDrawing();
} catch (error) {
  // Without a canvas there is still the table.
  console.error(error);
  state.view = "table";
  $("partial").textContent = say("failed");
}
redrawAll();
if (network) {
  network.setSize("100%", "100%");
  fitAll(false);
  reveal(state.picked);
}
document.documentElement.dataset.ready = "1";
