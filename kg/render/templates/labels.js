// Names on the drawing: always the same size on the screen, the busiest entities first, none over another.

const labelBoxes = [];
const widths = new Map();
const MAX_NAME = 26;

// Marks that turn the direction of writing have no place on a canvas, where nothing ends them.
const flat = (text) => text.replace(/[\u202a-\u202e\u2066-\u2069\u200e\u200f\s]+/g, " ");
const clipped = (text) => ([...text].length > MAX_NAME ? [...text].slice(0, MAX_NAME - 1).join("").trimEnd() + "…" : text);

function widthOf(ctx, text, font) {
  const key = font + "\n" + text;
  if (!widths.has(key)) {
    ctx.font = font;
    widths.set(key, ctx.measureText(text).width);
  }
  return widths.get(key);
}

// Boxes on the screen, found again by the cells they touch.
function Board() {
  const cells = new Map();
  const keys = (box) => {
    const list = [];
    for (let x = Math.floor(box.left / 80); x <= Math.floor(box.right / 80); x++) {
      for (let y = Math.floor(box.top / 40); y <= Math.floor(box.bottom / 40); y++) list.push(x * 100003 + y);
    }
    return list;
  };
  return {
    free: (box, own) => keys(box).every((key) => (cells.get(key) || []).every((other) =>
      other.owner === own || other.right <= box.left || other.left >= box.right || other.bottom <= box.top || other.top >= box.bottom)),
    put: (box) => keys(box).forEach((key) => (cells.has(key) ? cells.get(key).push(box) : cells.set(key, [box]))),
  };
}

function drawLabels(ctx) {
  const scale = network.getScale();
  const stage = $("canvas").getBoundingClientRect();
  const { ground, ink, family } = tone;
  const board = Board();
  labelBoxes.length = 0;
  ctx.save();
  // From here on in pixels of the screen.
  const origin = network.canvasToDOM({ x: 0, y: 0 });
  ctx.translate(-origin.x / scale, -origin.y / scale);
  ctx.scale(1 / scale, 1 / scale);
  const spots = new Map();
  for (const index of shown.nodes) {
    const item = network.body.nodes[index];
    const place = { x: item.x * scale + origin.x, y: item.y * scale + origin.y, r: item.options.size * scale };
    if (place.x < -60 || place.y < -40 || place.x > stage.width + 60 || place.y > stage.height + 40) continue;
    spots.set(index, place);
    const reach = place.r * 0.8;
    board.put({ left: place.x - reach, right: place.x + reach, top: place.y - reach, bottom: place.y + reach, owner: index });
  }
  const out = standOut();
  for (const [index, place] of spots) if (place.r < 4) drawDot(ctx, nodes[index], place, out && !out.nodes.has(index));
  drawMarks(ctx, { scale, origin, stage, ground, family, board, out });
  const first = new Set([state.picked, hovered].filter((item) => isNode(item)).map((node) => node.index));
  for (const item of [state.picked, hovered]) if (item && !isNode(item)) first.add(item.s).add(item.t);
  const order = ranked.filter((node) => spots.has(node.index) && (!out || out.nodes.has(node.index) || first.has(node.index)));
  order.sort((a, b) => first.has(b.index) - first.has(a.index));
  const view = { scale, origin, stage, board, ground, ink, family, out };
  const open = [state.picked, hovered].filter((item) => item && !isNode(item) && shown.edges.has(item.index));
  drawEdgeLabels(ctx, view, open.map((edge) => edge.index), true);
  ctx.lineJoin = "round";
  // Seen as a whole, a large graph names its busiest entities only; the rest comes with zooming in.
  if (spots.size > 300) order.length = Math.min(order.length, 60);
  order.forEach((node, rank) => drawName(ctx, node, spots.get(node.index), { ...view, strong: first.has(node.index), always: first.has(node.index) || rank < 5 }));
  const around = out && (isNode(state.picked) || state.labels) ? [...out.edges] : state.labels ? [...shown.edges] : [];
  drawEdgeLabels(ctx, view, around.filter((index) => !open.includes(edges[index])), false);
  ctx.restore();
}

// From far away an entity is still a dot of its colour.
function drawDot(ctx, node, place, faded) {
  ctx.beginPath();
  ctx.arc(place.x, place.y, Math.max(place.r, 1.2 + Math.min(node.edges.length, 60) / 25), 0, 2 * Math.PI);
  ctx.globalAlpha = faded ? 0.15 : 1;
  ctx.fillStyle = colour(typeOf.get(node.type));
  ctx.fill();
  ctx.globalAlpha = 1;
}

