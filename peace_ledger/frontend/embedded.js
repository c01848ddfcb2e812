// What stands under a page or a chart in a frame: the line that names its source. It tells the page around the frame how
// high all of it is; `embed.js` is what listens there.

import { component, element, stylesheet } from "./shared.js";

export default component((parent) => new Source(parent));

class Source {
  constructor(parent) {
    this.line = element("p", { class: "pl-embedded pl-said" });
    parent.append(this.line);
    stylesheet("card.css");
    stylesheet("share.css");
    if (window.parent === window) return;
    this.page = parent.closest("[data-testid=stMainBlockContainer]");
    this.heights = new ResizeObserver(() => this.tell());
    this.heights.observe(this.page);
    this.answer = ({ data, source }) => source === window.parent && data?.type === "peace-ledger height?" && this.tell();
    addEventListener("message", this.answer);
  }

  remove() {
    this.heights?.disconnect();
    removeEventListener("message", this.answer);
    this.line.remove();
  }

  // To any origin: a height is no secret, and the page around the frame may be anybody's.
  tell() {
    window.parent.postMessage({ type: "peace-ledger height", height: Math.ceil(this.page.getBoundingClientRect().height) }, "*");
  }

  show(text) {
    const { source = "", whole } = JSON.parse(text);
    const { href, text: label } = whole ?? {};
    const link = whole && element("a", { href, target: "_blank", rel: "noopener" }, label);
    this.line.replaceChildren(...[source, link].filter(Boolean));
  }
}
