// The bar above a page by which it is passed on: its link, and behind a button each its citation, the code of a frame
// and the QR code. Every link comes twice: for the ledger as it stands when opened, and for the data version shown.

import { component, element, phrase, shownStyled } from "./shared.js";

const PANELS = ["cite", "embed", "qr"];

export default component((parent) => new Bar(parent));

class Bar {
  constructor(parent) {
    const id = `pl-${crypto.getRandomValues(new Uint32Array(1))[0]}`;
    const tool = (name, click) => element("button", { type: "button", class: "pl-tool", "data-name": name, click });
    const opener = (name) => {
      const button = tool(name, () => this.open(this.opened === name ? "" : name));
      button.setAttribute("aria-controls", id);
      return button;
    };
    this.lead = tool("share", () => this.unfold(this.lead.getAttribute("aria-expanded") !== "true"));
    this.lead.className = "pl-unfold pl-said";
    this.lead.setAttribute("aria-controls", `${id}-tools`);
    this.title = element("span", { class: "pl-lead", "aria-hidden": "true" });
    this.tools = [tool("link", () => this.copyLink()), ...PANELS.map(opener)];
    this.pin = element("input", { type: "checkbox", change: () => this.pinned(this.pin.checked) });
    this.pinLabel = element("span");
    this.pinMeans = element("span", { class: "pl-means", id: `${id}-means` });
    this.pin.setAttribute("aria-describedby", this.pinMeans.id);
    this.panel = element("div", { class: "pl-panel", id, role: "group", hidden: true });
    this.told = element("p", { class: "pl-told", role: "status" });
    this.section = element(
      "div",
      { class: "pl-share", role: "group", style: "visibility:hidden" },
      this.lead,
      element(
        "div",
        { class: "pl-tools", id: `${id}-tools` },
        this.title,
        ...this.tools,
        element("span", { class: "pl-pin" }, element("label", {}, this.pin, this.pinLabel), this.pinMeans),
      ),
      this.panel,
      this.told,
    );
    this.section.addEventListener("keydown", (event) => this.leave(event));
    this.opened = "";
    this.frame = 0;
    this.unfold(false);
    parent.append(this.section);
    shownStyled(this.section, "card.css", "share.css");
  }

  remove() {
    this.section.remove();
  }

  show(text) {
    if (text === this.shown) return;
    this.shown = text;
    const before = this.message?.pinned;
    this.message = JSON.parse(text);
    const { labels, version, pinned = false } = this.message;
    // Otherwise it is as its reader has set it.
    if (pinned !== before) this.pin.checked = pinned;
    this.section.setAttribute("aria-label", labels.share);
    this.lead.textContent = labels.share;
    this.title.textContent = labels.share;
    for (const button of this.tools) button.textContent = labels[button.dataset.name];
    this.pinLabel.textContent = phrase(labels.pin, { version });
    this.told.textContent = "";
    this.pinMeans.textContent = this.means;
    this.open(this.opened);
  }

  // Of a pair of addresses the one that is meant, and what it does in words.
  chosen(pair) {
    return pair[this.pin.checked ? 1 : 0];
  }

  get means() {
    return this.message.labels[this.pin.checked ? "pinned" : "loose"];
  }

  pinned() {
    this.pinMeans.textContent = this.means;
    this.told.textContent = "";
    this.open(this.opened);
  }

  // On a narrow page the bar is one button until it is unfolded.
  unfold(open) {
    this.lead.setAttribute("aria-expanded", String(open));
    this.section.classList.toggle("pl-unfolded", open);
    if (!open) this.open("");
  }

  open(name) {
    this.opened = name;
    for (const button of this.tools.slice(1)) {
      button.setAttribute("aria-expanded", String(button.dataset.name === name));
    }
    this.panel.hidden = !name;
    if (!name) return this.panel.replaceChildren();
    this.panel.setAttribute("aria-label", this.message.labels[name]);
    this.panel.replaceChildren(...this[name]());
  }

  leave(event) {
    if (event.key !== "Escape" || !this.opened) return;
    event.stopPropagation();
    const button = this.tools.find(({ dataset }) => dataset.name === this.opened);
    this.open("");
    button.focus();
  }

  copyLink() {
    const { labels, links } = this.message;
    this.copy(this.chosen(links), phrase(labels.link_copied, { what: this.means }), () => {
      const address = element("input", { class: "pl-address", type: "text", readonly: true, "aria-label": labels.address });
      address.value = this.chosen(links);
      this.open("");
      this.panel.hidden = false;
      this.panel.setAttribute("aria-label", labels.address);
      this.panel.replaceChildren(address);
      address.select();
    });
  }

  cite() {
    const { labels, citation } = this.message;
    const quoted = element("p", { class: "pl-citation" }, citation);
    const copy = () => this.copy(citation, labels.citation_copied, () => getSelection().selectAllChildren(quoted));
    return [quoted, action(labels.copy_citation, copy), hint(labels.cite_hint)];
  }

  embed() {
    const { labels, frames } = this.message;
    this.frame = Math.min(this.frame, frames.length - 1);
    const code = element("textarea", { class: "pl-frame", rows: 5, readonly: true, "aria-label": labels.code, spellcheck: "false" });
    const alone = element("a", { target: "_blank", class: "pl-anchor" }, labels.try);
    const choice = element("select", { change: () => this.fill(choice.selectedIndex, code, alone) });
    choice.append(...frames.map(({ label }) => element("option", {}, label)));
    choice.selectedIndex = this.frame;
    this.fill(this.frame, code, alone);
    const copy = () => this.copy(code.value, labels.code_copied, () => code.select());
    return [
      element("label", { class: "pl-choice" }, labels.what, choice),
      code,
      element("div", { class: "pl-files" }, action(labels.copy_code, copy), alone),
      hint(labels.embed_hint),
    ];
  }

  fill(index, code, alone) {
    this.frame = index;
    const { links, codes } = this.message.frames[index];
    code.value = this.chosen(codes);
    alone.href = this.chosen(links);
  }

  qr() {
    const { labels, qr } = this.message;
    const src = this.chosen(qr);
    const save = element("a", { href: src, download: "peace-ledger-qr.svg", class: "pl-anchor" }, labels.qr_save);
    const picture = element("img", { class: "pl-qr", alt: labels.qr_alt, src, error: () => failed() });
    const words = hint(phrase(labels.qr_hint, { what: this.means }));
    const shown = element("div", { class: "pl-beside" }, picture, element("div", {}, words, save));
    const failed = () => {
      shown.remove();
      this.told.textContent = labels.qr_failed;
    };
    return [shown];
  }

  // Without leave to copy, the text is selected and its reader told what to press.
  async copy(text, done, select) {
    this.told.textContent = "";
    try {
      await navigator.clipboard.writeText(text);
      this.told.textContent = done;
    } catch {
      select();
      this.told.textContent = this.message.labels.not_copied;
    }
  }
}

function action(label, click) {
  return element("button", { type: "button", class: "pl-tool", click }, label);
}

function hint(text) {
  return element("p", { class: "pl-hint" }, text);
}
