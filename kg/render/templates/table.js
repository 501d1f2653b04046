// The visible relationships as a table, and as a CSV file.

const STEP = 300;
let rowsShown = STEP;
let sorted = { column: "", down: false };

const COLUMNS = [
  ["from", (e) => nameOf(nodes[e.s]), "name"],
  ["relation", (e) => verbOf(e)],
  ["to", (e) => nameOf(nodes[e.t]), "name"],
  ["terms", (e) => joined(termsOf(e)), "words"],
  ["status", (e) => say(e.status) + (e.disputed ? " · " + say("disputed") : ""), "state"],
  ["confidence_short", (e) => Math.round(e.conf * 100) + " %", "num", (e) => e.conf],
  ["publishers_short", (e) => String(e.np), "num", (e) => e.np],
  ["sentence", (e) => (e.ev.length ? at(e.ev[0].q) : ""), "words"],
];

function visibleEdges() {
  const list = drawn.filter((edge) => shown.edges.has(edge.index));
  const column = COLUMNS.find(([name]) => name === sorted.column);
  if (!column) return list;
  const value = column[3] || column[1];
  const order = (a, b) => (typeof a === "number" ? a - b : a.localeCompare(b, state.lang === "zh" ? "zh-CN" : "en"));
  const keyed = list.map((edge) => [value(edge), edge]).sort((a, b) => order(a[0], b[0]) || a[1].index - b[1].index);
  if (sorted.down) keyed.reverse();
  return keyed.map(([, edge]) => edge);
}

function drawTable(limit) {
  const all = visibleEdges();
  const rows = all.slice(0, limit === undefined ? rowsShown : limit);
  const heads = COLUMNS.map(([name]) => {
    const active = sorted.column === name;
    const mark = active ? (sorted.down ? " ↓" : " ↑") : "";
    const head = button(say(name) + mark, () => {
      sorted = { column: name, down: active && !sorted.down };
      drawTable();
      $("table").querySelectorAll("th button")[COLUMNS.findIndex(([other]) => other === name)].focus();
    });
    return el("th", { scope: "col", "aria-sort": active ? (sorted.down ? "descending" : "ascending") : undefined }, head);
  });
  const body = rows.map((edge) => {
    const row = el("tr", { class: edge === state.picked ? "picked" : undefined }, COLUMNS.map(([name, text, kind]) => {
      const cell = el("td", { class: kind });
      if (name === "relation") {
        const open = button(bdi(text(edge)), () => pick(edge), { class: "open" });
        open.style.color = colour(familyOfEdge(edge));
        cell.append(open);
      } else cell.append(bdi(text(edge)));
      return cell;
    }));
    row.addEventListener("click", (event) => event.target.closest("button") || pick(edge));
    row.edge = edge;
    return row;
  });
  const rest = all.length - rows.length;
  const more = rest > 0 && button(say("more_rows", { n: Math.min(rest, STEP) }), () => {
    rowsShown += STEP;
    drawTable();
  }, { class: "more" });
  const empty = all.length ? null : el("p", { class: "soft" }, say("empty_table"));
  $("table").replaceChildren(el("table", {}, el("thead", {}, el("tr", {}, heads)), el("tbody", {}, body)), ...[more, empty].filter(Boolean));
}

function markTable() {
  for (const row of $("table").querySelectorAll("tbody tr")) row.classList.toggle("picked", row.edge === state.picked);
}

// A cell that begins like a formula would be run by a spreadsheet: an apostrophe makes it text.
function csvCell(value) {
  const text = String(value);
  const guarded = /^[\s\u0000]*[=+\-@\uff1d\uff0b\uff0d\uff20\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? "'" + text : text;
  return /[",\n\r]/.test(guarded) ? '"' + guarded.replaceAll('"', '""') + '"' : guarded;
}

function csvText() {
  const head = ["id", "source", "source_id", "relation", "target", "target_id", "terms", "status", "disputed",
    "since", "until", "confidence", "claims", "publishers", "sentence", "lang", "publisher", "published", "url"];
  const rows = visibleEdges().map((edge) => {
    const best = edge.ev[0] || { q: -1, lang: "", by: -1, day: "", url: -1 };
    return [edge.id, nameOf(nodes[edge.s]), nodes[edge.s].id, edge.rel, nameOf(nodes[edge.t]), nodes[edge.t].id,
      joined(termsOf(edge)), edge.status, edge.disputed, edge.a, edge.z, edge.conf, edge.nc, edge.np,
      at(best.q), best.lang, at(best.by), best.day, at(best.url)];
  });
  return [head, ...rows].map((row) => row.map(csvCell).join(",")).join("\r\n") + "\r\n";
}

function downloadCsv() {
  // The mark at the beginning tells spreadsheets that it is UTF-8.
  const file = new Blob(["\ufeff" + csvText()], { type: "text/csv;charset=utf-8" });
  const anchor = el("a", {});
  anchor.href = URL.createObjectURL(file);
  anchor.download = "relationships.csv";
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(anchor.href), 10000);
}
