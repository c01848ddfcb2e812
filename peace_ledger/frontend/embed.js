// For pages of other sites that show the Peace Ledger in frames: each frame takes the height of what stands in it.
// A framed page sends { type: "peace-ledger height", height: <px> } to its parent at every change, and whenever it gets
// { type: "peace-ledger height?" }. Nothing else is said, and nothing else is listened to.

(() => {
  const ledger = new URL(document.currentScript.src).origin;

  addEventListener("message", ({ data, origin, source }) => {
    if (origin !== ledger || data?.type !== "peace-ledger height" || !(data.height > 0)) return;
    for (const frame of document.querySelectorAll("iframe")) {
      if (frame.contentWindow === source) frame.style.height = `${Math.ceil(data.height)}px`;
    }
  });

  // Frames that were there before this script have told their height to nobody.
  for (const frame of document.querySelectorAll("iframe")) {
    if (frame.src.startsWith(`${ledger}/`)) frame.contentWindow.postMessage({ type: "peace-ledger height?" }, "*");
  }
})();