function drawName(ctx, node, place, { stage, board, always, strong, ground, ink, family }) {
  const busy = node.edges.length;
  const size = busy >= 8 ? 14 : busy >= 4 ? 13 : 12;
  const font = `${busy >= 8 || strong ? 600 : 500} ${size}px ${family}`;
  const text = clipped(flat(nameOf(node)));
  const width = widthOf(ctx, text, font) + 6;
  const height = size + 5;
  const below = place.r + height / 2 + 2;
  const beside = place.r + width / 2 + 3;
  const spots = [[0, below], [0, -below], [beside, 0], [-beside, 0]];
  let tries = 0;
  for (const [dx, dy] of always ? [...spots, [0, below]] : spots) {
    const last = tries++ >= spots.length;
    const edge = width / 2 + 3;
    const x = last ? Math.min(Math.max(place.x + dx, edge), stage.width - edge) : place.x + dx;
    const y = place.y + dy;
    const box = { left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2, owner: node.index };
    const fits = box.left > 2 && box.right < stage.width - 2 && board.free(box, node.index);
    if (!fits && !last) continue;
    board.put(box);
    labelBoxes.push({ ...box, node });
    ctx.font = font;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.lineWidth = 4;
    ctx.strokeStyle = ground;
    ctx.fillStyle = ink;
    ctx.strokeText(text, x, y);
    ctx.fillText(text, x, y);
    return;
  }
}

function middleOf(edge, { scale, origin }, part) {
  const kind = network.body.edges[edge.index].edgeType;
  if (edge.s === edge.t || !kind) return null;
  const point = kind.getPoint(part === undefined ? 0.5 : part);
  return { x: point.x * scale + origin.x, y: point.y * scale + origin.y };
}

const inside = (place, stage) => place.x > 0 && place.y > 0 && place.x < stage.width && place.y < stage.height;

// A disputed edge carries a mark, whatever its colour.
function drawMarks(ctx, view) {
  const out = view.out;
  if (view.scale < 0.25) return;
  for (const index of shown.edges) {
    const edge = edges[index];
    if (!edge.disputed || (out && !out.edges.has(index))) continue;
    const place = middleOf(edge, view);
    if (!place || !inside(place, view.stage)) continue;
    view.board.put({ left: place.x - 9, right: place.x + 9, top: place.y - 9, bottom: place.y + 9, owner: "mark" });
    ctx.beginPath();
    ctx.arc(place.x, place.y, 7.5, 0, 2 * Math.PI);
    ctx.fillStyle = colour(familyOf.get("rivalry"));
    ctx.strokeStyle = view.ground;
    ctx.lineWidth = 2;
    ctx.fill();
    ctx.stroke();
    ctx.font = `700 10px ${view.family}`;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.fillStyle = view.ground;
    ctx.fillText("?", place.x, place.y + 0.5);
  }
}

// Words on lines: always for what is open or under the mouse, for others where there is room.
function drawEdgeLabels(ctx, view, chosen, always) {
  for (const index of new Set(chosen)) {
    const edge = edges[index];
    const term = clipped(flat(shortOf(edge)));
    const full = always || state.labels || !term;
    const text = [full ? clipped(flat(verbOf(edge))) : "", term].filter(Boolean).join(" · ");
    const font = `500 11px ${view.family}`;
    const width = widthOf(ctx, text, font) + 10;
    const spots = [0.5, 0.4, 0.6, 0.32, 0.68].map((part) => middleOf(edge, view, part));
    const middle = spots[0];
    if (always && middle) spots.push({ x: middle.x + width / 2 + 12, y: middle.y }, { x: middle.x - width / 2 - 12, y: middle.y });
    const boxes = spots.filter((spot) => spot && inside(spot, view.stage)).map((spot) => ({
      place: spot, left: spot.x - width / 2, right: spot.x + width / 2, top: spot.y - 8, bottom: spot.y + 8, owner: "e" + index }));
    const box = boxes.find((other) => view.board.free(other, other.owner)) || (always && boxes[0]);
    if (!box) continue;
    const place = box.place;
    view.board.put(box);
    ctx.beginPath();
    ctx.roundRect(box.left, box.top, width, 16, 4);
    ctx.fillStyle = view.ground;
    ctx.globalAlpha = 0.92;
    ctx.fill();
    ctx.globalAlpha = 1;
    ctx.font = font;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.fillStyle = colour(familyOfEdge(edge));
    ctx.fillText(text, place.x, place.y + 0.5);
  }
}

// The entity whose name is at a point of the drawing: names can be clicked as well as circles.
function labelAt(point) {
  const place = network.canvasToDOM(point);
  const box = labelBoxes.find((b) => place.x >= b.left && place.x <= b.right && place.y >= b.top && place.y <= b.bottom);
  return box ? box.node : null;
}
