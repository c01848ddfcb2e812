// One chart as a card: title, subtitle, plot, table, sources and tools. Streamlit calls the default export for every
// change of the data or the theme with the same parent; the card keeps its nodes, so zoom and legend stay.

import {
  cellContent,
  cellWords,
  component,
  element,
  markButton,
  noteChoice,
  paletteOf,
  phrase,
  showCited,
  shownStyled,
  showSelection,
  themeOf,
  Writer,
} from "./shared.js";
import { drawSoon } from "./drawing.js";
import { drawable, markOf, prepared, withView } from "./figure.js";
import { Walk } from "./keyboard.js";
import { keepLand } from "./land.js";
import { legendLists } from "./legend.js";
import { localeOf } from "./locale.js";
import { download, PICTURE_FONT, pictureOf, pngOf } from "./picture.js";
import { comesBack, headed, rowNames } from "./reading.js";
import { TakeAway } from "./takeaway.js";

const NARROW = 560;
let plotly = null;

export default component((parent) => new Card(parent));

// The page may have begun to load it (early.js).
function loadPlotly(url) {
  if (window.Plotly) return window.Plotly;
  plotly ??= new Promise((resolve, reject) => {
    const begun = document.querySelector(`script[src="${url}"]`);
    const script = begun ?? element("script", { src: url });
    script.addEventListener("load", () => (window.Plotly ? resolve(window.Plotly) : reject(new Error(`${url} holds no Plotly.`))));
    script.addEventListener("error", () => {
      plotly = null; // the next draw tries again
      script.remove();
      reject(new Error(`${url} did not load.`));
    });
    if (!begun) document.head.append(script);
  });
  return plotly;
}

class Card {
  constructor(parent) {
    this.drawn = null;
    this.view = "chart";
    this.build();
    parent.append(this.section);
    this.styled = shownStyled(this.section, "card.css");
    this.sizes = new ResizeObserver(() => drawSoon(this)); // also when the plot is shown again
    this.sizes.observe(this.plot);
    this.onFullScreen = () => this.labelTools();
    document.addEventListener("fullscreenchange", this.onFullScreen);
  }

  remove() {
    this.sizes.disconnect();
    document.removeEventListener("fullscreenchange", this.onFullScreen);
    window.Plotly?.purge(this.plot);
    this.section.remove();
  }

  build() {
    const id = `pl-${crypto.getRandomValues(new Uint32Array(1))[0]}`;
    const tool = (click) => element("button", { type: "button", class: "pl-tool", click });
    this.title = element("h3", { class: "pl-title", id });
    this.subtitle = element("p", { class: "pl-subtitle" });
    this.legend = element("div", { class: "pl-legend" });
    this.plot = element("div", { class: "pl-plot", role: "img", id: `${id}-plot` });
    this.walk = new Walk(this.plot, (mark) => this.send(mark));
    this.stage = element("div", { class: "pl-stage" }, this.plot, this.walk.surface, this.walk.jump);
    this.table = element("div", { class: "pl-table", role: "region", tabindex: 0, hidden: true });
    this.empty = element("p", { class: "pl-empty", hidden: true });
    this.notice = element("p", { class: "pl-notice", role: "status" });
    this.caption = element("p", { class: "pl-source" });
    this.tools = {
      chart: tool(() => this.turnTo("chart")),
      table: tool(() => this.turnTo("table")),
      full: tool(() => this.toggleFullScreen()),
    };
    this.take = new TakeAway({ png: () => this.savePicture("png"), svg: () => this.savePicture("svg") });
    this.bar = element(
      "div",
      { class: "pl-tools", role: "group", "aria-labelledby": id },
      ...Object.values(this.tools),
      this.take.button,
    );
    this.section = element(
      "section",
      { class: "pl-card", "aria-labelledby": id, style: "visibility:hidden" },
      this.title,
      this.subtitle,
      element("div", { class: "pl-body" }, this.legend, this.stage, this.table, this.empty),
      this.notice,
      element("div", { class: "pl-foot" }, this.caption, this.bar),
      this.take.panel,
    );
  }

  async show(text, trigger) {
    const data = JSON.parse(text);
    const closed = comesBack() && !data.selected && this.data?.selected;
    this.data = data;
    this.figured = JSON.stringify([data.figure, data.colors]);
    this.send = (mark) => trigger("mark", noteChoice(mark === this.data.selected ? "" : mark));
    this.title = headed(this.title, this.section);
    this.title.textContent = data.title;
    this.subtitle.textContent = data.subtitle ?? "";
    this.caption.textContent = data.caption ?? "";
    this.empty.textContent = data.empty || data.labels.empty;
    this.plot.setAttribute("aria-label", data.alt || data.title);
    this.table.setAttribute("aria-label", `${data.labels.table}: ${data.title}`);
    this.walk.follow(data);
    this.labelTools();
    this.arrange();
    await this.styled;
    if (!this.section.isConnected) return; // the reader has gone on to another page
    this.theme = themeOf(this.section);
    this.palette = paletteOf(data.colors, this.theme.dark);
    const drawn = this.fill();
    showCited(this.section, data.cited);
    if (closed) this.returnTo(closed);
    await drawn;
  }

  returnTo(mark) {
    if (this.view === "chart") this.walk.returnTo(mark);
    else this.table.querySelector(`[data-mark="${CSS.escape(mark)}"] .pl-open`)?.focus();
  }

  labelTools() {
    const { labels, figure, take } = this.data;
    const full = document.fullscreenElement === this.section;
    for (const [name, button] of Object.entries(this.tools)) {
      button.textContent = labels[name];
      button.title = labels[`${name}_hint`];
    }
    this.tools.full.textContent = full ? labels.exit : labels.full;
    this.tools.chart.setAttribute("aria-pressed", this.view === "chart");
    this.tools.table.setAttribute("aria-pressed", this.view === "table");
    for (const name of ["chart", "table"]) this.tools[name].hidden = !figure;
    this.tools.full.hidden = !figure || !document.fullscreenEnabled;
    this.take.show(take, labels, Boolean(figure));
  }

