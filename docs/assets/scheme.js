// The colours that a reader has chosen with Material's switch, else those of the system; before anything is drawn. And the
// same switch for pages without Material's scripts. The choice is kept where Material keeps it: under the path of the site,
// which is the folder above this file's.
(() => {
  const kept = new URL("..", document.currentScript.src).pathname + ".__palette", dark = matchMedia("(prefers-color-scheme: dark)");
  const draw = (scheme) => { document.body.dataset.mdColorScheme = scheme; };
  let chosen;
  try { chosen = JSON.parse(localStorage.getItem(kept))?.color?.scheme; } catch { /* no storage */ }
  draw(chosen || (dark.matches ? "slate" : "default"));
  addEventListener("DOMContentLoaded", () => {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "ob-scheme" });
    const name = () => { button.title = document.body.dataset.mdColorScheme === "slate" ? "换成浅色" : "换成深色"; button.setAttribute("aria-label", button.title); };
    button.addEventListener("click", () => {
      const slate = document.body.dataset.mdColorScheme !== "slate", scheme = slate ? "slate" : "default";
      draw(scheme);
      name();
      const color = { media: "(prefers-color-scheme: " + (slate ? "dark" : "light") + ")", scheme, primary: "custom", accent: "custom" };
      try { localStorage.setItem(kept, JSON.stringify({ index: +slate, color })); } catch { /* for this page only */ }
    });
    name();
    document.querySelector(".ob-bare .md-header nav").append(button);
  });
})();
