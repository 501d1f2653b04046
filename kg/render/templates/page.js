// What the page is made of: the data block, words in two languages, and elements built from text only.
// All files of this folder are joined into one function (see kg/render/page.py).

const page = JSON.parse(document.getElementById("page").textContent);
const { nodes, edges, strings, relations, families, types } = page;
const $ = (id) => document.getElementById(id);
const at = (place) => (place < 0 ? "" : strings[place]);

// Text reaches the page through text nodes alone; attributes are a short list without handlers.
function el(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === undefined || value === false) continue;
    if (!/^(class|type|role|id|for|lang|dir|scope|tabindex|hidden|aria-[a-z]+)$/.test(name)) throw new Error(name);
    element.setAttribute(name, value === true ? "" : value);
  }
  for (const child of children.flat()) {
    if (child !== null && child !== undefined && child !== "") element.append(child);
  }
  return element;
}

// Words of strangers are kept apart from ours, so that a right-to-left name cannot turn the line round.
const bdi = (text, lang) => el("bdi", { lang: lang || undefined }, String(text));

function button(label, onclick, attributes) {
  const element = el("button", { type: "button", ...attributes }, label);
  element.addEventListener("click", onclick);
  return element;
}

// Only http and https addresses become links; everything else stays away.
function link(address, label) {
  let parsed;
  try {
    parsed = new URL(address);
  } catch {
    return null;
  }
  if (parsed.protocol !== "http:" && parsed.protocol !== "https:") return null;
  const anchor = el("a", {}, bdi(label));
  anchor.href = parsed.href;
  anchor.target = "_blank";
  anchor.rel = "noopener noreferrer";
  return anchor;
}

function say(key, values) {
  const texts = page.texts[state.lang];
  const chosen = values && values.n === 1 && texts[key + "_one"] ? key + "_one" : key;
  return texts[chosen].replace(/\{(\w+)\}/g, (whole, name) => {
    const value = values ? values[name] : undefined;
    return value === undefined ? whole : typeof value === "number" ? value.toLocaleString("en") : value;
  });
}

const isNode = (item) => Boolean(item) && item.key !== undefined;
const typeOf = new Map(types.map((type) => [type.name, type]));
const familyOf = new Map(families.map((family) => [family.name, family]));
const familyOfEdge = (edge) => familyOf.get(relations[edge.rel].family);
const nameOf = (node) => (state.lang === "zh" && node.zh) || node.name;
const otherNameOf = (node) => (state.lang === "zh" ? (node.zh ? node.name : "") : node.zh);
const verbOf = (edge) => (state.lang === "zh" ? relations[edge.rel].zh : at(edge.label) || relations[edge.rel].en);
const termsOf = (edge) => edge[state.lang].map(at);
const shortOf = (edge) => at(edge.short[state.lang === "zh" ? 1 : 0]);
const joined = (phrases) => phrases.join(state.lang === "zh" ? "，" : ", ");
const dark = () => document.documentElement.dataset.theme === "dark";
const colour = (look) => (dark() ? look.dark : look.light);

// The canvas does not know CSS: it is told the colours and the font of the moment.
const tone = { ground: "", ink: "", family: "" };
function readTone() {
  const style = getComputedStyle(document.documentElement);
  tone.ground = style.getPropertyValue("--ground").trim();
  tone.ink = style.getPropertyValue("--ink").trim();
  tone.family = getComputedStyle(document.body).fontFamily;
}

// Partial days in words: 2026-04 is "Apr 2026".
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
function dayWords(day) {
  const [year, month, date] = day.replace("~", "").split("-");
  if (state.lang === "zh") {
    return year + "年" + (month ? Number(month) + "月" : "") + (date ? Number(date) + "日" : "");
  }
  return (date ? Number(date) + " " : "") + (month ? MONTHS[month - 1] + " " : "") + year;
}

function svg(className, box, path) {
  const ns = "http://www.w3.org/2000/svg";
  const element = document.createElementNS(ns, "svg");
  element.setAttribute("viewBox", box);
  element.setAttribute("class", className);
  element.setAttribute("aria-hidden", "true");
  const drawn = document.createElementNS(ns, "path");
  drawn.setAttribute("d", path);
  element.append(drawn);
  return element;
}

const SHAPES = {
  dot: "M8 1.5a6.5 6.5 0 1 0 .001 0z",
  triangle: "M8 1.2 15.2 14H.8z",
  square: "M2 2h12v12H2z",
};
function shape(type) {
  const element = svg("shape", "0 0 16 16", SHAPES[type.shape]);
  element.style.fill = colour(type);
  return element;
}

function swatch(family) {
  const element = el("span", { class: "swatch", "aria-hidden": "true" });
  element.style.borderTopColor = colour(family);
  return element;
}

// What a name is compared by: width, case and accents do not matter.
const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

// The ends of each node, and the edges that are values of it.
nodes.forEach((node, index) => {
  node.index = index;
  node.edges = [];
  node.values = [];
  node.key = plain([node.name, node.zh, ...node.also].join("\n"));
});
edges.forEach((edge, index) => {
  edge.index = index;
  if (edge.t < 0) {
    nodes[edge.s].values.push(edge);
    return;
  }
  nodes[edge.s].edges.push(edge);
  if (edge.t !== edge.s) nodes[edge.t].edges.push(edge);
  edge.langs = [...new Set(edge.ev.map((sentence) => sentence.lang || "unknown"))];
  if (!edge.langs.length) edge.langs.push("unknown");
});
const drawn = edges.filter((edge) => edge.t >= 0);
const ranked = [...nodes].sort((a, b) => b.edges.length - a.edges.length || a.index - b.index);
