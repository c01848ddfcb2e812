// Pure functions from the Plotly JSON that Python sends to the Plotly JSON that is drawn.

const CLEAR = "rgba(0,0,0,0)";
const FADED = 0.28;
const LABEL_STANDOFF = 6; // px between a label on the left and the plot

// `look` has theme, palette, width, height, narrow (overrides or null), steady (no dragging), selected, id, font.
export function prepared(figure, look) {
  const drawn = resolved({ data: figure.data, layout: figure.layout }, look.palette); // a copy
  if (look.narrow) override(drawn.layout, resolved(look.narrow, look.palette));
  drawn.layout = {
    dragmode: false,
    hovermode: "closest",
    uirevision: look.id,
    ...drawn.layout,
    template: template(look.theme, look.font),
    width: look.width,
    height: look.height,
    autosize: false,
  };
  if (look.steady) drawn.layout.dragmode = false; // dragging would hold the page when a finger scrolls over it
  makeRoom(drawn.layout, look.font);
  emphasise(drawn, look.selected, look.theme);
  return drawn;
}

// The traces that have something to draw: the others are entries of the legend, which the card writes itself.
export function drawable(data) {
  return data.filter(({ x, lon, locations }) => (locations ?? lon ?? x).some((value) => value !== null));
}

function override(layout, changes) {
  for (const [path, value] of Object.entries(changes)) {
    const names = path.split(".");
    const last = names.pop();
    const holder = names.reduce((part, name) => (part[name] ??= {}), layout);
    holder[last] = value;
  }
}

function resolved(value, palette) {
  if (typeof value === "string") return palette.get(value) ?? value;
  if (Array.isArray(value)) return value.map((item) => resolved(item, palette));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, resolved(item, palette)]));
}

function template(theme, font) {
  const small = { size: 12, color: theme.muted };
  const axis = {
    tickfont: small,
    title: { font: small, standoff: 8 },
    gridcolor: theme.line,
    linecolor: theme.axis,
    zerolinecolor: theme.axis,
    tickcolor: theme.axis,
    automargin: true,
  };
  const bar = { outlinewidth: 0, thickness: 10, tickfont: small };
  return {
    data: { heatmap: [{ colorbar: bar }], choropleth: [{ colorbar: bar }] },
    layout: {
      font: { family: font, size: 12, color: theme.text },
      paper_bgcolor: CLEAR,
      plot_bgcolor: CLEAR,
      colorway: [theme.muted],
      margin: { l: 8, r: 8, t: 8, b: 32 },
      xaxis: { ...axis, ticklabelstandoff: 3 },
      // To hide labels that leave the plot, Plotly measures each where it stands; these have their room.
      yaxis: { ...axis, ticklabelstandoff: LABEL_STANDOFF, ticklabeloverflow: "allow" },
      legend: { font: { size: 12, color: theme.text }, bgcolor: CLEAR },
      hoverlabel: {
        bgcolor: theme.raised,
        bordercolor: theme.axis,
        font: { family: font, size: 13, color: theme.text },
        align: "left",
      },
      geo: {
        bgcolor: CLEAR,
        fitbounds: false, // else the map shows no more of the world than the places in it
        showframe: false,
        showcoastlines: false,
        showland: true,
        landcolor: theme.line,
        showcountries: true,
        countrycolor: theme.ground,
        countrywidth: 0.5,
        showlakes: false,
      },
    },
  };
}

// Plotly draws a figure, sees how wide its labels are, and draws it again where they need another margin: most of the
// time of a change. Names on the left have a known width, so they get their margin before; other axes stay Plotly's.
function makeRoom(layout, font) {
  const axes = Object.keys(layout).filter((key) => /^yaxis\d*$/.test(key)).map((key) => layout[key]);
  const widths = axes.map((axis) => widthOf(axis, layout, font));
  if (!widths.length || widths.includes(null)) return;
  const margin = { ...layout.template.layout.margin, ...layout.margin };
  const edge = Math.min(12, margin.l, margin.r, margin.t, margin.b); // what Plotly keeps free beyond a label
  const room = widths.map((width) => (width ? Math.ceil(width + LABEL_STANDOFF + edge) : 0));
  for (const axis of axes) axis.automargin = false;
  layout.margin = { ...margin, l: Math.max(margin.l, ...room) };
}

