// The panel at the right: one entity or one relationship, with the sentences behind it.

const trail = [];

function pick(item, { back = false, keepFocus = false } = {}) {
  if (item === state.picked) return;
  if (state.picked && item && !back) trail.push(state.picked);
  if (!item) trail.length = 0;
  state.picked = item;
  drawPanel();
  updateDrawing(false);
  markTable();
  markEntities();
  writeHash();
  if (item && !keepFocus) {
    $("panel").focus({ preventScroll: true });
    // The drawing may have become narrower by the panel.
    requestAnimationFrame(() => reveal(item));
  }
}

function drawPanel() {
  const panel = $("panel");
  const item = state.picked;
  panel.hidden = !item;
  panel.replaceChildren();
  if (!item) return;
  const previous = trail[trail.length - 1];
  panel.append(el("div", { class: "panel-bar" },
    previous ? button("← " + say("back"), () => pick(trail.pop(), { back: true }), { id: "back" }) : el("span", {}),
    button("✕", closePanel, { id: "close", "aria-label": say("close") })));
  panel.append(...(isNode(item) ? entityParts(item) : edgeParts(item)));
  panel.scrollTop = 0;
}

function closePanel() {
  pick(null);
  $("entities").focus();
}

function badge(key, kind) {
  return el("li", { class: "badge " + (kind || key) }, say(key));
}

function badgesOf(edge) {
  const list = [];
  if (edge.status !== "current") list.push(badge(edge.status));
  if (edge.disputed) list.push(badge("disputed"));
  return list;
}

function entityParts(node) {
  const head = el("h2", {}, bdi(nameOf(node)));
  const other = otherNameOf(node);
  const kind = [say(node.type), node.kind, node.country].filter(Boolean).map((word) => bdi(word));
  const parts = [head];
  if (other) parts.push(el("p", { class: "other-name" }, bdi(other)));
  parts.push(el("p", { class: "facts" }, shape(typeOf.get(node.type)), " ", ...kind.flatMap((word, i) => (i ? [" · ", word] : [word]))));
  if (node.also.length) {
    parts.push(el("p", { class: "facts", id: "also" }, say("also_called"), ": ", ...node.also.flatMap((name, i) => (i ? [", ", bdi(name)] : [bdi(name)]))));
  }
  if (node.values.length) {
    parts.push(el("h3", {}, say("valuations")), el("ul", { class: "edges", id: "valuations" }, node.values.map((edge) => edgeRow(edge, node))));
  }
  const visible = node.edges.filter((edge) => shown.edges.has(edge.index));
  for (const family of families) {
    const own = visible.filter((edge) => familyOfEdge(edge) === family);
    if (!own.length) continue;
    parts.push(el("h3", {}, swatch(family), " ", say(family.name)), el("ul", { class: "edges" }, own.map((edge) => edgeRow(edge, node))));
  }
  if (!visible.length) parts.push(el("p", { class: "soft" }, say("no_relationships")));
  const hidden = node.edges.length - visible.length;
  if (hidden) parts.push(el("p", { class: "soft" }, say("hidden_by_filters", { n: hidden })));
  if (node.edges.length) {
    const focused = state.focus === node;
    parts.push(button(say(focused ? "unfocus" : "focus"), () => focusOn(focused ? null : node), { class: "wide", id: "focus" }));
  }
  return parts;
}

// One relationship as seen from an entity: which way it goes, with whom, on which terms.
function edgeRow(edge, node) {
  const terms = joined(termsOf(edge));
  const how = edge.disputed ? [terms, terms ? " · " : "", say("disputed")] : [terms];
  const row = button("", () => pick(edge), { class: edge.status === "ended" ? "dim" : undefined });
  const way = el("span", { class: "way", "aria-hidden": "true" });
  if (edge.t < 0) {
    way.append("·");
    const [sum, ...rest] = termsOf(edge);
    row.append(way, el("span", {}, el("strong", {}, bdi(sum || verbOf(edge)))));
    if (rest.length) row.append(el("span", { class: "how" }, bdi(joined(rest))));
  } else {
    const first = edge.s === node.index;
    const out = first || relations[edge.rel].symmetric;
    way.append(relations[edge.rel].symmetric ? "↔" : out ? "→" : "←");
    const other = nodes[first ? edge.t : edge.s];
    const sentence = out
      ? [bdi(verbOf(edge)), " ", el("strong", {}, bdi(nameOf(other)))]
      : [el("strong", {}, bdi(nameOf(other))), " ", bdi(verbOf(edge))];
    row.append(way, el("span", {}, sentence));
    if (how.join("")) row.append(el("span", { class: "how" }, bdi(how.join(""))));
  }
  way.style.color = colour(familyOfEdge(edge));
  return el("li", {}, row);
}

