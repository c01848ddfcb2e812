// The head of every page: whose ledger it is, the choice among processes where there are several, and the menu.

import { component, element, shownStyled } from "./shared.js";

const PATIENCE = 5000; // ms within which the page comes, or does not come

export default component((parent) => new Masthead(parent));

class Masthead {
  constructor(parent) {
    this.brand = element("strong", {});
    this.title = element("span", {});
    this.choice = element("select", { change: () => this.trigger("process", this.choice.value) });
    this.languages = element("select", { class: "pl-languages", change: () => this.trigger("language", this.languages.value) });
    this.rows = element("p", { class: "pl-rows" });
    this.menu = element("nav", {});
    this.out = element("button", { type: "button", click: () => this.trigger("sign_out", true) });
    this.section = element(
      "div",
      { class: "pl-masthead", style: "visibility:hidden" },
      this.languages,
      element("p", { class: "pl-said" }, this.brand, this.title, this.choice),
      this.menu,
      this.rows,
    );
    parent.append(this.section);
    shownStyled(this.section, "masthead.css");
  }

  remove() {
    this.section.remove();
  }

  show(text, trigger) {
    this.trigger = trigger;
    if (text !== this.text) this.fill(text);
    // What was chosen here may have been overtaken before it came back.
    this.choice.value = this.here;
    this.languages.value = document.documentElement.lang;
  }

  fill(text) {
    this.text = text;
    const { brand, title, processes, pages, labels, language, languages, rows, signed_in: signedIn } = JSON.parse(text);
    this.here = processes.find(({ here }) => here)?.name ?? "";
    document.documentElement.lang = language;
    this.brand.textContent = brand;
    // Where there are several, the name of the one that is shown is the choice itself.
    this.title.textContent = processes.length ? " · " : ` · ${title}`;
    this.choice.hidden = !processes.length;
    this.choice.setAttribute("aria-label", labels.process);
    this.choice.replaceChildren(
      ...processes.map(({ name, title }) => element("option", { value: name, dir: "auto" }, title)),
    );
    this.languages.setAttribute("aria-label", labels.language);
    this.languages.replaceChildren(
      ...languages.map(({ code, name }) => element("option", { value: code, lang: code }, name)),
    );
    this.rows.textContent = rows;
    this.rows.hidden = !rows;
    this.menu.setAttribute("aria-label", labels.menu);
    this.links ??= pages.map(() => element("a", { click: (event) => this.follow(event) }));
    this.links.forEach((link, i) => {
      const { label, path, href, here } = pages[i];
      link.textContent = label;
      link.href = href;
      link.dataset.path = path;
      if (here) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    });
    this.out.textContent = labels.sign_out;
    this.menu.replaceChildren(...this.links, ...(signedIn ? [this.out] : []));
  }

  // A key held down means another tab or window: that is the browser's affair.
  follow(event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const { href, dataset, ariaCurrent } = event.currentTarget;
    const { search } = new URL(href);
    if (!ariaCurrent && search !== location.search) keepOneEntry(search);
    this.trigger("page", dataset.path);
  }
}

// Where a mark is open, query and page change both, and Streamlit would add an entry to the browser's history for each.
// So the query's is added here, and the page's takes its place.
function keepOneEntry(search) {
  history.pushState(history.state, "", location.pathname + search);
  const until = performance.now() + PATIENCE;
  history.pushState = (...entry) => {
    delete history.pushState;
    if (performance.now() < until) history.replaceState(...entry);
    else history.pushState(...entry);
  };
}