// How wide the labels of an axis are on the left of the plot; null where only Plotly knows.
function widthOf(axis, layout, font) {
  const { anchor = "x", categoryarray, side = "left", showticklabels = true, tickfont = {}, ticks, ticktext, title } = axis;
  const [start] = layout[anchor.replace("x", "xaxis")]?.domain ?? [0];
  if (title?.text) return null;
  if (!showticklabels) return 0;
  if (side !== "left" || start !== 0 || ticks) return null;
  const labels = ticktext ?? categoryarray;
  return labels ? Math.max(0, ...labels.flatMap((label) => linesOf(label)).map((line) => measured(line, tickfont.size ?? 12, font))) : null;
}

function linesOf(label) {
  return String(label).split(/<br\s*\/?>/);
}

const pen = document.createElement("canvas").getContext("2d");
const lengths = new Map();

function measured(line, size, family) {
  const font = `${/<b>/.test(line) ? "bold " : ""}${size}px ${family}`;
  const key = `${font}\n${line}`;
  if (!lengths.has(key)) {
    pen.font = font;
    lengths.set(key, pen.measureText(plain(line)).width);
  }
  return lengths.get(key);
}

const NAMED = { amp: "&", lt: "<", gt: ">", quot: '"', nbsp: "\u00a0" };

// As Plotly writes it: without tags, with the characters that are named.
function plain(line) {
  return line.replace(/<[^>]*>/g, "").replace(/&(\w+);/g, (whole, name) => NAMED[name] ?? whole);
}

// The mark of a clicked point: its customdata, or the first entry of it; null where the point opens nothing.
export function markOf(customdata) {
  const mark = Array.isArray(customdata) ? customdata[0] : customdata;
  return typeof mark === "string" && mark !== "" ? mark : null;
}

function emphasise({ data, layout }, selected, theme) {
  if (!selected) return;
  const places = data.map((trace) => placesOf(trace, selected));
  if (places.every((found) => found.length === 0)) return;
  data.forEach((trace, i) => {
    if (isGrid(trace)) outline(trace, places[i], layout, theme);
    else if (Array.isArray(trace.customdata)) fadeOthers(trace, places[i], theme);
  });
}

export function isGrid(trace) {
  return Array.isArray(trace.z?.[0]);
}

// Where a mark stands in a trace: point numbers, or [row, column] pairs in a grid.
function placesOf(trace, mark) {
  if (!Array.isArray(trace.customdata)) return [];
  if (!isGrid(trace)) return trace.customdata.flatMap((item, i) => (markOf(item) === mark ? [i] : []));
  return trace.customdata.flatMap((row, i) =>
    row.flatMap((item, j) => (markOf(item) === mark ? [[i, j]] : [])),
  );
}

function fadeOthers(trace, places, theme) {
  trace.selectedpoints = places;
  trace.selected = { marker: { opacity: 1 } };
  trace.unselected = { marker: { opacity: FADED } };
  if (trace.text) trace.unselected.textfont = { color: theme.muted };
}

// A grid names its columns and rows (one name a brick), or gives their edges (one more than bricks).
// The bricks of a mark lie side by side and get one frame: a line of the text's colour, on a wider one of the ground's
// that sets it off from a dark brick.
function outline(trace, places, layout, theme) {
  if (places.length === 0) return;
  const [rows, columns] = [0, 1].map((i) => places.map((place) => place[i]));
  const frame = {
    type: "rect",
    xref: trace.xaxis ?? "x",
    yref: trace.yaxis ?? "y",
    ...span("x", trace.x, columns, trace.z[0].length),
    ...span("y", trace.y, rows, trace.z.length),
    fillcolor: CLEAR,
  };
  const lines = [
    { color: theme.ground, width: 7 },
    { color: theme.text, width: 3 },
  ];
  layout.shapes = [...(layout.shapes ?? []), ...lines.map((line) => ({ ...frame, line }))];
}

// The first and last edge of bricks on an axis, named as a shape of Plotly names them.
export function span(axis, places, indices, bricks) {
  const [first, last] = [Math.min(...indices), Math.max(...indices)];
  if (places.length > bricks) return { [`${axis}0`]: places[first], [`${axis}1`]: places[last + 1] };
  const shifts = { [`${axis}0shift`]: -0.5, [`${axis}1shift`]: 0.5 };
  return { [`${axis}0`]: places[first], [`${axis}1`]: places[last], ...shifts };
}

// A copy of the figure, zoomed as the reader has zoomed the plot in `node`.
export function withView({ data, layout }, node) {
  const zoomed = { ...layout };
  for (const name of Object.keys(node.layout).filter((key) => /^[xy]axis\d*$/.test(key))) {
    const { range, autorange } = node.layout[name];
    if (range && autorange === false) zoomed[name] = { ...layout[name], range: [...range], autorange };
  }
  return { data, layout: zoomed };
}
