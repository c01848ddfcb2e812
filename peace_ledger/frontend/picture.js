// A chart as a picture that can stand alone: title and subtitle above, sources and permanent link below, on
// the ground that is shown.

import { legendGroups } from "./legend.js";
import { element, graphic } from "./shared.js";

const WIDTH = 1100;
const MARGIN = 32;
const GAP = 12;
const SCALE = 2;

// A picture cannot carry the page's web fonts, so it is set in fonts that every system has.
export const PICTURE_FONT = "Arial, Helvetica, sans-serif";
const TITLE = { family: "Georgia, 'Times New Roman', serif", size: 24, weight: 600, lead: 30 };
const NOTE = { family: PICTURE_FONT, size: 14, weight: 400, lead: 20 };
const SMALL = { family: PICTURE_FONT, size: 11, weight: 400, lead: 16 };
const LEGEND_TITLE = { ...NOTE, weight: 600 };

// `figure` is resolved Plotly JSON, `words` has title, subtitle, caption and link. Gives {svg, width, height}.
export async function pictureOf(Plotly, figure, config, words, height, theme) {
  const inner = WIDTH - 2 * MARGIN;
  const parts = [
    textBlock(words.title, TITLE, theme.text, inner),
    textBlock(words.subtitle, NOTE, theme.muted, inner),
    legendBlock(figure, theme.text, inner),
    await plotBlock(Plotly, figure, config, inner, height),
    textBlock(words.caption, NOTE, theme.muted, inner),
    textBlock(words.link, SMALL, theme.muted, inner),
  ];
  let y = MARGIN;
  const placed = parts.map((part) => {
    const group = graphic("g", { transform: `translate(${MARGIN} ${y})` }, ...part.nodes);
    y += part.height;
    return group;
  });
  const total = y + MARGIN - NOTE.lead / 2;
  const svg = graphic(
    "svg",
    { width: WIDTH, height: total, viewBox: `0 0 ${WIDTH} ${total}` },
    graphic("rect", { width: WIDTH, height: total, fill: theme.ground }),
    ...placed,
  );
  return { svg: new XMLSerializer().serializeToString(svg), width: WIDTH, height: total };
}

async function plotBlock(Plotly, figure, config, width, height) {
  const layout = { ...figure.layout, width, height, showlegend: false };
  const drawn = await Plotly.toImage(
    { data: figure.data, layout, config },
    { format: "svg", width, height, imageDataOnly: true },
  );
  const plot = new DOMParser().parseFromString(drawn, "image/svg+xml").documentElement;
  plot.setAttribute("y", GAP);
  return { nodes: [document.importNode(plot, true)], height: height + 2 * GAP };
}

// The entries of the card's legend, in lines; each group begins a line, behind its title.
function legendBlock(figure, color, width) {
  const groups = legendGroups(figure);
  const indent = Math.max(0, ...groups.map(({ title }) => (title ? widthIn(LEGEND_TITLE)(title) + 20 : 0)));
  let y = GAP;
  const nodes = groups.flatMap(({ title, entries }) => {
    const lines = legendLines(entries, color, indent, width, y);
    const heading = title ? [textLine(title, LEGEND_TITLE, color, 0, y + NOTE.size - 1)] : [];
    y = lines.end;
    return [...heading, ...lines.nodes];
  });
  return { nodes, height: nodes.length ? y : 0 };
}

function legendLines(entries, color, left, width, top) {
  const measure = widthIn(NOTE);
  let [x, y] = [left, top];
  const nodes = entries.flatMap(({ mark, name }) => {
    const start = Number(mark.getAttribute("width")) + 7;
    const length = start + measure(name);
    if (x > left && x + length > width) [x, y] = [left, y + NOTE.lead];
    mark.setAttribute("x", x);
    mark.setAttribute("y", y + 2);
    const words = textLine(name, NOTE, color, x + start, y + NOTE.size - 1);
    x += length + 20;
    return [mark, words];
  });
  return { nodes, end: y + NOTE.lead };
}

function textBlock(text, font, color, width) {
  const lines = wrapped(text, font, width);
  const nodes = lines.map((line, i) => textLine(line, font, color, 0, font.size + i * font.lead));
  return { nodes, height: lines.length * font.lead };
}

function textLine(text, font, color, x, y) {
  const look = { "font-family": font.family, "font-size": font.size, "font-weight": font.weight, fill: color };
  return graphic("text", { ...look, x, y }, text);
}

// `failed` says that the browser gave none.
export async function pngOf({ svg, width, height }, failed) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = width * SCALE;
  canvas.height = height * SCALE;
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error(failed))), "image/png");
  });
}

function wrapped(text, font, width) {
  const measure = widthIn(font);
  const lines = [];
  let line = "";
  for (const word of (text ?? "").split(/\s+/).filter(Boolean)) {
    const longer = line ? `${line} ${word}` : word;
    if (measure(longer) <= width) {
      line = longer;
      continue;
    }
    const pieces = broken(word, measure, width);
    lines.push(...[line, ...pieces.slice(0, -1)].filter(Boolean));
    line = pieces.at(-1);
  }
  return line ? [...lines, line] : lines;
}

// A word in pieces that fit: addresses have no spaces to break at.
function broken(word, measure, width) {
  const pieces = [""];
  for (const letter of word) {
    if (measure(pieces.at(-1) + letter) > width) pieces.push("");
    pieces[pieces.length - 1] += letter;
  }
  return pieces;
}

function widthIn(font) {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = `${font.weight} ${font.size}px ${font.family}`;
  return (text) => pen.measureText(text).width;
}

export function download(name, content, type) {
  const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  element("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000); // the browser may read it only after the click
}
