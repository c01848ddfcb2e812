// The land under a map. plotly.js works out its outline anew whenever anything on the map changes, which is most of what a
// map costs; it stays as it is while the map shows the same part of the world at the same size. This reaches into
// plotly.js, whose version is fixed (plotly/README.md): where that has no such method, maps are drawn as ever, only slower.

export function keepLand(plot) {
  for (const [name, layout] of Object.entries(plot._fullLayout)) {
    if (/^geo\d*$/.test(name) && layout._subplot?._render) keepLandOf(layout._subplot);
  }
}

const kept = new WeakSet();

function keepLandOf(map) {
  if (kept.has(map)) return;
  kept.add(map);
  const render = map._render;
  let seen = viewOf(map);
  map._render = function () {
    const view = viewOf(map);
    const land = map.basePaths;
    if (view === seen) map.basePaths = {};
    render.call(map);
    map.basePaths = land;
    seen = view;
  };
}

function viewOf({ projection, basePaths }) {
  const layers = Object.entries(basePaths).map(([name, path]) => [name, Boolean(path.attr("d"))]);
  return JSON.stringify([projection.scale(), projection.translate(), projection.rotate(), projection.clipExtent(), layers]);
}
