// The colours that a reader has chosen with Material's switch, else those of the system; before anything is drawn.
// Material keeps the choice under the path of the site, which is the folder above this file's.
(() => {
  let chosen;
  try { chosen = JSON.parse(localStorage.getItem(new URL("..", document.currentScript.src).pathname + ".__palette"))?.color?.scheme; } catch { /* no storage */ }
  document.body.dataset.mdColorScheme = chosen || (matchMedia("(prefers-color-scheme: dark)").matches ? "slate" : "default");
})();
