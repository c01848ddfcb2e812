// The filters beside every page. A field shows what the reader chose at once; the page that follows confirms it.

import { component, element, phrase, shownStyled } from "./shared.js";
import { ACTS, showAhead } from "./ahead.js";
import { Combobox } from "./combobox.js";

const PATIENCE = 5000; // ms after which a field shows what the page says, whatever was chosen meanwhile
const HELD_BACK = 300; // ms that the page's run waits at most for cards ahead of it
const DAY = /^\d{4}-\d{2}-\d{2}$/;

export default component((parent) => new Filters(parent));

class Filters {
  constructor(parent) {
    this.fields = new Map();
    this.id = `pl-${crypto.getRandomValues(new Uint32Array(1))[0]}`;
    this.section = element("div", { class: "pl-filters", style: "visibility:hidden" });
    parent.append(this.section);
    shownStyled(this.section, "filters.css");
    // The page is run again by its address, after a step in the history or with a new server (connection.js): what was
    // chosen and has not been answered is not in it.
    this.forget = () => {
      this.taken();
      this.fields.forEach((field) => field.forget?.());
    };
    addEventListener("popstate", this.forget);
    // The run must begin before the reader does anything else, which may be a step to another page.
    this.send = () => this.tell();
    for (const act of ACTS) addEventListener(act, this.send, { capture: true });
    this.unsent = {};
    this.late = null;
  }

  remove() {
    removeEventListener("popstate", this.forget);
    for (const act of ACTS) removeEventListener(act, this.send, { capture: true });
    this.section.remove();
  }

  show(text, trigger) {
    this.trigger = trigger;
    if (text === this.text) return;
    this.text = text;
    const { groups, clear, labels, cards } = JSON.parse(text);
    this.cards = cards;
    const outline = JSON.stringify(groups.map((group) => [group.title, group.fields.map(nameOf)]));
    if (outline !== this.outline) this.arrange(groups);
    this.outline = outline;
    for (const told of groups.flatMap(({ fields }) => fields)) this.fields.get(nameOf(told)).show(told, labels);
    this.clear.hidden = !clear;
    this.clear.textContent = labels.clear;
  }

  // The fields that stay keep their nodes, and with them the focus.
  arrange(groups) {
    const told = groups.flatMap(({ fields }) => fields);
    this.fields = new Map(told.map((field) => [nameOf(field), this.fields.get(nameOf(field)) ?? this.made(field)]));
    this.clear ??= element("button", { type: "button", class: "pl-wide", click: () => this.trigger("action", "clear") });
    const nodes = groups.flatMap(({ title, fields }, i) => [
      element("h2", { class: i === 0 && "pl-said" }, title),
      ...fields.map((field) => this.fields.get(nameOf(field)).node),
    ]);
    this.section.replaceChildren(...nodes, this.clear);
  }

  made(field) {
    const id = `${this.id}-${nameOf(field)}`;
    const page = { choose: (changes) => this.choose(changes), answered: () => this.answered() };
    if (field.kind === "day") return new DayField(id, page);
    if (field.kind === "note") return new Note((name) => this.trigger("action", name));
    return new MenuField(id, field.kind === "many", page);
  }

  // The cards in sight first, then the run that brings the page.
  choose(changes) {
    Object.assign(this.unsent, changes, this.swapped());
    this.section.dataset.awaits = "";
    this.late ??= setTimeout(this.send, HELD_BACK);
    const choice = (this.latest = {});
    showAhead(this.cards, `?${this.query()}`).then(() => choice === this.latest && this.tell());
  }

  // Which of the period's two days the reader means to stay cannot be guessed where they are in the wrong order.
  swapped() {
    const query = this.query();
    const [from, to] = ["from", "to"].map((name) => query.get(name));
    if (!(from && to && from > to)) return {};
    return { ...this.fields.get("day-from").turn(to), ...this.fields.get("day-to").turn(from) };
  }

  tell() {
    if (this.late) this.trigger("chosen", this.taken());
  }

  // What was chosen and not sent.
  taken() {
    const changes = this.unsent;
    clearTimeout(this.late);
    this.late = null;
    this.unsent = {};
    return changes;
  }

  // The section bears `data-awaits` until the page has answered every choice, or nobody waits for that any more.
  answered() {
    if (![...this.fields.values()].some(({ changes }) => changes)) delete this.section.dataset.awaits;
  }

  // Of the address with all that was chosen and is not in it yet.
  query() {
    const query = new URLSearchParams(location.search);
    for (const [name, values] of [...this.fields.values()].flatMap(({ changes }) => Object.entries(changes ?? {}))) {
      query.delete(name);
      for (const value of values) query.append(name, value);
    }
    return query;
  }
}

function nameOf({ kind, name }) {
  return `${kind}-${name}`;
}

