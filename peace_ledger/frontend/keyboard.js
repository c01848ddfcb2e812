// The keyboard's way through a chart: one tab stop on its plot, arrow keys from mark to mark, Enter for what a click
// does. It lies over the plot and not in it: to a screen reader the plot is a picture, and a picture has no parts.

import { element, jumpButton, phrase } from "./shared.js";
import { isGrid, markOf, span } from "./figure.js";
import { say } from "./reading.js";

const BLOCK = 10; // marks that Page Up and Page Down pass where the marks form no groups
const ROOM = 1; // px between a mark and the ring around it
const DRAWN = ".point, .textpoint, .choroplethlocation";

export class Walk {
  constructor(plot, choose) {
    this.plot = plot;
    this.choose = choose;
    this.known = null;
    this.find = () => [];
    this.at = null; // the stop that was reached last
    this.ring = element("div", { class: "pl-ring", hidden: true });
    this.keys = element("p", { id: `${plot.id}-keys`, hidden: true });
    this.surface = element(
      "div",
      {
        class: "pl-walk",
        role: "application", // else a screen reader keeps the arrow keys for itself
        tabindex: 0,
        hidden: true, // until there are marks to go to
        "aria-describedby": `${plot.id} ${this.keys.id}`,
        focus: () => this.go(this.here()),
        blur: () => this.leave(!plot.matches(":hover")), // the mouse may be about to click what the box is on
        keydown: (event) => this.press(event),
      },
      this.ring,
      this.keys,
    );
    this.jump = element("div", { class: "pl-jump-place" });
  }

  // What the card shows now: its message, as Python sent it.
  follow({ title, labels, selected = null }) {
    const closed = this.selected && !selected && this.focused();
    this.labels = labels;
    this.selected = selected;
    this.surface.setAttribute("aria-label", title);
    this.surface.setAttribute("aria-roledescription", labels.walk);
    this.keys.textContent = labels.keys;
    if (closed) say(labels.closed);
  }

  // The plot has been drawn: `data` is what Plotly drew, `table` the card's table.
  drawn(data, table) {
    for (const drawing of [this.plot.querySelector(".plot-container"), document.getElementById("js-plotly-tester")]) {
      drawing?.setAttribute("aria-hidden", "true");
    }
    const points = data.flatMap(pointsOf);
    this.known = null;
    this.find = () => stopsOf(this.plot, points, data.some(isGrid), table);
    this.surface.hidden = points.length === 0;
    const open = points.some(({ mark }) => mark === this.selected);
    if (!open) this.jump.replaceChildren();
    else if (!this.jump.hasChildNodes()) this.jump.append(jumpButton(this.labels));
    if (this.focused()) this.show(this.stops[this.here()]);
  }

  // Found when a reader comes here: to put them in order, the browser has to lay the plot out.
  get stops() {
    this.known ??= this.find();
    return this.known;
  }

  // Put the reader on a mark, as one who comes back to it.
  returnTo(mark) {
    if (this.at?.mark !== mark) this.at = { mark };
    this.surface.focus();
  }

  focused() {
    return document.activeElement === this.surface;
  }

  // Where the reader stands among the stops as they are drawn now.
  here() {
    const { mark, hover } = this.at ?? {};
    const likely = [
      (stop) => stop.mark === mark && stop.hover === hover,
      (stop) => stop.mark === mark,
      (stop) => stop.mark === this.selected,
    ];
    return likely.map((is) => this.stops.findIndex(is)).find((place) => place >= 0) ?? 0;
  }

