(function () {
"use strict";
const parses = JSON.parse(document.getElementById("parses").textContent);
const cards = [...document.querySelectorAll(".card")];
const groups = [...document.querySelectorAll("aside section")];
const search = document.getElementById("search");
const words = new Map();

function chosen(group) {
  const boxes = [...group.querySelectorAll("input")];
  return new Set(boxes.filter((box) => box.checked).map((box) => box.dataset.value));
}

function textOf(card) {
  if (!words.has(card)) words.set(card, card.textContent.normalize("NFKC").toLowerCase());
  return words.get(card);
}

function apply() {
  const wanted = groups.map((group) => [group.dataset.group, chosen(group)]);
  const typed = search.value.normalize("NFKC").toLowerCase().trim();
  let shown = 0;
  for (const card of cards) {
    const fits = wanted.every(([name, values]) => values.has(card.dataset[name])) && (!typed || textOf(card).includes(typed));
    card.hidden = !fits;
    if (fits) shown += 1;
  }
  document.getElementById("nothing").hidden = shown > 0 || cards.length === 0;
  document.getElementById("status").textContent = `${shown} of ${cards.length} mistakes shown`;
}

function add(parent, tag, text, name) {
  const element = document.createElement(tag);
  if (name) element.className = name;
  if (text) element.textContent = text;
  parent.append(element);
  return element;
}

// Each word over its part of speech, its label and its head; whoever points at one sees what it hangs on.
function draw(details) {
  const parse = parses[Number(details.dataset.parse)];
  const list = add(details, "ol", "", "words");
  const items = parse.map(([text, pos, dep, head, type, canonical], place) => {
    const item = add(list, "li", "", type);
    if (canonical) item.title = `${canonical} (${type})`;
    add(item, "b", text);
    add(item, "span", pos);
    add(item, "span", dep, "dep");
    add(item, "span", head === place ? "·" : `← ${parse[head][0]}`);
    return item;
  });
  const pick = (place) => items.forEach((item, i) => {
    item.classList.toggle("is-picked", i === place);
    item.classList.toggle("is-head", place >= 0 && i !== place && parse[place][3] === i);
    item.classList.toggle("is-below", place >= 0 && i !== place && parse[i][3] === place);
  });
  items.forEach((item, i) => item.addEventListener("pointerenter", () => pick(i)));
  list.addEventListener("pointerleave", () => pick(-1));
}

// "toggle" does not bubble: caught on its way down, one listener serves all.
document.getElementById("list").addEventListener("toggle", (event) => {
  const details = event.target;
  if (details.open && details.dataset.parse !== undefined && !details.querySelector("ol")) draw(details);
}, true);
for (const group of groups) {
  group.addEventListener("change", apply);
  for (const button of group.querySelectorAll("button")) {
    button.addEventListener("click", () => {
      for (const box of group.querySelectorAll("input")) box.checked = button.dataset.set === "all";
      apply();
    });
  }
}
search.addEventListener("input", apply);
apply();
document.documentElement.dataset.ready = "1";
})();
