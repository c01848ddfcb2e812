// The legend as text of the card, so that it flows with the page and can be read aloud; pictures take its entries.

import { element, graphic, swatch } from "./shared.js";

const HATCHES = {
  "/": "M0 12L12 0M-3 3L3 -3M9 15L15 9",
  "\\": "M0 0L12 12M-3 9L3 15M9 -3L15 3",
  x: "M0 0L12 12M0 12L12 0",
  "-": "M0 4H12M0 8H12",
  "|": "M4 0V12M8 0V12",
  "+": "M0 6H12M6 0V12",
  ".": "M3 3h.1M9 3h.1M3 9h.1M9 9h.1M6 6h.1",
};

// `figure` is resolved Plotly JSON. Gives its legend in groups, as [{title, entries: [{mark, name}]}]: a group for each
// `legendgrouptitle`, what has none in a group without title, and in a group each name once.
export function legendGroups({ data, layout }) {
  if (!layout.showlegend) return [];
  const groups = new Map();
  for (const trace of data.filter(({ name, showlegend }) => name && showlegend !== false)) {
    const title = trace.legendgrouptitle?.text ?? "";
    if (!groups.has(title)) groups.set(title, new Map());
    const names = groups.get(title);
    if (!names.has(trace.name)) names.set(trace.name, { mark: key(trace), name: trace.name });
  }
  return [...groups].map(([title, names]) => ({ title, entries: [...names.values()] }));
}

// The legend as lists, one a group.
export function legendLists(figure) {
  return legendGroups(figure).map(({ title, entries }) => {
    const items = entries.map(({ mark, name }) => element("li", {}, mark, name));
    if (!title) return element("ul", {}, ...items);
    const id = `pl-${crypto.getRandomValues(new Uint32Array(1))[0]}`;
    const heading = element("p", { class: "pl-legend-title", id }, title);
    return element("div", { class: "pl-legend-group" }, heading, element("ul", { "aria-labelledby": id }, ...items));
  });
}

function key(trace) {
  const { marker = {}, line = {}, mode = "" } = trace;
  if (trace.type === "bar") return filled(marker);
  if (mode === "text") return letter(first(trace.text), first(trace.textfont?.color));
  const symbol = first(marker.symbol) ?? "circle";
  if (mode.includes("markers") && symbol.startsWith("line-ew")) return stroke(first(marker.color));
  if (mode.includes("markers")) return swatch(symbol, first(marker.color));
  if (mode.includes("lines")) return stroke(line.color, line.dash, line.width);
  return swatch("square", trace.fillcolor ?? first(marker.color) ?? line.color);
}

function filled({ color, line = {}, pattern = {} }) {
  const shape = first(pattern.shape);
  const hollow = !shape && (line.width ?? 0) > 1;
  const box = hollow ? swatch("square-open", first(line.color)) : swatch("square", first(pattern.bgcolor) ?? first(color));
  if (shape) {
    box.setAttribute("overflow", "hidden");
    box.append(graphic("path", { d: HATCHES[shape], stroke: first(pattern.fgcolor), "stroke-width": 1.6, fill: "none" }));
  }
  return box;
}

function stroke(color, dash, width = 2) {
  const dashes = { dot: "2 2", dash: "5 3", dashdot: "5 2 1 2" }[dash];
  return graphic(
    "svg",
    { class: "pl-swatch", viewBox: "0 0 18 12", width: 18, height: 12, "aria-hidden": "true" },
    graphic("path", { d: "M0 6H18", stroke: color, "stroke-width": width, fill: "none", ...(dashes && { "stroke-dasharray": dashes }) }),
  );
}

// A sign that is a letter, as wide and high as a swatch.
function letter(text, color) {
  return graphic(
    "svg",
    { class: "pl-swatch", viewBox: "0 0 12 12", width: 12, height: 12, "aria-hidden": "true" },
    graphic("text", { x: 6, y: 11, "text-anchor": "middle", "font-size": 14, fill: color }, text),
  );
}

function first(value) {
  return Array.isArray(value) ? value.find((item) => item != null) : value;
}