function edgeParts(edge) {
  const end = (node) => button(bdi(nameOf(node)), () => pick(node), { class: "end" });
  const verb = el("div", { class: "verb" }, swatch(familyOfEdge(edge)), bdi(verbOf(edge)), relations[edge.rel].symmetric ? " ↔" : edge.t < 0 ? "" : " ↓");
  verb.style.color = colour(familyOfEdge(edge));
  const parts = [el("h2", { class: "said" }, end(nodes[edge.s]), verb, edge.t < 0 ? null : end(nodes[edge.t]))];
  const badges = badgesOf(edge);
  badges.push(el("li", { class: "badge" }, say("claims", { n: edge.nc })), el("li", { class: "badge" }, say("publishers", { n: edge.np })));
  badges.push(el("li", { class: "badge" }, say("confidence_value", { p: Math.round(edge.conf * 100) })));
  parts.push(el("ul", { class: "badges" }, badges));
  const terms = termsOf(edge);
  parts.push(el("h3", {}, say("terms")));
  if (terms.length) parts.push(el("ul", { class: "terms", id: "terms" }, terms.map((term) => el("li", {}, bdi(term)))));
  else parts.push(el("p", { class: "soft", id: "terms" }, say("terms_none")));
  if (edge.first) parts.push(el("p", { class: "facts" }, say("first_published", { d: dayWords(edge.first) })));
  const [agree, disagree] = [edge.ev.filter((s) => s.yes), edge.ev.filter((s) => !s.yes)];
  parts.push(el("h3", {}, say("sentences")));
  if (agree.length) parts.push(el("div", { id: "sentences" }, agree.map(sentence)));
  else parts.push(el("p", { class: "soft" }, say("no_sentences")));
  if (disagree.length) parts.push(el("h3", { class: "against" }, say("against")), el("div", { id: "against" }, disagree.map(sentence)));
  if (edge.why >= 0) parts.push(el("h3", {}, say("why")), el("p", { class: "facts", id: "why" }, bdi(at(edge.why))));
  const others = edge.t < 0 ? [] : nodes[edge.s].edges.filter((other) => other !== edge && shown.edges.has(other.index) &&
    [other.s, other.t].includes(edge.s) && [other.s, other.t].includes(edge.t));
  if (others.length) parts.push(el("h3", {}, say("same_pair")), el("ul", { class: "edges", id: "same-pair" }, others.map((other) => edgeRow(other, nodes[edge.s]))));
  return parts;
}

// A sentence with its marks of quotation, and where it stands.
function sentence(item) {
  const zh = item.lang.startsWith("zh");
  const quote = el("blockquote", { lang: zh ? "zh-CN" : item.lang || undefined, dir: "auto" }, "“" + at(item.q) + "”");
  const from = [bdi(at(item.by) || say("unnamed_publisher")), " · ", item.day ? dayWords(item.day) : say("undated")];
  if (item.lang) from.push(" · ", el("span", { class: "tag" }, zh ? say("lang_zh") : item.lang === "en" ? say("lang_en") : bdi(item.lang)));
  if (item.denied) from.push(" ", el("span", { class: "badge denied" }, say("denied")));
  else if (item.status && item.status !== "current") from.push(" ", el("span", { class: "badge " + item.status }, say(item.status)));
  const caption = el("figcaption", {}, el("div", {}, from));
  if (item.who >= 0) caption.append(el("div", {}, bdi(say("said_by", { who: at(item.who) }))));
  const anchor = item.url >= 0 ? link(at(item.url), at(item.head) || say("article")) : null;
  if (anchor) caption.append(el("div", {}, anchor));
  else if (item.head >= 0) caption.append(el("div", {}, bdi(at(item.head))));
  return el("figure", { class: item.yes ? "quote" : "quote no" }, quote, caption);
}

// Arrow keys walk through the relationships of the panel, as they do in the list of entities.
$("panel").addEventListener("keydown", (event) => {
  if (event.key === "Escape") return closePanel();
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const rows = [...$("panel").querySelectorAll(".edges button, .said .end")];
  const here = rows.indexOf(document.activeElement);
  const next = rows[here < 0 ? (event.key === "ArrowDown" ? 0 : -1) : here + (event.key === "ArrowDown" ? 1 : -1)];
  if (!next || (here < 0 && event.key === "ArrowUp")) return;
  event.preventDefault();
  next.focus();
});