  press(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || this.stops.length === 0) return;
    const here = this.here();
    const starts = groupStarts(this.stops.map(({ mark }) => mark));
    const last = this.stops.length - 1;
    const target = {
      ArrowRight: here + 1,
      ArrowDown: here + 1,
      ArrowLeft: here - 1,
      ArrowUp: here - 1,
      PageDown: starts.find((start) => start > here) ?? last,
      PageUp: starts.findLast((start) => start < here) ?? 0,
      Home: 0,
      End: last,
    }[event.key];
    if (target !== undefined) this.go(Math.max(0, Math.min(target, last)));
    else if (event.key === "Enter" || event.key === " ") this.open(event, here);
    else if (event.key === "Escape") this.leave();
    else return;
    event.preventDefault();
  }

  open(event, here) {
    if (!event.repeat) this.choose(this.stops[here].mark);
  }

  go(place) {
    const stop = this.stops[place];
    if (!stop) return;
    this.at = stop;
    this.show(stop);
    this.ring.scrollIntoView({ block: "nearest" });
    const template = stop.mark === this.selected ? this.labels.at_open : this.labels.at;
    say(phrase(template, { words: wordsOf(stop), place: place + 1, all: this.stops.length }));
  }

  show(stop) {
    const box = stop && boxOf(this.plot, stop);
    this.ring.hidden = !box;
    if (!stop) return;
    if (box) this.frame(box, stop.trace.type.startsWith("scatter"));
    // The last argument keeps Plotly from reporting it as the mouse's doing.
    window.Plotly.Fx.hover(this.plot, hoverAt(this.plot, stop, box), subplotOf(stop.trace), true);
  }

  frame({ left, top, right, bottom }, round) {
    Object.assign(this.ring.style, {
      left: `${left - ROOM}px`,
      top: `${top - ROOM}px`,
      width: `${right - left + 2 * ROOM}px`,
      height: `${bottom - top + 2 * ROOM}px`,
      borderRadius: round ? "50%" : "3px",
    });
  }

  leave(withBox = true) {
    this.ring.hidden = true;
    if (withBox && this.plot.calcdata) window.Plotly.Fx.unhover(this.plot);
  }
}

// The stops of the way through a figure, as [{mark, hover, row, trace, curve, point, parts}]: what has one mark and one
// hover box is one stop, at its first point, though it may be drawn in several parts. In the order of the chart's table,
// the bricks of a grid row by row; stops of one mark from left to right. `row` is the mark's row of the table.
function stopsOf(plot, points, grid, { rows = [], marks = [] }) {
  const found = new Map();
  for (const point of points) {
    const key = `${point.mark}\n${point.hover}`;
    const stop = found.get(key);
    // An area is hard to frame: where a state has a point as well, that is its place.
    if (!stop || stop.trace.type === "choropleth") {
      found.set(key, { ...point, row: rows[marks.indexOf(point.mark)], parts: [point] });
    } else if (stop.trace.type === point.trace.type) {
      stop.parts.push(point);
    }
  }
  const stops = [...found.values()];
  const order = [...new Set([...(grid ? [] : marks), ...stops.map(({ mark }) => mark)])];
  const ranks = new Map(order.map((mark, rank) => [mark, rank]));
  const nodes = nodesOf(plot);
  const starts = new Map(stops.map((stop) => [stop, startOf(stop, boxOf(plot, stop, nodes))]));
  return stops.toSorted((a, b) => ranks.get(a.mark) - ranks.get(b.mark) || starts.get(a) - starts.get(b));
}

function startOf({ trace }, box) {
  if (!box) return 0;
  return Math.round(trace.type === "bar" ? box.left : (box.left + box.right) / 2);
}

// The points of a trace that can be hovered over and clicked.
function pointsOf(trace, curve) {
  const { customdata, hovertext, hoverinfo, visible = true } = trace;
  if (!Array.isArray(customdata) || hoverinfo === "skip" || visible !== true) return [];
  const point = (item, text, place) => ({ mark: markOf(item), hover: text, trace, curve, point: place });
  const found = isGrid(trace)
    ? customdata.flatMap((items, i) => items.map((item, j) => point(item, hovertext?.[i][j], [i, j])))
    : customdata.map((item, i) => point(item, Array.isArray(hovertext) ? hovertext[i] : hovertext, i));
  return found.filter(({ mark }) => mark);
}

// What the hover box says, without tags and with a pause for each new line; without a box, the row of the table.
function wordsOf({ hover, row = [] }) {
  return hover ? spoken(hover) : row.filter((cell) => cell !== null && cell !== "").join(", ");
}

