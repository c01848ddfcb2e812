// The parts of plotly.js that the ledger's charts use; README.md says how they become plotly.min.js.

import Plotly from "plotly.js/lib/core";
import bar from "plotly.js/lib/bar";
import choropleth from "plotly.js/lib/choropleth";
import heatmap from "plotly.js/lib/heatmap";
import scattergeo from "plotly.js/lib/scattergeo";

Plotly.register([bar, choropleth, heatmap, scattergeo]);
window.Plotly = Plotly;
