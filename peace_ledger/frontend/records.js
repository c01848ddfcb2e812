// A list of rows: search, sort, pages, and a way to each row's evidence. Everything but the choice of a row happens here.

import {
  asList,
  cellContent,
  cellWords,
  component,
  element,
  isBlank,
  link,
  markButton,
  noteChoice,
  paletteOf,
  phrase,
  showCited,
  shownStyled,
  showSelection,
  swatch,
  takeChoice,
  textOf,
  themeOf,
  Writer,
} from "./shared.js";
import { drawSoon } from "./drawing.js";
import { comesBack, headed, rowNames, say } from "./reading.js";
import { TakeAway } from "./takeaway.js";

export default component((parent) => new List(parent));

class List {
  constructor(parent) {
    this.page = 0;
    this.sort = { column: null, down: false };
    this.build();
    parent.append(this.section);
    this.styled = shownStyled(this.section, "card.css");
  }

  build() {
    const id = `pl-${crypto.getRandomValues(new Uint32Array(1))[0]}`;
    const tool = (click) => element("button", { type: "button", class: "pl-tool", click });
    this.title = element("h3", { class: "pl-title", id });
    this.subtitle = element("p", { class: "pl-subtitle" });
    this.search = element("input", { type: "search", class: "pl-search", input: () => this.turnTo(0) });
    this.table = element("div", { class: "pl-scroll" });
    this.empty = element("p", { class: "pl-empty", hidden: true });
    this.count = element("p", { class: "pl-source", role: "status" });
    this.previous = tool(() => this.turnTo(this.page - 1));
    this.next = tool(() => this.turnTo(this.page + 1));
    this.take = new TakeAway();
    this.foot = element(
      "div",
      { class: "pl-foot" },
      this.count,
      element("div", { class: "pl-tools", role: "group", "aria-labelledby": id }, this.previous, this.next, this.take.button),
    );
    this.section = element(
      "section",
      { class: "pl-card pl-records", "aria-labelledby": id, style: "visibility:hidden" },
      this.title,
      this.subtitle,
      this.search,
      this.table,
      this.empty,
      this.foot,
      this.take.panel,
    );
  }

  remove() {
    this.section.remove();
  }

  async show(text, trigger) {
    const data = JSON.parse(text);
    const closed = comesBack() && !data.selected && this.data?.selected;
    this.data = data;
    this.send = (mark) => trigger("mark", noteChoice(mark === this.data.selected ? "" : mark));
    this.writer = new Writer(data.labels.locale);
    this.title = headed(this.title, this.section);
    this.title.textContent = data.title;
    this.subtitle.textContent = data.subtitle ?? "";
    if (data.behind) this.section.tabIndex = -1; // a way leads here from the mark
    this.search.hidden = !data.search || data.rows.length === 0;
    this.search.placeholder = data.labels.search;
    this.search.setAttribute("aria-label", data.labels.search);
    this.previous.textContent = data.labels.previous;
    this.next.textContent = data.labels.next;
    this.take.show(data.take, data.labels, false);
    await this.styled;
    if (!this.section.isConnected) return; // the reader has gone on to another page
    showCited(this.section, data.cited);
    await drawSoon(this);
    if (takeChoice(data.behind)) this.reveal();
    if (closed) this.focus(closed);
  }

  draw() {
    const { rows, columns, colors } = this.data;
    const theme = themeOf(this.section);
    const told = JSON.stringify(rows);
    const changed = told !== this.told;
    this.told = told;
    this.palette = paletteOf(colors, theme.dark);
    if (changed) {
      this.page = 0;
      this.words = null;
      this.names = rowNames(rows.map(({ cells }) => cellWords(cells, columns, this.writer)));
    }
    this.nameOf = new Map(rows.map((row, i) => [row, this.names[i]]));
    this.fill(changed, theme.dark);
  }

  // What a reader has just asked for comes into sight; a panel that stands in sight stays where it is.
  reveal() {
    say(phrase(this.data.labels.revealed, { title: this.data.title }));
    const gently = !matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.section.scrollIntoView({ block: "nearest", behavior: gently ? "smooth" : "instant" });
  }

  fill(changed, dark) {
    const look = JSON.stringify([this.data.columns, this.data.labels, dark]);
    if (changed || look !== this.look) this.fillTable();
    this.look = look;
    showSelection(this.table, this.data.selected, this.data.labels);
  }

  focus(mark) {
    this.table.querySelector(`[data-mark="${CSS.escape(mark)}"] .pl-open`)?.focus();
  }

  // As read on the page and as stored, so that "13 Dec" and "2023-12-13" both find a day.
  wordsOf({ cells }) {
    const written = (item, i) => `${this.writer.write(item, this.data.columns[i].kind)} ${textOf(item)}`;
    return cells.flatMap((cell, i) => asList(cell).map((item) => written(item, i))).join(" ");
  }

  turnTo(page) {
    const last = Math.ceil(this.found().length / this.data.page_size) - 1;
    this.page = Math.max(0, Math.min(page, last));
    this.fillTable();
    showSelection(this.table, this.data.selected, this.data.labels);
    if (!this.empty.hidden) say(this.empty.textContent);
  }

