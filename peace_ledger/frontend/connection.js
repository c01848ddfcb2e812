// A server that takes over from another knows a page's address and nothing of its run; Streamlit runs the page there
// only at the reader's next choice, which is lost. So the page is run again as soon as the connection is back, the way
// Streamlit does after a step in the history.

let watched = null;

export function watchConnection() {
  const app = document.querySelector('[data-testid="stApp"]');
  if (!app || app === watched) return;
  watched = app;
  let lost = false;
  new MutationObserver(() => {
    const connected = app.getAttribute("data-test-connection-state") === "CONNECTED";
    if (connected && lost) window.dispatchEvent(new PopStateEvent("popstate"));
    lost = !connected;
  }).observe(app, { attributeFilter: ["data-test-connection-state"] });
}
