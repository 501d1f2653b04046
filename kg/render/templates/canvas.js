// The drawing: vis-network with positions from Python. Names are drawn in labels.js.

let network = null;
let hovered = null;
const fadedNow = { nodes: new Map(), edges: new Map() };
const large = drawn.length > 1500;
// Many lines over each other must stay see-through.
const usual = drawn.length > 4000 ? 0.16 : drawn.length > 1500 ? 0.3 : drawn.length > 400 ? 0.5 : 0.72;

function rgba(hex, alpha) {
  const value = parseInt(hex.slice(1), 16);
  return `rgba(${value >> 16},${(value >> 8) & 255},${value & 255},${alpha})`;
}

function nodeColour(node, faded) {
  const fill = colour(typeOf.get(node.type));
  const ring = tone.ground;
  const background = faded ? rgba(fill, 0.16) : fill;
  const same = { background, border: faded ? rgba(fill, 0) : ring };
  return { ...same, highlight: { background: fill, border: colour(familyOf.get("ownership")) }, hover: { background: fill, border: ring } };
}

function edgeColour(edge, faded) {
  const line = colour(familyOfEdge(edge));
  const alpha = faded ? 0.07 : usual * (edge.status === "ended" ? 0.4 : 1);
  return { color: rgba(line, alpha), highlight: line, hover: line, inherit: false };
}

const visNodes = new vis.DataSet();
const visEdges = new vis.DataSet();

// The layout lies across: it is turned on a phone held upright, and stretched a little towards the form of the stage.
function spread(items) {
  const stage = $("canvas").getBoundingClientRect();
  const upright = stage.height > stage.width * 1.25;
  const turn = (item) => (upright ? { x: -item.y, y: item.x } : { x: item.x, y: item.y });
  const places = items.map(turn);
  const extent = (list) => Math.max(Math.max(...list) - Math.min(...list), 1);
  const form = (stage.width / Math.max(stage.height, 1)) / (extent(places.map((p) => p.x)) / extent(places.map((p) => p.y)));
  const wide = Math.min(Math.max(form, 1), 1.45), tall = Math.min(Math.max(1 / form, 1), 1.6);
  return (item) => ({ x: turn(item).x * wide, y: turn(item).y * tall });
}

function startDrawing() {
  const turned = spread(page.vis.nodes);
  visNodes.add(page.vis.nodes.map((item) => ({
    id: item.id, ...turned(item), size: item.size, shape: item.shape,
    color: nodeColour(nodes[item.id], false), hidden: !shown.nodes.has(item.id),
  })));
  visEdges.add(page.vis.edges.map((item) => ({
    ...item, color: edgeColour(edges[item.id], false), hidden: !shown.edges.has(item.id),
  })));
  network = new vis.Network($("canvas"), { nodes: visNodes, edges: visEdges }, {
    autoResize: true,
    physics: { enabled: false, stabilization: false },
    layout: { improvedLayout: false },
    nodes: { borderWidth: 2, borderWidthSelected: 3, font: { size: 0 }, chosen: true },
    edges: {
      arrows: { to: { scaleFactor: 0.5 } }, arrowStrikethrough: false, selectionWidth: 1.2, hoverWidth: 0.6,
      font: { size: 0 }, selfReference: { size: 18 }, endPointOffset: { to: 1 },
    },
    interaction: {
      hover: drawn.length <= 4000, tooltipDelay: 1e9, hideEdgesOnDrag: large, hideEdgesOnZoom: large,
      keyboard: { enabled: true, bindToWindow: false }, zoomSpeed: 0.7, selectConnectedEdges: false, multiselect: false,
    },
  });
  $("canvas").firstElementChild.tabIndex = 0;
  network.on("afterDrawing", drawLabels);
  network.on("click", (event) => {
    const under = { x: event.pointer.canvas.x, y: event.pointer.canvas.y };
    if (event.nodes.length) pick(nodes[event.nodes[0]]);
    else if (labelAt(under)) pick(labelAt(under));
    else if (event.edges.length) pick(edges[event.edges[0]]);
    else pick(null);
  });
  network.on("doubleClick", (event) => event.nodes.length && focusOn(nodes[event.nodes[0]]));
  const hover = (item) => () => setHovered(item());
  network.on("hoverNode", (event) => hover(() => nodes[event.node])());
  network.on("hoverEdge", (event) => hover(() => edges[event.edge])());
  network.on("blurNode", hover(() => null));
  network.on("blurEdge", hover(() => null));
  fitAll(false);
}

