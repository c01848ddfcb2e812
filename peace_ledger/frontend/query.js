// The head of the SQL page: an editor, what runs it, questions to begin with, and the tables that can be asked. Without
// the editor's script there is a plain field: nothing but the completion of names goes with it.

import { component, element, phrase, shownStyled } from "./shared.js";

export default component((parent) => new Query(parent));

class Query {
  constructor(parent) {
    const id = `pl-${crypto.getRandomValues(new Uint32Array(1))[0]}`;
    const tool = (name, click) => element("button", { type: "button", class: "pl-tool", "data-name": name, click });
    this.label = element("h2", { class: "pl-label pl-title", id: `${id}-label` });
    this.field = element("textarea", { class: "pl-plain", id, rows: 8, spellcheck: "false", "aria-describedby": `${id}-keys`, keydown: (event) => this.key(event) });
    this.place = element("div", { class: "pl-editor" }, this.field);
    this.keys = element("p", { class: "pl-keys", id: `${id}-keys` });
    this.run = tool("run", () => this.ask());
    this.run.className = "pl-run";
    this.clear = tool("clear", () => this.put(""));
    this.said = element("p", { class: "pl-keys", role: "status" });
    this.examples = element("ul", { class: "pl-examples" });
    this.examplesTitle = element("summary", { class: "pl-label" });
    this.begin = element("details", { class: "pl-begin" }, this.examplesTitle, this.examples);
    this.tables = element("div", { class: "pl-tables" });
    this.tablesTitle = element("summary", { class: "pl-label" });
    this.schema = element("details", { class: "pl-schema", open: true }, this.tablesTitle, this.tables);
    this.section = element(
      "section",
      { class: "pl-query", "aria-labelledby": `${id}-label`, style: "visibility:hidden" },
      element(
        "div",
        { class: "pl-write" },
        this.label,
        this.place,
        element("div", { class: "pl-act" }, this.run, this.clear, this.keys),
        this.said,
        this.begin,
      ),
      this.schema,
    );
    this.id = id;
    parent.append(this.section);
    shownStyled(this.section, "query.css");
  }

  remove() {
    this.view?.destroy();
    this.section.remove();
  }

  show(text, trigger) {
    this.trigger = trigger;
    if (text === this.text) return;
    this.text = text;
    const message = JSON.parse(text);
    const { labels } = message;
    this.labels = labels;
    this.label.textContent = labels.query;
    this.field.setAttribute("aria-label", labels.query);
    this.field.placeholder = labels.hint;
    this.run.textContent = labels.run;
    this.clear.textContent = labels.clear;
    this.keys.textContent = labels.keys;
    this.said.textContent = "";
    this.section.removeAttribute("aria-busy");
    this.run.disabled = false;
    if (JSON.stringify([message.tables, labels]) !== this.listed) this.list(message);
    // What the reader has written since stays, as long as nobody asks another query.
    if (message.sql !== this.asked) this.put(message.sql ?? "");
    if (message.sql !== this.asked || !this.making) this.unfold(message.sql);
    this.section.classList.toggle("pl-asked", Boolean(message.sql));
    this.asked = message.sql;
    this.making ??= this.edit(message);
  }

  // The editor in place of the field, with what stands in that by then.
  async edit({ codemirror, tables }) {
    try {
      this.made = await import(codemirror);
    } catch {
      return;
    }
    if (!this.section.isConnected) return;
    const focused = document.activeElement === this.field;
    const text = this.field.value;
    this.field.remove();
    this.view = this.made.editor({
      parent: this.place,
      text,
      schema: Object.fromEntries(tables.map(({ name, columns }) => [name, columns.map(([column]) => column)])),
      label: this.labels.query,
      description: this.keys.id,
      hint: this.labels.hint,
      run: () => this.ask(),
    });
    if (focused) this.view.focus();
  }

  list({ tables, examples, labels }) {
    this.listed = JSON.stringify([tables, labels]);
    this.examplesTitle.textContent = labels.examples;
    this.examples.replaceChildren(
      ...examples.map(({ title, sql }) =>
        element("li", {}, element("button", { type: "button", class: "pl-tool", click: () => (this.put(sql), this.ask()) }, title)),
      ),
    );
    this.tablesTitle.textContent = labels.tables;
    this.tables.replaceChildren(
      ...tables.map((table) =>
        element(
          "details",
          {},
          element("summary", {}, element("code", {}, table.name), element("span", { class: "pl-count" }, table.rows ?? "")),
          element("p", {}, table.about),
          element(
            "ul",
            {},
            ...table.columns.map(([name, kind, about]) =>
              element(
                "li",
                {},
                element("button", { type: "button", class: "pl-tool", "aria-label": phrase(labels.insert, { name }), click: () => this.insert(name) }, element("code", {}, name)),
                element("span", { class: "pl-kind" }, ` ${kind}`),
                about ? element("span", { class: "pl-about" }, about) : null,
              ),
            ),
          ),
        ),
      ),
    );
  }

  // Where there is an answer, it comes into sight.
  unfold(sql) {
    this.begin.open = !sql;
    this.schema.open = !sql || !matchMedia("(max-width: 760px)").matches;
  }

  get sql() {
    return this.view ? this.view.state.doc.toString() : this.field.value;
  }

  put(sql) {
    if (this.view) this.made.replace(this.view, sql);
    else this.field.value = sql;
  }

  insert(name) {
    if (this.view) return this.made.insert(this.view, name);
    this.field.setRangeText(name, this.field.selectionStart, this.field.selectionEnd, "end");
    this.field.focus();
  }

  key(event) {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    this.ask();
  }

  ask() {
    const sql = this.sql.trim();
    if (sql.length > this.labels.most) {
      this.said.textContent = phrase(this.labels.long, { count: sql.length });
      return;
    }
    this.asked = sql || undefined;
    this.unfold(sql);
    this.said.textContent = sql ? this.labels.running : "";
    this.section.setAttribute("aria-busy", "true");
    this.trigger("asked", sql);
  }
}