// A label, the field that it names, and behind a button what to know about it.
class Labelled {
  constructor(id, page) {
    this.page = page;
    this.label = element("label", { for: id });
    this.help = element("p", { class: "pl-help", id: `${id}-help`, hidden: true });
    this.ask = element("button", { type: "button", class: "pl-ask", "aria-controls": this.help.id, "aria-expanded": "false", click: () => this.explain() }, "?");
    this.node = element("div", { class: "pl-field" }, element("div", { class: "pl-label" }, this.label, this.ask), this.help);
    this.waiting = null; // what was chosen and is not confirmed
  }

  explain() {
    this.help.hidden = !this.help.hidden;
    this.ask.setAttribute("aria-expanded", String(!this.help.hidden));
  }

  show(told, labels) {
    this.told = told;
    this.labels = labels;
    this.label.textContent = told.label;
    this.ask.hidden = !told.help;
    this.ask.setAttribute("aria-label", phrase(labels.about, { label: told.label }));
    this.help.textContent = told.help ?? "";
    if (this.waiting === this.state(told)) this.settle();
    if (this.waiting === null) this.fill();
  }

  // An answer to an earlier choice does not take back a later one.
  await(state, changes) {
    this.settle();
    this.waiting = state;
    this.changes = changes;
    this.patience = setTimeout(() => this.forget(), PATIENCE);
  }

  forget() {
    if (this.waiting === null) return;
    this.settle();
    this.fill();
  }

  settle() {
    clearTimeout(this.patience);
    this.waiting = null;
    this.changes = null; // of the address that it makes
    this.page.answered();
  }
}

class MenuField extends Labelled {
  constructor(id, several, page) {
    super(id, page);
    this.several = several;
    this.menu = new Combobox(id, several, (places) => this.pick(places));
    this.node.insertBefore(this.menu.node, this.help);
  }

  state({ chosen }) {
    return JSON.stringify(chosen);
  }

  fill() {
    const { label, options, chosen } = this.told;
    this.menu.show({ label, options: options.map(([text]) => text), chosen, labels: this.labels });
  }

  // One option sets parameters; of several each adds a value to one parameter.
  pick(places) {
    const { name, options } = this.told;
    const changes = this.several ? { [name]: places.map((place) => options[place][1]) } : options[places[0]][1];
    this.await(JSON.stringify(places), changes);
    this.page.choose(changes);
  }
}

class DayField extends Labelled {
  constructor(id, page) {
    super(id, page);
    this.field = element("input", {
      id,
      type: "text",
      inputmode: "numeric",
      maxlength: 10,
      autocomplete: "off",
      "aria-describedby": `${id}-wrong`,
      change: () => this.enter(this.field.value.trim()),
      input: () => {
        this.writing = true;
        this.warn("");
      },
    });
    this.calendar = element("input", { type: "date", tabindex: -1, "aria-hidden": "true", change: () => this.enter(this.calendar.value) });
    this.opener = element("button", { type: "button", class: "pl-open-calendar", click: () => this.calendar.showPicker() }, "▾");
    this.writing = false;
    this.wrong = element("p", { class: "pl-wrong", id: `${id}-wrong`, role: "status" });
    this.node.insertBefore(element("div", { class: "pl-day" }, this.field, this.calendar, this.opener), this.help);
    this.node.append(this.wrong);
  }

  state({ day }) {
    return day ?? "";
  }

  fill() {
    const { min, max, label, half = false } = this.told;
    const day = this.told.day ?? "";
    this.node.classList.toggle("pl-half", half);
    if (!this.writing) this.field.value = day; // an answer does not write over what is being written
    this.field.placeholder = this.labels.day;
    Object.assign(this.calendar, { min, max, value: day });
    this.opener.setAttribute("aria-label", phrase(this.labels.calendar, { label }));
    if (!this.writing) this.warn("");
  }

  enter(day) {
    const { min, max } = this.told;
    this.writing = false;
    if (day && !(DAY.test(day) && isDay(day))) return this.warn(this.labels.no_day);
    if (day && (day < min || day > max)) return this.warn(phrase(this.labels.far, { min, max }));
    if (day === (this.waiting ?? this.state(this.told))) return;
    this.page.choose(this.turn(day));
  }

  turn(day) {
    this.field.value = day;
    this.await(day, { [this.told.name]: day ? [day] : [] });
    return this.changes;
  }

  warn(words) {
    this.wrong.textContent = words;
    this.field.setAttribute("aria-invalid", String(Boolean(words)));
  }
}

// A day that the calendar has: the 30th of February becomes another one.
function isDay(day) {
  const time = Date.parse(day);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
}

// A paragraph, and where there is something to do about it a button.
class Note {
  constructor(act) {
    this.text = element("p", {});
    this.button = element("button", { type: "button", class: "pl-wide", click: () => act(this.told.name) });
    this.node = element("div", { class: "pl-note" }, this.text, this.button);
  }

  show(told) {
    this.told = told;
    this.text.textContent = told.text;
    this.button.textContent = told.action ?? "";
    this.button.hidden = !told.action;
  }
}
