// A chart as a picture that can stand alone: title and subtitle above, sources below, on the ground that is shown.

import { graphic } from "./shared.js";

const WIDTH = 1100;
const MARGIN = 32;
const SCALE = 2;

// A picture cannot carry the page's web fonts, so it is set in fonts that every system has.
export const PICTURE_FONT = "Arial, Helvetica, sans-serif";
const TITLE = { family: "Georgia, 'Times New Roman', serif", size: 24, weight: 600, lead: 30 };
const NOTE = { family: PICTURE_FONT, size: 14, weight: 400, lead: 20 };

// `figure` is resolved Plotly JSON, `words` has title, subtitle and caption. Gives {svg, width, height}.
export async function pictureOf(Plotly, figure, config, words, height, theme) {
  const inner = WIDTH - 2 * MARGIN;
  const sized = { ...figure.layout, width: inner, height };
  const drawn = await Plotly.toImage(
    { data: figure.data, layout: sized, config },
    { format: "svg", width: inner, height, imageDataOnly: true },
  );
  const plot = new DOMParser().parseFromString(drawn, "image/svg+xml").documentElement;

  const blocks = [
    { lines: wrapped(words.title, TITLE, inner), font: TITLE, color: theme.text },
    { lines: wrapped(words.subtitle, NOTE, inner), font: NOTE, color: theme.muted },
  ];
  const caption = { lines: wrapped(words.caption, NOTE, inner), font: NOTE, color: theme.muted };

  let y = MARGIN;
  const texts = [];
  for (const block of blocks) {
    texts.push(textBlock(block, y));
    y += block.lines.length * block.font.lead;
  }
  y += 12;
  plot.setAttribute("x", MARGIN);
  plot.setAttribute("y", y);
  y += height + 16;
  texts.push(textBlock(caption, y));
  y += caption.lines.length * NOTE.lead + MARGIN - 8;

  const svg = graphic(
    "svg",
    { width: WIDTH, height: y, viewBox: `0 0 ${WIDTH} ${y}` },
    graphic("rect", { width: WIDTH, height: y, fill: theme.ground }),
    ...texts,
    document.importNode(plot, true),
  );
  return { svg: new XMLSerializer().serializeToString(svg), width: WIDTH, height: y };
}

export async function pngOf({ svg, width, height }) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = width * SCALE;
  canvas.height = height * SCALE;
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("The browser gave no PNG."))), "image/png");
  });
}

function textBlock({ lines, font, color }, top) {
  const attributes = { "font-family": font.family, "font-size": font.size, "font-weight": font.weight, fill: color };
  const spans = lines.map((line, i) => graphic("tspan", { x: MARGIN, y: top + font.size + i * font.lead }, line));
  return graphic("text", attributes, ...spans);
}

function wrapped(text, font, width) {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = `${font.weight} ${font.size}px ${font.family}`;
  const lines = [];
  let line = "";
  for (const word of (text ?? "").split(/\s+/).filter(Boolean)) {
    const longer = line ? `${line} ${word}` : word;
    if (line && pen.measureText(longer).width > width) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return line ? [...lines, line] : lines;
}
