// A menu to search in, from which one or several options are chosen: the combobox with a list of the ARIA practices.
// The list is made when it is opened, and again as the reader types.

import { element, phrase } from "./shared.js";

const MOST_LISTED = 200;
const shown = new WeakMap(); // what the children of a node show, see renew

export class Combobox {
  // `choose` is told the places of all options that are chosen, in the order of the list.
  constructor(id, several, choose) {
    this.several = several;
    this.choose = choose;
    this.matches = [];
    this.active = -1;
    this.asked = null; // what the reader searches for; null while the list is closed
    this.chips = element("ul", { class: "pl-chosen", hidden: true });
    this.list = element("ul", {
      id: `${id}-list`,
      class: "pl-options",
      role: "listbox",
      "aria-multiselectable": several && "true",
      hidden: true,
      pointerdown: (event) => event.preventDefault(), // the field keeps the focus
    });
    this.field = element("input", {
      id,
      type: "text",
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-controls": this.list.id,
      "aria-expanded": "false",
      autocomplete: "off",
      autocapitalize: "off",
      spellcheck: "false",
      click: () => this.open(),
      input: () => this.search(this.field.value),
      keydown: (event) => this.press(event),
      blur: () => this.close(),
    });
    this.more = element("li", { class: "pl-more", role: "presentation" });
    this.node = element("div", { class: "pl-menu" }, this.chips, this.field, this.list);
  }

  // `options` are labels; `chosen` the places of those that are chosen.
  show({ label, options, chosen, labels }) {
    const same = JSON.stringify(options) === JSON.stringify(this.options);
    Object.assign(this, { options, labels, chosen: new Set(chosen) });
    if (!same) this.folded = null;
    this.list.setAttribute("aria-label", label);
    this.chips.setAttribute("aria-label", phrase(labels.chosen, { label }));
    this.label();
    if (this.asked === null) return;
    if (same) this.fill();
    else this.search(this.asked);
  }

  // What is chosen: as chips with a button each, or as the text of the field.
  label() {
    if (!this.several) {
      if (this.asked === null) this.field.value = this.options[[...this.chosen][0]] ?? "";
      return;
    }
    this.chips.hidden = this.chosen.size === 0;
    this.field.placeholder = this.chosen.size ? this.labels.add : this.labels.any;
    const places = this.inOrder();
    renew(this.chips, places.map((place) => [place, this.options[place]]), () => places.map((place) => this.chip(place)));
  }

  chip(place) {
    const label = this.options[place];
    const name = phrase(this.labels.remove, { what: label });
    const remove = element("button", { type: "button", "aria-label": name, title: name, click: () => this.drop(place) }, "×");
    return element("li", {}, element("span", {}, label), remove);
  }

  drop(place) {
    this.toggle(place);
    this.field.focus();
  }

  inOrder() {
    return [...this.chosen].sort((one, other) => one - other);
  }

  open() {
    if (this.asked !== null) return;
    this.field.select();
    this.search("");
    this.node.scrollIntoView({ block: "nearest" });
  }

  close() {
    if (this.asked === null) return;
    this.asked = null;
    this.list.hidden = true;
    renew(this.list, null, () => []);
    this.activate(-1);
    this.field.setAttribute("aria-expanded", "false");
    this.field.value = "";
    this.label();
  }

  search(text) {
    this.asked = text;
    this.folded ??= this.options.map(fold);
    const words = fold(text).split(/\s+/).filter(Boolean);
    this.matches = [...this.options.keys()].filter((place) => words.every((word) => this.folded[place].includes(word)));
    this.fill();
    this.list.hidden = false;
    this.field.setAttribute("aria-expanded", "true");
    const first = this.several ? -1 : this.matches.findIndex((place) => this.chosen.has(place));
    this.activate(words.length ? 0 : first);
  }

  fill() {
    const listed = this.matches.slice(0, MOST_LISTED);
    const rest = this.rest(this.matches.length - listed.length);
    renew(this.list, [listed.map((place) => [place, this.options[place]]), rest], () => {
      this.more.textContent = rest;
      return [...listed.map((place, i) => this.option(place, i)), ...(rest ? [this.more] : [])];
    });
    listed.forEach((place, i) => this.list.children[i].setAttribute("aria-selected", String(this.chosen.has(place))));
  }

  option(place, i) {
    return element("li", { id: `${this.list.id}-${i}`, role: "option", click: () => this.pick(i) }, this.options[place]);
  }

  // What stands below the options: how many are not listed, or that none fits.
  rest(count) {
    if (count) return phrase(this.labels.more, { count });
    return this.matches.length ? "" : phrase(this.labels.none, { query: this.asked });
  }

  activate(index) {
    const options = this.list.querySelectorAll("[role=option]");
    options[this.active]?.classList.remove("pl-active");
    this.active = Math.min(index, options.length - 1);
    const option = options[this.active];
    if (!option) {
      this.field.removeAttribute("aria-activedescendant");
      return;
    }
    option.classList.add("pl-active");
    option.scrollIntoView({ block: "nearest" });
    this.field.setAttribute("aria-activedescendant", option.id);
  }

  pick(index) {
    const place = this.matches[index];
    if (place === undefined) return;
    if (!this.several) {
      const same = this.chosen.has(place);
      this.chosen = new Set([place]);
      this.close();
      if (!same) this.choose([place]);
      return;
    }
    this.toggle(place);
    this.field.value = "";
    if (this.asked) this.search("");
    else this.fill();
    this.activate(this.matches.indexOf(place));
  }

  toggle(place) {
    if (!this.chosen.delete(place)) this.chosen.add(place);
    this.label();
    this.choose(this.inOrder());
  }

  press(event) {
    if (!this.answers(event)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  answers({ key, altKey }) {
    const open = this.asked !== null;
    const last = Math.min(this.matches.length, MOST_LISTED) - 1;
    switch (key) {
      case "ArrowDown":
      case "ArrowUp":
        if (!open) this.open();
        else if (altKey) this.close();
        else this.activate(key === "ArrowDown" ? Math.min(this.active + 1, last) : Math.max(this.active - 1, 0));
        return true;
      case "Enter":
        if (!open) this.open();
        else this.pick(this.active);
        return true;
      case "Escape":
        this.close();
        return open;
      case "Backspace": {
        const latest = this.inOrder().at(-1);
        if (!this.several || this.field.value || latest === undefined) return false;
        this.toggle(latest);
        if (open) this.fill();
        return true;
      }
      default:
        return false;
    }
  }
}

// An answer of the page that comes between the press and the release of a button must leave the node below the pointer,
// or the click is lost: nodes are made anew only where what they show has changed.
function renew(node, shows, make) {
  const key = JSON.stringify(shows);
  if (shown.get(node) === key) return;
  node.replaceChildren(...make());
  shown.set(node, key);
}

// Letters without accents and case, so that "turkiye" finds Türkiye.
function fold(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
