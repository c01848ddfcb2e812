// What the benchmark notes inside each page, from the first moment of its document. Times are milliseconds of
// performance.now(): since the navigation began.
(() => {
  const numbers = (values) => [...(values ?? [])].flat(2).filter((value) => Number.isFinite(value));
  const sum = (values) => values.reduce((total, value) => total + value, 0);

  // What stands in the drawn charts, as a reader could count it: reactions in bars, filled cells, reactions in bubbles.
  // A bar or bubble counts where its node is in the picture; cells of a matrix lie in an image.
  function counts() {
    const found = {};
    for (const plot of document.querySelectorAll(".js-plotly-plot")) {
      const traces = plot._fullData ?? [];
      const types = new Set(traces.map((trace) => trace.type));
      if (!plot.querySelector(".main-svg")) continue;
      if (types.has("heatmap")) found.cells = sum(traces.map(filled));
      else if (types.has("bar")) found.bars = drawnBars(plot, traces);
      else if (types.size === 1 && types.has("scatter")) found.bubbles = drawnBubbles(plot);
    }
    return found;
  }

  // A matrix that gives the edges of its bricks, one more than bricks, is ours: two bricks and a gap a cell.
  function filled(trace) {
    if (trace.type !== "heatmap") return 0;
    const bricks = sum([...trace.z].map((line) => numbers(line).length));
    return trace.x.length > trace.z[0].length ? bricks / 2 : bricks;
  }

  function drawnBars(plot, traces) {
    const nodes = plot.querySelectorAll(".barlayer .point > path:not([d='M0,0Z'])").length;
    const lengths = traces.filter((trace) => trace.type === "bar" && trace.visible === true).flatMap((trace) => numbers(trace.x));
    return lengths.filter((length) => length > 0).length === nodes ? sum(lengths) : -1;
  }

  function drawnBubbles(plot) {
    const words = [...plot.querySelectorAll(".scatterlayer .textpoint text")];
    return sum(words.map((word) => Number(word.textContent.replace(/\D/g, ""))));
  }

  const bench = { messages: [], asked: [], painted: {}, wanted: null, began: null, whole: 0, changed: 0, page: null };
  let known = new WeakSet();

  // `wanted`: counts by chart. `began`: when the clock starts, null for the next press of the pointer.
  bench.expect = (wanted, began) => Object.assign(bench, { ...fresh(began), wanted });
  // The first chart of another page, named by its heading.
  bench.expectPage = (page) => {
    known = new WeakSet([...document.querySelectorAll(".js-plotly-plot")].map((plot) => plot._fullData));
    Object.assign(bench, { ...fresh(null), page });
  };
  const fresh = (began) => ({ messages: [], asked: [], painted: {}, wanted: null, page: null, began, whole: 0, changed: 0 });

  bench.done = () => {
    const charts = bench.page ? "first" in bench.painted : Object.keys(bench.wanted).every((name) => name in bench.painted);
    return charts && bench.whole > bench.changed && performance.now() - bench.changed > 400;
  };
  bench.report = () => {
    const times = Object.values(bench.painted).sort((one, other) => one - other);
    const received = bench.messages.map((message) => message.at);
    const since = (time) => (time === undefined ? null : time - bench.began);
    return {
      first: since(times[0]),
      last: since(times.at(-1)),
      whole: since(Math.max(bench.whole, ...times)),
      sent: since(bench.asked[0]),
      first_message: since(received[0]),
      last_message: since(received.at(-1)),
      messages: received.length,
      painted: Object.fromEntries(Object.entries(bench.painted).map(([name, time]) => [name, since(time)])),
    };
  };
  bench.counts = counts;

  function look() {
    if (bench.wanted && bench.began !== null) lookForCounts();
    if (bench.page && bench.began !== null) lookForPage();
    requestAnimationFrame(look);
  }

  function lookForCounts() {
    const missing = Object.keys(bench.wanted).filter((name) => !(name in bench.painted));
    if (missing.length === 0) return;
    const now = counts();
    for (const name of missing) if (now[name] === bench.wanted[name]) paint(name);
  }

  function lookForPage() {
    if ("first" in bench.painted || !document.querySelector("h1")?.textContent.includes(bench.page)) return;
    const plots = [...document.querySelectorAll(".js-plotly-plot")];
    if (plots.some((plot) => plot._fullData && !known.has(plot._fullData) && plot.querySelector(".main-svg"))) paint("first");
  }

  // What is found before a frame is painted stands on the screen when the next frame begins.
  function paint(name) {
    const asked = bench.asked;
    requestAnimationFrame(() => {
      if (asked === bench.asked) bench.painted[name] ??= performance.now();
    });
  }

  let waiting = false;
  function change() {
    bench.changed = performance.now();
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        waiting = false;
        bench.whole = performance.now();
        if (bench.changed > bench.whole - 1) change();
      }),
    );
  }

  addEventListener("pointerdown", (event) => (bench.began ??= event.timeStamp), true);
  new MutationObserver(change).observe(document, { childList: true, subtree: true, characterData: true });

  const ask = () => bench.began !== null && bench.asked.push(performance.now());
  const receive = () => bench.began !== null && bench.messages.push({ at: performance.now() });
  const Socket = window.WebSocket;
  window.WebSocket = class extends Socket {
    constructor(...given) {
      super(...given);
      this.addEventListener("message", receive);
    }
    send(data) {
      ask();
      super.send(data);
    }
  };
  const fetched = window.fetch;
  window.fetch = async (...given) => {
    ask();
    const answer = await fetched(...given);
    receive();
    return answer;
  };

  window.__bench = bench;
  requestAnimationFrame(look);
})();