  sortBy(column) {
    const down = this.sort.column === column && !this.sort.down;
    this.sort = { column, down };
    this.turnTo(0);
    this.table.querySelector(`[data-sort="${column}"]`).focus(); // the heads were written anew
  }

  found() {
    const query = folded(this.search.value.trim());
    if (query) this.words ??= this.data.rows.map((row) => folded(this.wordsOf(row)));
    const rows = query ? this.data.rows.filter((_, i) => this.words[i].includes(query)) : this.data.rows;
    const { column, down } = this.sort;
    return column === null ? rows : sorted(rows, column, down, this.data.labels.locale);
  }

  fillTable() {
    const { columns, rows, page_size: size, labels, empty } = this.data;
    const found = this.found();
    const from = this.page * size;
    const shown = found.slice(from, from + size);
    const query = this.search.value.trim();

    this.table.hidden = shown.length === 0;
    this.empty.hidden = shown.length > 0;
    this.empty.textContent = rows.length
      ? phrase(labels.none, { query, all: rows.length })
      : empty || labels.empty;
    this.table.replaceChildren(
      element(
        "table",
        { role: "table" },
        element("caption", { class: "pl-hidden" }, this.data.title),
        element("thead", { role: "rowgroup" }, this.headRow()),
        element("tbody", { role: "rowgroup" }, ...shown.map((row) => this.row(row, columns))),
      ),
    );
    this.fillFoot(from, shown.length, found.length);
  }

  fillFoot(from, shown, found) {
    const { rows, page_size: size, labels } = this.data;
    const range = found < rows.length ? labels.range_found : labels.range;
    const places = { from: from + 1, to: from + shown, total: found, all: rows.length };
    this.count.textContent = shown ? phrase(range, places) : "";
    for (const button of [this.previous, this.next]) button.hidden = rows.length <= size;
    // Not `disabled`: that would take the focus away from who pages by keyboard.
    limit(this.previous, from === 0);
    limit(this.next, from + size >= found);
  }

  headRow() {
    const heads = this.data.columns.map(({ label, kind, width }, i) => {
      const active = this.sort.column === i;
      const order = this.sort.down ? "descending" : "ascending";
      const head = element(
        "th",
        { scope: "col", role: "columnheader", class: `pl-${kind}`, "aria-sort": active ? order : null },
        element("button", { type: "button", class: "pl-sort", "data-sort": i, click: () => this.sortBy(i) }, label),
      );
      if (width) head.style.width = width;
      return head;
    });
    return element("tr", { role: "row" }, ...heads);
  }

  row(row, columns) {
    const nodes = columns.map(({ label, kind }, i) => {
      const content = cellContent(row.cells[i], kind, this.writer, this.palette);
      const opened = i === 0 && row.mark;
      const open = () => this.send(row.mark);
      const cell = opened ? [markButton(content, this.nameOf.get(row), this.data.labels, open)] : content;
      const head = i === 0;
      return element(
        head ? "th" : "td",
        { class: `pl-${kind}`, ...(head ? { scope: "row", role: "rowheader" } : { role: "cell", "data-label": label }) },
        element("div", {}, ...cell, ...(i === 0 ? this.flags(row) : [])),
      );
    });
    const click = row.mark ? (event) => this.open(event, row.mark) : null;
    return element("tr", { role: "row", "data-mark": row.mark, click }, ...nodes);
  }

  // A click anywhere in a row opens it, unless it was meant for a link or button in it, or marked text to copy.
  open(event, mark) {
    if (event.target.closest("a, button") || String(getSelection())) return;
    this.send(mark);
  }

  flags({ low, contested, disputed = [] }) {
    const { labels } = this.data;
    const flags = [];
    if (low) flags.push(element("span", { class: "pl-flag" }, swatch("circle-open", "currentColor"), labels.low));
    if (contested) flags.push(element("span", { class: "pl-flag pl-contested" }, labels.contested));
    disputed.forEach(({ text, href }, i) => {
      const anchor = link({ text: i === 0 ? labels.disputed : `≠ ${i + 1}`, href });
      anchor.title = text;
      anchor.setAttribute("aria-label", `${labels.disputed}: ${text}`);
      flags.push(element("span", { class: "pl-flag pl-disputed" }, anchor));
    });
    return flags;
  }
}

function limit(button, reached) {
  button.setAttribute("aria-disabled", String(reached));
}

function folded(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

// Blank cells come last in both directions: not known is neither first nor largest.
function sorted(rows, column, down, locale) {
  const words = new Intl.Collator(locale, { numeric: true, sensitivity: "base" });
  const key = ({ cells }) => (isBlank(cells[column]) ? null : sortKey(asList(cells[column])[0]));
  const order = (a, b) => (typeof a === "number" && typeof b === "number" ? a - b : words.compare(a, b));
  return rows.toSorted((left, right) => {
    const [a, b] = [key(left), key(right)];
    if (a === null || b === null) return (a === null) - (b === null);
    return down ? order(b, a) : order(a, b);
  });
}

function sortKey(item) {
  if (typeof item === "object") return item.rank ?? textOf(item);
  return item;
}
