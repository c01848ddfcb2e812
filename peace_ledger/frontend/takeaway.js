// What can be taken away: data, picture, citation and link, behind one button. Cards of charts and lists hold one;
// the default export draws the foot of a page, which is nothing else.

import { nameLandmarks } from "./reading.js";
import { component, element, phrase, shownStyled } from "./shared.js";

const DATA = { csv: "CSV", json: "JSON", parquet: "Parquet", xlsx: "Excel" };
const CITATIONS = { bib: "BibTeX", ris: "RIS", json: "CSL-JSON" };

// `pictures` are actions by the kind of picture; a list has none. `button` and `panel` go into the card, in this order.
export class TakeAway {
  constructor(pictures = {}) {
    const id = identifier();
    this.pictures = pictures;
    this.panel = element("div", { class: "pl-take", id, role: "group", hidden: true });
    this.button = element("button", {
      type: "button",
      class: "pl-tool",
      "aria-expanded": "false",
      "aria-controls": id,
      click: () => this.toggle(),
    });
    this.panel.addEventListener("keydown", (event) => this.leave(event));
    this.button.addEventListener("keydown", (event) => this.leave(event));
  }

  // `take` has groups of data (or none), cite, text, link and code of a frame (or none), or is missing; `drawn` says whether there is a picture to take.
  show(take, labels, drawn) {
    this.button.textContent = labels.take;
    this.button.title = labels.take_hint;
    this.button.hidden = !take && !drawn;
    this.panel.setAttribute("aria-label", labels.take);
    if (this.button.hidden) this.toggle(false);
    const wanted = JSON.stringify([take, drawn]);
    if (wanted === this.wanted) return;
    this.wanted = wanted;
    this.labels = labels;
    this.fill = () => this.build(take, drawn);
    if (!this.panel.hidden) this.fill();
  }

  // Made when it is opened: few readers of a view do.
  build(take, drawn) {
    this.fill = () => {};
    this.told = element("p", { class: "pl-told", role: "status" });
    const picture = drawn ? [this.picture()] : [];
    this.panel.replaceChildren(...(take ? [...this.data(take), ...picture, ...this.reference(take)] : picture), this.told);
  }

  toggle(open = this.panel.hidden) {
    if (open) this.fill();
    this.panel.hidden = !open;
    this.button.setAttribute("aria-expanded", String(open));
  }

  leave(event) {
    if (event.key !== "Escape" || this.panel.hidden) return;
    event.stopPropagation();
    this.toggle(false);
    this.button.focus();
  }

  data({ groups = {} }) {
    return Object.entries(groups).map(([label, downloads]) =>
      part(label, ...downloads.flatMap((one) => this.download(one, one.label || label))),
    );
  }

  // Its files, and on demand the code that reads them.
  download(one, what) {
    const files = this.files(one, DATA, what, one.label);
    if (!one.code) return [files];
    const { labels } = this;
    const id = identifier();
    const code = element("div", { class: "pl-snippet", id, role: "group", "aria-label": labels.code_hint, hidden: true });
    const toggle = () => {
      if (!code.childElementCount) code.append(...Object.entries(one.code).map(([language, text]) => this.snippet(language, text)));
      code.hidden = !code.hidden;
      button.setAttribute("aria-expanded", String(!code.hidden));
    };
    const button = element(
      "button",
      {
        type: "button",
        class: "pl-tool",
        title: labels.code_hint,
        "aria-label": this.named(labels.code, what),
        "aria-expanded": "false",
        "aria-controls": id,
        click: toggle,
      },
      labels.code,
    );
    files.append(button);
    return [files, code];
  }

  snippet(language, text) {
    const shown = element("pre", {}, element("code", {}, text));
    const click = () => this.copy(text, () => getSelection().selectAllChildren(shown));
    const name = this.named(this.labels.copy_code, language);
    const button = element("button", { type: "button", class: "pl-tool", "aria-label": name, click }, this.labels.copy_code);
    return element("div", {}, element("p", { class: "pl-snippet-title" }, language, button), shown);
  }