// A line that ends in a space was broken for want of room.
function spoken(hover) {
  return plain(hover.replace(/([^ .,;:!?])<br>/g, "$1, ").replace(/ ?<br>/g, " "));
}

function plain(html) {
  // A document of the parser runs and loads nothing.
  return new DOMParser().parseFromString(html, "text/html").body.textContent.trim();
}

// Where Page Up and Page Down stop: at each new lane of a chart of several, else at each new first value of the marks,
// else at every tenth.
function groupStarts(marks) {
  for (const depth of [1, 2]) {
    const groups = marks.map((mark) => mark.split("~").slice(0, depth).join("~"));
    const starts = marks.flatMap((_, i) => (groups[i] === groups[i - 1] ? [] : [i]));
    if (starts.length > 1 && starts.length < marks.length) return starts;
  }
  return marks.flatMap((_, i) => (i % BLOCK ? [] : [i]));
}

// Where Plotly shall show a hover box: at a point by its number; in a grid, where it finds none so, by its place.
function hoverAt({ _fullLayout: layout }, { trace, curve, point }, box) {
  if (!isGrid(trace)) return [{ curveNumber: curve, pointNumber: point }];
  const { xaxis, yaxis } = axesOf(layout, trace);
  const middle = (axis, from, to) => axis.p2c((from + to) / 2 - axis._offset);
  return { xval: middle(xaxis, box.left, box.right), yval: middle(yaxis, box.top, box.bottom) };
}

function axesOf(layout, { xaxis = "x", yaxis = "y" }) {
  return { xaxis: layout[xaxis.replace("x", "xaxis")], yaxis: layout[yaxis.replace("y", "yaxis")] };
}

function subplotOf({ type, geo = "geo", xaxis = "x", yaxis = "y" }) {
  return /geo|choropleth/.test(type) ? geo : xaxis + yaxis;
}

// Where a stop is drawn, in px from the plot's corner; null where it lies outside what is drawn.
function boxOf(plot, { trace, parts }, nodes = nodesOf(plot)) {
  if (isGrid(trace)) return gridBox(plot, trace, parts);
  const boxes = parts.map((part) => drawnBox(plot, part, nodes)).filter(Boolean);
  if (boxes.length === 0) return null;
  const side = (of, name) => of(...boxes.map((box) => box[name]));
  return {
    left: side(Math.min, "left"),
    top: side(Math.min, "top"),
    right: side(Math.max, "right"),
    bottom: side(Math.max, "bottom"),
  };
}

// What Plotly has drawn, by the entry of its `calcdata` that each node stands for.
function nodesOf(plot) {
  return new Map([...plot.querySelectorAll(DRAWN)].map((node) => [node.__data__, node]));
}

function drawnBox(plot, { curve, point }, nodes) {
  const node = nodes.get(plot.calcdata[curve].find(({ i }) => i === point));
  if (!node) return null;
  const box = (node.querySelector("path") ?? node).getBoundingClientRect();
  const corner = plot.getBoundingClientRect();
  return {
    left: box.left - corner.left,
    top: box.top - corner.top,
    right: box.right - corner.left,
    bottom: box.bottom - corner.top,
  };
}

function gridBox({ _fullLayout: layout }, trace, bricks) {
  const { xaxis, yaxis } = axesOf(layout, trace);
  const [rows, columns] = [0, 1].map((i) => bricks.map(({ point }) => point[i]));
  const [top, bottom] = edges(yaxis, "y", trace.y, rows, trace.z.length);
  const [left, right] = edges(xaxis, "x", trace.x, columns, trace.z[0].length);
  return { left, top, right, bottom };
}

function edges(axis, letter, names, indices, bricks) {
  const frame = span(letter, names, indices, bricks);
  const pixel = (end) => axis._offset + axis.c2p(axis.d2c(frame[letter + end]) + (frame[`${letter}${end}shift`] ?? 0));
  return [pixel(0), pixel(1)].toSorted((a, b) => a - b);
}