function setHovered(item) {
  hovered = item;
  $("canvas").style.cursor = item ? "pointer" : "";
  requestRedraw();
}

// A view of all shown entities, with room for names; vis's own fit forgets that names are there.
function fitAll(animate) {
  if (!network || !shown.nodes.size) return;
  const points = [...shown.nodes].map((index) => network.getPosition(index));
  const stage = $("canvas").getBoundingClientRect();
  const xs = points.map((p) => p.x), ys = points.map((p) => p.y);
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const across = Math.max(stage.width - Math.min(150, stage.width * 0.2), 80);
  const down = Math.max(stage.height - 120, 80);
  const scale = Math.min(across / Math.max(right - left, 1), down / Math.max(bottom - top, 1), 1.3);
  const middle = { x: (left + right) / 2, y: (top + bottom) / 2 + 14 / scale };
  network.moveTo({ position: middle, scale, animation: animate ? { duration: 300 } : false });
}

function zoom(factor) {
  const scale = Math.min(6, Math.max(0.02, network.getScale() * factor));
  network.moveTo({ scale, animation: { duration: 150 } });
}

// Which items stand out: what is open and its surroundings, else what the search finds.
function standOut() {
  const picked = state.picked;
  if (isNode(picked)) {
    const own = picked.edges.filter((edge) => shown.edges.has(edge.index));
    return { nodes: new Set([picked.index, ...own.flatMap((e) => [e.s, e.t])]), edges: new Set(own.map((e) => e.index)) };
  }
  if (picked) return { nodes: new Set([picked.s, picked.t]), edges: new Set([picked.index]) };
  if (!state.q.trim()) return null;
  return { nodes: new Set(found().map((node) => node.index)), edges: new Set() };
}

// Only what changes is sent to vis: hiding and fading 8,000 lines again would be felt.
function updateDrawing(recolour) {
  if (!network) return;
  const out = standOut();
  const changes = (all, visible, inside, colours, before) => {
    const list = [];
    for (const item of all) {
      const hidden = !visible.has(item.index);
      const faded = out !== null && !inside.has(item.index);
      const now = (hidden ? 2 : 0) + (faded ? 1 : 0);
      if (!recolour && (before.get(item.index) || 0) === now) continue;
      before.set(item.index, now);
      list.push({ id: item.index, hidden, color: colours(item, faded) });
    }
    return list;
  };
  visNodes.update(changes(nodes, shown.nodes, out && out.nodes, nodeColour, fadedNow.nodes));
  visEdges.update(changes(drawn, shown.edges, out && out.edges, edgeColour, fadedNow.edges));
  const picked = state.picked;
  network.setSelection({
    nodes: isNode(picked) && shown.nodes.has(picked.index) ? [picked.index] : [],
    edges: picked && !isNode(picked) && shown.edges.has(picked.index) ? [picked.index] : [],
  }, { highlightEdges: false });
  requestRedraw();
}

// In the next frame; `network.redraw()` would draw at once, and so several times.
function requestRedraw() {
  network.body.emitter.emit("_requestRedraw");
}

// Brings what was opened into view, if it is not, and nearer, if it is too small to be read.
function reveal(picked) {
  if (!network || !picked || picked.t === -1) return;
  const ends = isNode(picked) ? [picked.index] : [picked.s, picked.t];
  if (!ends.every((end) => shown.nodes.has(end))) return;
  const box = $("canvas").getBoundingClientRect();
  const points = ends.map((end) => network.getPosition(end));
  const spots = points.map((point) => network.canvasToDOM(point));
  const away = spots.some((p) => p.x < 40 || p.y < 40 || p.x > box.width - 40 || p.y > box.height - 60);
  const apart = Math.hypot(spots[0].x - spots[spots.length - 1].x, spots[0].y - spots[spots.length - 1].y);
  const nearer = !isNode(picked) && apart > 0 && apart < 110 ? Math.min(150 / apart, 1.4 / network.getScale()) : 1;
  const further = apart > Math.min(box.width, box.height) - 100 ? (Math.min(box.width, box.height) - 120) / apart : 1;
  if (!away && nearer <= 1 && further >= 1) return;
  const middle = { x: points.reduce((sum, p) => sum + p.x, 0) / points.length, y: points.reduce((sum, p) => sum + p.y, 0) / points.length };
  const scale = network.getScale() * Math.max(nearer, 1) * Math.min(further, 1);
  network.moveTo({ position: middle, scale, animation: { duration: 250 } });
}