  turnTo(view) {
    this.view = view;
    this.labelTools();
    this.arrange();
    this.fill();
  }

  arrange() {
    const { figure, height } = this.data;
    this.plot.hidden = !figure || this.view !== "chart";
    this.stage.hidden = this.plot.hidden;
    this.legend.hidden = this.plot.hidden;
    this.table.hidden = !figure || this.view !== "table";
    this.empty.hidden = Boolean(figure);
    this.section.style.setProperty("--pl-height", `${height}px`);
  }

  async fill() {
    if (!this.table.hidden) this.fillTable();
    if (!this.plot.hidden) await drawSoon(this);
  }

  fillTable() {
    const { table, labels, selected } = this.data;
    const wanted = JSON.stringify([table, labels, this.theme.dark]);
    if (wanted !== this.tabled) {
      this.tabled = wanted;
      const writer = new Writer(labels.locale);
      const heads = table.columns.map(({ label, kind }) => element("th", { scope: "col", class: `pl-${kind}` }, label));
      const names = rowNames(table.rows.map((cells) => cellWords(cells, table.columns, writer)));
      const rows = table.rows.map((cells, i) => this.tableRow(cells, table.marks?.[i], names[i], writer));
      this.table.replaceChildren(
        element(
          "table",
          {},
          element("caption", { class: "pl-hidden" }, this.data.title),
          element("thead", {}, element("tr", {}, ...heads)),
          element("tbody", {}, ...rows),
        ),
      );
    }
    showSelection(this.table, selected, labels);
  }

  tableRow(cells, mark, name, writer) {
    const { columns } = this.data.table;
    const content = columns.map(({ kind }, i) => cellContent(cells[i], kind, writer, this.palette));
    if (mark) content[0] = [markButton(content[0], name, this.data.labels, () => this.send(mark))];
    const nodes = columns.map(({ kind }, i) =>
      i === 0
        ? element("th", { scope: "row", class: `pl-${kind}` }, ...content[i])
        : element("td", { class: `pl-${kind}` }, ...content[i]),
    );
    return element("tr", { "data-mark": mark }, ...nodes);
  }

  look() {
    const { data, theme, palette } = this;
    const narrow = this.section.clientWidth < NARROW;
    const { height = data.height, ...changes } = (narrow && data.narrow) || {};
    this.section.style.setProperty("--pl-height", `${height}px`);
    return {
      theme,
      palette,
      width: this.plot.clientWidth,
      height: this.plot.clientHeight,
      narrow: changes,
      steady: narrow || matchMedia("(pointer: coarse)").matches,
      selected: data.selected,
      id: data.id,
      font: theme.font,
    };
  }

  async draw() {
    if (!this.theme || this.plot.hidden || !this.plot.clientWidth) return;
    try {
      if (!this.ready) {
        // Labels are measured once, in the font that is there then.
        await Promise.all([loadPlotly(this.data.plotly), document.fonts.load(`12px ${this.theme.font}`)]);
        this.ready = true;
        drawSoon(this);
        return;
      }
      const look = this.look();
      const wanted = this.figured + JSON.stringify(look);
      if (wanted === this.drawn) return;
      this.drawn = wanted;
      const figure = prepared(this.data.figure, look);
      this.legend.replaceChildren(...legendLists(figure));
      figure.layout.showlegend = false;
      const data = drawable(figure.data);
      await window.Plotly.react(this.plot, data, figure.layout, this.config());
      keepLand(this.plot);
      this.listen();
      this.walk.drawn(data, this.data.table);
    } catch (error) {
      this.fail(error);
    }
  }

  fail(error) {
    console.error(error);
    this.drawn = null;
    this.tell(this.data.labels.failed);
    this.turnTo("table");
  }

  tell(message) {
    this.notice.textContent = message;
  }

  config() {
    return {
      displayModeBar: false,
      responsive: false,
      scrollZoom: false,
      doubleClick: "reset",
      ...localeOf(this.data.labels.locale),
      topojsonURL: this.data.geo,
    };
  }

  listen() {
    if (this.listening) return;
    this.listening = true;
    const mark = ({ points }) => points.map((point) => markOf(point.customdata)).find(Boolean);
    this.plot.on("plotly_click", (event) => mark(event) && this.send(mark(event)));
    this.plot.on("plotly_hover", (event) => this.plot.classList.toggle("pl-over", Boolean(mark(event))));
    this.plot.on("plotly_unhover", () => this.plot.classList.remove("pl-over"));
  }

  async savePicture(kind) {
    const { id, figure, height, labels, take } = this.data;
    this.tell("");
    try {
      const Plotly = await loadPlotly(this.data.plotly);
      const plain = prepared(figure, { ...this.look(), height, narrow: null, font: PICTURE_FONT });
      const viewed = this.plot.layout ? withView(plain, this.plot) : plain;
      const words = { ...this.data, link: take?.link };
      const picture = await pictureOf(Plotly, viewed, this.config(), words, height, this.theme);
      const name = `peace-ledger-${id}.${kind}`;
      if (kind === "svg") download(name, picture.svg, "image/svg+xml");
      else download(name, await pngOf(picture, labels.no_png), "image/png");
    } catch (error) {
      console.error(error);
      this.tell(phrase(labels.picture_failed, { reason: error.message }));
    }
  }

  async toggleFullScreen() {
    if (document.fullscreenElement === this.section) await document.exitFullscreen();
    else await this.section.requestFullscreen();
  }
}
