// What is shown: the filters, the selection, and their form in the address (#q=…), which can be shared.

const present = (list, values) => list.filter((item) => values.has(item));
const STATUSES = present(["current", "planned", "conditional", "considered", "ended"], new Set(drawn.map((e) => e.status)));
const LANGS = [...new Set(drawn.flatMap((edge) => edge.langs))].sort();
const RELATIONS = Object.keys(relations).filter((name) => drawn.some((edge) => edge.rel === name));
const TYPES = types.map((type) => type.name).filter((name) => nodes.some((node) => node.type === name));
const BY_ID = { n: new Map(nodes.map((n) => [n.id, n])), e: new Map(edges.map((e) => [e.id, e])) };

// Months from the first to the last date of any edge; the sliders count them.
const monthOf = (day) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7) || 1) - 1;
const days = drawn.flatMap((edge) => [edge.a, edge.z]).filter(Boolean);
const FIRST = days.length ? Math.min(...days.map(monthOf)) : 0;
const LAST = days.length ? Math.max(...days.map(monthOf)) : 0;
const dayOf = (month) => String(Math.floor(month / 12)).padStart(4, "0") + "-" + String((month % 12) + 1).padStart(2, "0");

const state = {
  lang: page.lang, q: "", off: new Set(), noTypes: new Set(), noStatus: new Set(), noLangs: new Set(),
  disputed: false, conf: 0, from: FIRST, until: LAST, focus: null, picked: null,
  view: "graph", theme: "", labels: false,
};
const shown = { nodes: new Set(), edges: new Set() };

function passes(edge) {
  if (state.off.has(edge.rel) || state.noStatus.has(edge.status) || edge.conf * 100 < state.conf) return false;
  if (state.disputed && !edge.disputed) return false;
  if (state.noTypes.has(nodes[edge.s].type) || state.noTypes.has(nodes[edge.t].type)) return false;
  if (state.noLangs.size && edge.langs.every((lang) => state.noLangs.has(lang))) return false;
  if (state.focus && !near.has(edge.s)) return false;
  if (state.focus && !near.has(edge.t)) return false;
  if (state.from === FIRST && state.until === LAST) return true;
  return edge.a !== "" && monthOf(edge.a) <= state.until && (edge.z === "" || edge.z > dayOf(state.from));
}

let near = new Set();
function computeShown() {
  const centre = state.focus;
  near = new Set(centre ? [centre.index, ...centre.edges.flatMap((edge) => [edge.s, edge.t])] : []);
  shown.edges = new Set(drawn.filter(passes).map((edge) => edge.index));
  const linked = new Set();
  for (const index of shown.edges) linked.add(edges[index].s).add(edges[index].t);
  shown.nodes = new Set();
  for (const node of nodes) {
    const alone = !node.edges.length && !centre && !state.noTypes.has(node.type);
    if (linked.has(node.index) || alone || node === centre) shown.nodes.add(node.index);
  }
}

function found() {
  const words = plain(state.q.trim());
  return ranked.filter((node) => shown.nodes.has(node.index) && (!words || node.key.includes(words)));
}

// One name for a node or an edge: n:openai, e:f_1f2e…
const nameOfPicked = (picked) => (picked ? (isNode(picked) ? "n:" : "e:") + picked.id : "");
const pickedOf = (name) => (name && BY_ID[name[0]] ? BY_ID[name[0]].get(name.slice(2)) || null : null);

const SETS = [["off", "off", RELATIONS], ["notypes", "noTypes", TYPES], ["nostatus", "noStatus", STATUSES], ["nolang", "noLangs", LANGS]];

function toHash() {
  const parts = new URLSearchParams();
  const put = (key, value) => value && parts.set(key, value);
  put("q", state.q);
  for (const [key, field] of SETS) put(key, [...state[field]].sort().join(","));
  put("disputed", state.disputed ? "1" : "");
  put("conf", state.conf ? String(state.conf) : "");
  put("from", state.from > FIRST ? dayOf(state.from) : "");
  put("until", state.until < LAST ? dayOf(state.until) : "");
  put("focus", state.focus ? state.focus.id : "");
  put("open", nameOfPicked(state.picked));
  put("view", state.view === "table" ? "table" : "");
  put("lang", state.lang === page.lang ? "" : state.lang);
  put("theme", state.theme);
  put("labels", state.labels ? "1" : "");
  return parts.toString();
}

// Everything in an address is from outside: only known names and numbers in range are taken over.
function fromHash(hash) {
  const parts = new URLSearchParams(hash.replace(/^#/, ""));
  const month = (key, other) => {
    const value = parts.get(key) || "";
    return /^\d{4}-(0[1-9]|1[0-2])$/.test(value) ? Math.min(LAST, Math.max(FIRST, monthOf(value))) : other;
  };
  state.q = (parts.get("q") || "").slice(0, 200);
  for (const [key, field, known] of SETS) state[field] = new Set(present(known, new Set((parts.get(key) || "").split(","))));
  state.disputed = parts.get("disputed") === "1";
  state.conf = Math.min(100, Math.max(0, Math.round(Number(parts.get("conf")) || 0)));
  state.from = month("from", FIRST);
  state.until = month("until", LAST);
  state.focus = BY_ID.n.get(parts.get("focus")) || null;
  state.picked = pickedOf(parts.get("open"));
  state.view = parts.get("view") === "table" ? "table" : "graph";
  state.lang = ["en", "zh"].includes(parts.get("lang")) ? parts.get("lang") : page.lang;
  state.theme = ["light", "dark"].includes(parts.get("theme")) ? parts.get("theme") : "";
  state.labels = parts.get("labels") === "1";
}

let written = null;
function writeHash() {
  const hash = toHash();
  if (hash === written) return;
  written = hash;
  try {
    history.replaceState(null, "", hash ? "#" + hash : location.href.split("#")[0]);
  } catch {
    // Inside a notebook the page has no address of its own.
  }
}
