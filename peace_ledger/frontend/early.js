// Runs before Streamlit's client: says where its server is, so that the client connects at once. It would first ask beside
// the page, then at the root, and wait for both answers. Of a private ledger it still asks where the browser does not have
// the cookie yet that comes with the answer: without it, the connection would not know who is signed in.
//
// While the server works on the first answer, the browser has time to start what charts are drawn with.

(() => {
  const { plotly, private: needed } = document.currentScript.dataset;
  if (needed === undefined || /(?:^|; )_streamlit_xsrf=/.test(document.cookie)) {
    window.__streamlit = {
      BACKEND_BASE_URL: `${location.origin}/`,
      HOST_CONFIG: { allowedOrigins: [location.origin], useExternalAuthToken: false },
    };
  }

  function start() {
    if (document.querySelector(`script[src="${plotly}"]`)) return; // a chart was first
    const script = document.createElement("script");
    script.src = plotly;
    script.addEventListener("error", () => script.remove()); // the first chart tries again
    document.head.append(script);
  }

  addEventListener("load", () => (window.requestIdleCallback ?? setTimeout)(start));
})();