  picture() {
    const name = this.labels.picture;
    const buttons = Object.entries(this.pictures).map(([kind, act]) => {
      const format = kind.toUpperCase();
      return element("button", { type: "button", class: "pl-tool", "aria-label": this.named(format, name), click: act }, format);
    });
    return part(name, element("div", { class: "pl-files" }, ...buttons));
  }

  reference({ cite, text, link, embed }) {
    const { labels } = this;
    const quoted = element("p", { class: "pl-citation" }, text);
    const address = element("input", { class: "pl-address", type: "text", readonly: true, "aria-label": labels.link });
    address.value = link;
    const copy = (label, click) => element("button", { type: "button", class: "pl-tool", click }, label);
    const copyText = copy(labels.copy_text, () => this.copy(text, () => getSelection().selectAllChildren(quoted)));
    const copyLink = copy(labels.copy_link, () => this.copy(link, () => address.select()));
    return [
      part(labels.cite, quoted, this.files(cite, CITATIONS, labels.cite, "", copyText)),
      part(labels.link, address, element("div", { class: "pl-files" }, copyLink)),
      ...(embed ? [this.frame(embed)] : []),
    ];
  }

  frame(text) {
    const { labels } = this;
    const code = element("textarea", { class: "pl-frame", rows: 3, readonly: true, "aria-label": labels.embed_code, spellcheck: "false" });
    code.value = text;
    const click = () => this.copy(text, () => code.select());
    const copy = element("button", { type: "button", class: "pl-tool", click }, labels.copy_embed);
    return part(labels.embed, code, element("div", { class: "pl-files" }, copy), element("p", { class: "pl-hint" }, labels.embed_hint));
  }

  // A line of links to one thing in several formats.
  files({ stem, query }, formats, what, lead, ...first) {
    const links = Object.entries(formats).map(([extension, format]) => {
      const href = `${stem}.${extension}${query ? `?${query}` : ""}`;
      const name = this.named(format, what);
      return element("a", { href, download: "", class: "pl-anchor", "aria-label": name }, format);
    });
    const head = lead ? [element("span", { class: "pl-lead" }, lead)] : [];
    return element("div", { class: "pl-files" }, ...head, ...first, ...links);
  }

  named(format, what) {
    return phrase(this.labels.as, { format, what });
  }

  // Without leave to copy, the text is selected and its reader told what to press.
  async copy(text, select) {
    this.told.textContent = "";
    try {
      await navigator.clipboard.writeText(text);
      this.told.textContent = this.labels.copied;
    } catch {
      select();
      this.told.textContent = this.labels.not_copied;
    }
  }
}

function identifier() {
  return `pl-${crypto.getRandomValues(new Uint32Array(1))[0]}`;
}

function part(label, ...content) {
  return element("div", { class: "pl-part" }, element("p", { class: "pl-part-title" }, label), element("div", {}, ...content));
}

export default component((parent) => new Foot(parent));

class Foot {
  constructor(parent) {
    const id = identifier();
    this.title = element("h2", { class: "pl-title", id });
    this.subtitle = element("p", { class: "pl-subtitle" });
    this.take = new TakeAway();
    this.section = element(
      "section",
      { class: "pl-card pl-page", "aria-labelledby": id, style: "visibility:hidden" },
      this.title,
      this.subtitle,
      element("div", { class: "pl-tools" }, this.take.button),
      this.take.panel,
    );
    parent.append(this.section);
    shownStyled(this.section, "card.css");
  }

  remove() {
    this.section.remove();
  }

  show(text) {
    const { title, subtitle, take, labels } = JSON.parse(text);
    this.title.textContent = title;
    this.subtitle.textContent = subtitle;
    this.take.show(take, labels, false);
    nameLandmarks(labels.filters);
  }
}
