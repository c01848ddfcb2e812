// What both components share: elements made of text, the theme that is shown, and table cells.
// Text from the data enters the page here only, and only as text nodes and attributes.

import { isAhead, leave, stand } from "./ahead.js";
import { watchConnection } from "./connection.js";
import { dayWriter, numberWriter } from "./locale.js";

const BRACE = "{".charCodeAt(0);
const SVG = "http://www.w3.org/2000/svg";

export function element(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

export function graphic(tag, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, tag), attributes, children);
}

function filled(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") node.addEventListener(name, value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

// What Streamlit calls at every change of a component's data: one thing a place, made when first shown, and removed with
// its place. The clean-up of a call that a later one has overtaken comes while the place still stands, with the later
// call's content in it. A place has `data-awaits` from a call until what it brought is shown.
export function component(make) {
  const made = new WeakMap();
  const latest = new WeakMap();
  return ({ data, parentElement, setTriggerValue }) => {
    watchConnection();
    theme = null; // Streamlit calls when it changes
    if (!made.has(parentElement)) made.set(parentElement, make(parentElement));
    const one = made.get(parentElement);
    latest.set(one, data);
    parentElement.dataset.awaits = "";
    stand(one, setTriggerValue);
    const show = async (text) => {
      if (latest.get(one) !== data) return; // overtaken
      if (!isAhead(one, text, () => show(text))) await one.show(text, setTriggerValue);
      if (latest.get(one) === data) delete parentElement.dataset.awaits;
    };
    if (data[0] === BRACE) show(new TextDecoder().decode(data)); // as it stands in a snapshot
    else inflated(data).then(show);
    return () => {
      if (parentElement.isConnected) return;
      leave(one);
      one.remove();
    };
  };
}

function inflated(data) {
  return new Response(new Blob([data]).stream().pipeThrough(new DecompressionStream("deflate"))).text();
}

export function phrase(template, values) {
  return template.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

const sheets = new Map();

// One <link> for the whole page: one per card would show each card unstyled for a moment.
export function stylesheet(name) {
  if (!sheets.has(name)) {
    const link = element("link", { rel: "stylesheet", href: new URL(name, import.meta.url).href });
    const settled = new Promise((resolve) => {
      link.addEventListener("load", resolve);
      link.addEventListener("error", resolve); // an unstyled card can still be read
    });
    document.head.append(link);
    sheets.set(name, settled);
  }
  return sheets.get(name);
}

// A section that is hidden until its style sheets are there, so that it is not seen unstyled for a moment.
export function shownStyled(section, ...sheets) {
  return Promise.all(sheets.map(stylesheet)).then(() => section.style.removeProperty("visibility"));
}

let theme = null;

// The theme that is shown, read from what the browser has computed for `node`, which is a card. Colours are CSS strings.
// Every question makes the browser work out the styles of the page anew, so it is asked once after Streamlit has called.
export function themeOf(node) {
  theme ??= computedTheme(node);
  return theme;
}

function computedTheme(node) {
  const style = getComputedStyle(node);
  const ground = channels(style.backgroundColor);
  const text = channels(style.color);
  const dark = 0.2126 * ground[0] + 0.7152 * ground[1] + 0.0722 * ground[2] < 128;
  return {
    dark,
    ground: mixed(ground, text, 0),
    raised: mixed(ground, text, 0.05),
    line: mixed(ground, text, 0.13),
    axis: mixed(ground, text, 0.35),
    muted: mixed(ground, text, 0.7),
    text: mixed(ground, text, 1),
    font: style.fontFamily,
  };
}

function channels(color) {
  return color.match(/[\d.]+/g).slice(0, 3).map(Number);
}

function mixed(from, to, share) {
  return `rgb(${from.map((value, i) => Math.round(value + (to[i] - value) * share)).join(",")})`;
}

// Values of the colour tokens, `{"@token": [on light, on dark]}`, for the theme.
export function paletteOf(colors = {}, dark) {
  return new Map(Object.entries(colors).map(([token, pair]) => [token, pair[dark ? 1 : 0]]));
}

export function asList(cell) {
  return Array.isArray(cell) ? cell : [cell];
}

export function isBlank(cell) {
  return cell === null || cell === undefined || cell === "" || (Array.isArray(cell) && cell.length === 0);
}

export function textOf(item) {
  if (isBlank(item)) return "";
  if (Array.isArray(item)) return item.map(textOf).join("; ");
  return typeof item === "object" ? (item.text ?? "") : String(item);
}

// Numbers and days are written the same way everywhere; what is no number or no day is shown as it came.
export class Writer {
  constructor(locale) {
    this.number = numberWriter(locale);
    this.day = dayWriter(locale);
  }

  write(item, kind) {
    if (kind === "number" && typeof item === "number") return this.number(item);
    if (kind === "date" && /^\d{4}-\d\d-\d\d$/.test(item)) return this.day(new Date(item));
    return textOf(item);
  }
}

// What each cell of a row says, as text.
export function cellWords(cells, columns, writer) {
  return columns.map(({ kind }, i) => (isBlank(cells[i]) ? [] : asList(cells[i])).map((item) => writer.write(item, kind)).join("; "));
}

// The content of a table cell: nodes and strings for `append`.
export function cellContent(cell, kind, writer, palette) {
  if (isBlank(cell)) return [element("span", { class: "pl-none" }, "–")];
  if (kind === "blocks") return [blocks(cell, writer, palette)];
  const items = asList(cell).map((item) => itemContent(item, kind, writer, palette));
  if (kind === "lines") return items.map((item) => element("div", { class: "pl-line" }, item));
  return items.flatMap((item, i) => (i > 0 ? [kind === "code" ? " " : "; ", item] : [item]));
}

// Blocks of lines side by side, as the width allows.
function blocks(cell, writer, palette) {
  const lineOf = (item) => element("div", { class: "pl-line" }, itemContent(item, item.token ? "code" : "lines", writer, palette));
  return element("ul", { class: "pl-claims" }, ...cell.map((lines) => element("li", {}, ...lines.map(lineOf))));
}

function itemContent(item, kind, writer, palette) {
  if (item?.href) return link(item);
  if (kind === "code" && item?.token) return chip(item, palette);
  if (kind === "quote") return element("q", { lang: item?.lang }, textOf(item));
  if (item?.lang) return element("span", { lang: item.lang }, textOf(item));
  return writer.write(item, kind);
}

// A link in an embed leads out of the frame, as one to another site does: other pages stand in no frame.
const EMBEDDED = [...new URLSearchParams(location.search)].some(
  ([name, value]) => name.toLowerCase() === "embed" && value.toLowerCase() === "true",
);

export function link({ text, href, lang }) {
  const target = safeTarget(href);
  if (!target) return text;
  const outside = target.origin !== location.origin || EMBEDDED;
  return element(
    "a",
    { href, lang, class: "pl-anchor", ...(outside && { target: "_blank", rel: "noopener noreferrer" }) },
    text,
  );
}

// Only web addresses and paths of this site become links, from its root or, with "./", from this page; anything else
// stays text.
function safeTarget(href) {
  if (!/^(https?:\/\/|\.?\/(?![/\\]))/i.test(href) || !URL.canParse(href, location.href)) return null;
  return new URL(href, location.href);
}

function chip(item, palette) {
  return element("span", { class: "pl-chip" }, swatch(item.shape ?? "square", palette.get(item.token)), item.text);
}

const OUTLINES = {
  circle: "M6 1a5 5 0 1 0 0 10a5 5 0 1 0 0-10z",
  square: "M1.5 1.5h9v9h-9z",
  diamond: "M6 .5L11.5 6L6 11.5L.5 6z",
  "triangle-up": "M6 1L11.5 10.5H.5z",
  "triangle-down": "M6 11L.5 1.5h11z",
  cross: "M4 1h4v3h3v4H8v3H4V8H1V4h3z",
  pentagon: "M6 .6L11.6 4.7L9.5 11.2H2.5L.4 4.7z",
  hexagon: "M3.2 1.1h5.6L11.6 6L8.8 10.9H3.2L.4 6z",
  star: "M6 .4L7.6 4.3L11.7 4.6L8.5 7.2L9.6 11.3L6 9L2.4 11.3L3.5 7.2L.3 4.6L4.4 4.3z",
  "line-ns": "M6 0V12",
  x: "M3.2 .8L6 3.6L8.8 .8L11.2 3.2L8.4 6L11.2 8.8L8.8 11.2L6 8.4L3.2 11.2L.8 8.8L3.6 6L.8 3.2z",
};

// The shape names are those of Plotly's markers, so that a chip and its mark in a chart look alike.
export function swatch(shape, color) {
  const open = shape.endsWith("-open");
  const outline = OUTLINES[shape.replace(/-open$/, "")] ?? OUTLINES.square;
  const paint = open ? { fill: "none", stroke: color, "stroke-width": 2 } : { fill: color };
  return graphic(
    "svg",
    { class: "pl-swatch", viewBox: "0 0 12 12", width: 11, height: 11, "aria-hidden": "true" },
    graphic("path", { d: outline, ...paint }),
  );
}

// The way to a row's evidence by keyboard: the content of its first cell as a button. `name` tells the row from others.
export function markButton(content, name, labels, click) {
  return element(
    "button",
    { type: "button", class: "pl-open", title: labels.open, "aria-label": `${name}: ${labels.open}`, click },
    ...content,
  );
}

// A button, seen while it has the focus, that leads from the mark that is open on to its rows.
export function jumpButton(labels) {
  const jump = () => document.querySelector(".st-key-evidence .pl-card")?.focus();
  return element("button", { type: "button", class: "pl-jump", click: jump }, labels.jump);
}

// The mark that was clicked last and whose rows are awaited: the list of these rows shows itself, once.
let awaited = "";

export function noteChoice(mark) {
  awaited = mark;
  return mark;
}

export function takeChoice(mark) {
  if (!mark || mark !== awaited) return false;
  awaited = "";
  return true;
}

const placed = new WeakSet();

// The card that the address names comes into sight when it is first there, and stays there while cards above it take
// their heights, until the reader does anything.
export function showCited(section, cited) {
  if (cited && !placed.has(section)) {
    const heights = new ResizeObserver(() => section.scrollIntoView());
    heights.observe(section.closest("[data-testid=stMainBlockContainer]") ?? document.body);
    const acts = ["wheel", "touchstart", "pointerdown", "keydown"];
    for (const act of acts) addEventListener(act, () => heights.disconnect(), { once: true, passive: true });
  }
  placed.add(section);
}

// Rows carry their mark as `data-mark`; they are kept when the selection changes, and with them the focus.
export function showSelection(container, selected, labels) {
  for (const row of container.querySelectorAll("tr[data-mark]")) {
    const chosen = row.dataset.mark === selected;
    const button = row.querySelector(".pl-open");
    row.classList.toggle("pl-selected", chosen);
    button.setAttribute("aria-pressed", String(chosen));
    button.title = chosen ? labels.close : labels.open;
    if (!chosen) row.querySelector(".pl-jump")?.remove();
    else if (!row.querySelector(".pl-jump")) button.after(jumpButton(labels));
  }
}
