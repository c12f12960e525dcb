// Everything here is an addition: each page reads, links and downloads without it.
(() => {
  document.documentElement.classList.add("ob-js");
  const root = new URL("..", document.currentScript.src).href; // the site's, wherever this page stands
  const one = (selector, from = document) => from.querySelector(selector);

  // a number → where it stands
  const panel = one("dialog.panel");
  let back = null;
  const unmark = () => one("td.on")?.classList.remove("on");
  const close = () => { panel.close(); unmark(); back?.focus({ preventScroll: true }); };
  const words = (cell) => cell.classList.contains("b") ? "" : cell.textContent.trim();
  const PLACED = "table[data-place] tr[id]:not([data-l=''])"; // a row whose place in the original is known: in its last cell, or in that of what stands over it
  const placeOf = (row) => row.lastElementChild.firstChild ? row.lastElementChild : one("tr:not([id])>td", row.parentNode);
  // what stands over a row and the rows beside it: its side of the table, or its section and sentence
  const over = (row) => {
    const found = [...row.parentNode.querySelectorAll("th[scope=rowgroup]")];
    for (let body = row.parentNode.previousElementSibling; body?.localName === "tbody" && !found[0]?.parentNode.matches(".sub"); body = body.previousElementSibling) {
      const above = body.querySelector(".sub>th[scope=rowgroup]");
      if (above) found.unshift(above);
    }
    return found;
  };
  // the titles of a table's columns; one below a shared heading bears that heading too: 基本支出：小计
  const titles = ({ tHead: { rows: [first, second] } }) => {
    const below = [...(second?.cells || [])].map((c) => c.textContent);
    return [...first.cells].flatMap((c) => c.colSpan > 1 ? below.splice(0, c.colSpan).map((part) => c.textContent + "：" + part) : [c.textContent]);
  };
  // what names each row of a table, and which of those it is that bear the same name (FNV-1a of that): a link with it finds
  // the row again where others came in above
  const traces = (rows) => {
    const said = rows.map((row) => words(row.querySelector("th") || row));
    return said.map((text, i) => {
      const same = said.flatMap((other, j) => other === text ? [j] : []);
      let found = 0x811c9dc5;
      for (const c of text + "│" + same.indexOf(i) + "/" + same.length) found = Math.imul(found ^ c.codePointAt(0), 0x01000193) >>> 0;
      return found.toString(36);
    });
  };
  const rowsOf = (table) => [...document.querySelectorAll("tr[id]")].filter((row) => row.id.startsWith(table + "-") && !row.id.slice(table.length + 1).includes("-"));
  const permanent = (row) => {
    const rows = rowsOf(row.id.slice(0, row.id.lastIndexOf("-")));
    const said = traces(rows)[rows.indexOf(row)];
    return "#" + row.id + (said ? "." + said : "");
  };
  const traced = (fragment) => {
    const [, table, said] = fragment.match(/^(t-.+)-[^-.]+\.([0-9a-z]{1,7})$/) || [];
    if (!table) return null;
    const rows = rowsOf(table);
    return rows[traces(rows).indexOf(said)] || document.getElementById(table); // no row says so any more: the table
  };
  const show = (row, cell, from) => {
    back = from;
    unmark();
    cell?.classList.add("on");
    const table = row.closest("table");
    const cells = [...row.children].slice(0, -1);
    const at = cells.indexOf(cell);
    const [field, money] = at > 0 ? (table.dataset.cols.split(" ")[at - 1] || "").split(/(?=\*)/) : [at ? "" : table.dataset.head];
    const title = at > 0 ? titles(table)[at] : "";
    one(".where", panel).textContent = [one("b", table.caption).textContent, cells.map(words).find(Boolean), title].filter(Boolean).join(" · ");
    one(".big", panel).textContent = cell ? words(cell) + " " : "整行";
    if (cell && money) {
      const mark = Object.assign(document.createElement("span"), { className: "u", textContent: "万元" });
      one(".big", panel).append(mark);
    }
    one(".line", panel).textContent = row.dataset.l || table.dataset.place.replace(" # ", " " + placeOf(row).textContent.trim() + " ");
    const line = one("pre", panel);
    line.textContent = "";
    for (const c of [...over(row), ...cells]) {
      if (!words(c)) continue;
      if (line.childNodes.length) line.append(" │ ");
      line.append(Object.assign(document.createElement(c === cell ? "mark" : "span"), { textContent: words(c) }));
    }
    one(".raw", panel).hidden = !cell || cell.dataset.raw === undefined;
    one(".raw dd", panel).textContent = cell?.dataset.raw || "空白";
    const source = one("a", placeOf(row));
    one(".open", panel).hidden = !source;
    if (source) one(".open", panel).href = source.href;
    one(".perm", panel).href = permanent(row);
    panel.dispatchEvent(new CustomEvent("ob:shown", { detail: { table: table.dataset.head === undefined ? "" : table.id.slice(2), row: row.id.slice(row.id.lastIndexOf("-") + 1), field, fragment: row.id } }));
    if (!panel.open) panel.show();
    one(".x", panel).focus({ preventScroll: true });
  };
  // says that it is copied only where it is; where the browser doesn't let a page copy, the text is selected instead
  const copied = (text, button, shown) => {
    const done = () => { button.textContent = "已复制"; };
    const select = () => { if (shown) { getSelection().selectAllChildren(shown); button.textContent = "已选中，请复制"; } };
    if (navigator.clipboard) navigator.clipboard.writeText(text).then(done, select); else select();
  };
  document.addEventListener("click", (event) => {
    const target = event.target;
    if (panel) {
      const link = target.closest(PLACED + ">:last-child a");
      const cell = getSelection().isCollapsed ? target.closest(PLACED + ">:not(:last-child,:empty,.b)") : null;
      if (link && !event.ctrlKey && !event.metaKey) { event.preventDefault(); show(link.closest("tr"), null, link); }
      else if (cell) show(cell.parentNode, cell, cell === document.activeElement ? cell : one("a", placeOf(cell.parentNode)));
      if (target.closest(".panel .x")) close();
    }
    const copy = target.closest("[data-copy]");
    if (copy) copied(one(copy.dataset.copy).innerText, copy, one(copy.dataset.copy));
    const cited = target.closest("[data-cite]"); // a chart: its message, the document, its own address
    if (cited && one("#cite-t")) {
      const source = one("#cite-t").cloneNode(true);
      one("[data-here]", source).textContent += cited.getAttribute("href");
      copied("“" + one("figcaption b", cited.closest("figure")).innerText + "”，据：" + source.textContent.replace(/\s+/g, " ").trim(), cited);
    }
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && panel?.open) close(); });

  // a link to something inside a fold opens it; a line that is printed without a figure is shown when it is the target
  const hop = () => {
    let fragment = "";
    try { fragment = decodeURIComponent(location.hash.slice(1)); } catch { /* no address of ours */ }
    const target = fragment ? document.getElementById(fragment) : null;
    const moved = fragment && !target ? traced(fragment) : null;
    if (moved) location.replace("#" + encodeURIComponent(moved.id)); // which comes back here
    if (!target) return;
    for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    const toggle = target.classList.contains("blank") && one(".tog input", target.closest(".tbl"));
    if (toggle) toggle.checked = true;
    target.scrollIntoView();
  };
  addEventListener("hashchange", hop);
  hop();
  addEventListener("beforeprint", () => document.querySelectorAll("details.big").forEach((d) => { d.open = true; }));

  // a word's meaning closes when something else is clicked, and by Esc
  const shut = (except) => document.querySelectorAll("details.def[open]").forEach((d) => { if (!d.contains(except)) d.open = false; });
  document.addEventListener("click", (event) => shut(event.target));
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") shut(null); });

  // a citation gets the address and the day, a report the row that the panel shows
  const fill = (selector, text) => document.querySelectorAll(selector).forEach((e) => { e.textContent = text; });
  if (location.protocol !== "file:") fill("[data-here]", location.href.split("#")[0]);
  fill("[data-today]", "[" + new Date().toISOString().slice(0, 10) + "]");
  const report = one("a[data-report]");
  document.addEventListener("click", (event) => {
    const asked = event.target.closest(".panel a[href='#report']");
    if (!asked || !report) return;
    event.preventDefault();
    const issue = new URL(report.href);
    const at = new URL(one(".perm", panel).href).hash;
    issue.searchParams.set("body", issue.searchParams.get("body").replace(/(`disclosures\/[^`#]*)`/, (_, place) => place + at + "`"));
    open(issue.href, "_blank", "noopener");
  });

  // names: loaded when somebody types, never before. Many stand in shards (finder.py); one of the query's keys leads to all that fit.
  const waiting = new Map();
  const load = (address) => {
    if (!waiting.has(address)) waiting.set(address, new Promise((done) => {
      const script = document.createElement("script");
      script.src = address;
      script.onload = () => done(true);
      script.onerror = () => { waiting.delete(address); done(false); };
      document.head.append(script);
    }));
    return waiting.get(address);
  };
  const keys = (query) => {
    const words = query.match(/[a-z]+/g) || [];
    return [...query.replace(/[a-z\s]/g, ""), ...words.flatMap((w) => [...w].slice(1).map((c, i) => w[i] + c))];
  };
  const shardOf = (key, count) => { let n = 0; for (let i = 0; i < key.length; i++) n = (n * 31 + key.charCodeAt(i)) % 65536; return n % count; };
  // [short name, place, page, other words, [year, package] …] of the departments that may fit; null where the query says too little
  window.obLook = async (names, query) => {
    if (!await load(names)) return null;
    const { shards, common, rows } = window.obNames;
    if (!shards) return rows;
    const key = keys(query).find((k) => !common.includes(k));
    if (key === undefined) return null;
    const shard = shardOf(key, shards);
    return await load(names.replace(/\.js$/, "/" + shard + ".js")) ? window.obNamesIn[shard] : null;
  };
  const find = one("#find");
  if (!find) return;
  const names = root + "assets/names.js";
  const hits = Object.assign(document.createElement("ul"), { id: "hits", className: "hits pl", hidden: true });
  hits.setAttribute("aria-live", "polite");
  find.form.after(hits);
  find.autocomplete = "off"; // this list instead of the browser's
  find.setAttribute("aria-keyshortcuts", "/");
  // 区委办公室 is found in 区委员会办公室: letters in order are enough, neighbours rank first
  const inOrder = (query, text) => { let at = -1; for (const c of query) { at = text.indexOf(c, at + 1); if (at < 0) return false; } return true; };
  const rank = (query, [short, place, , other]) => {
    const all = (short + " " + place + " " + other).toLowerCase();
    if (short.includes(query)) return 3;
    if (all.includes(query)) return 2;
    return !/^[a-z]+$/.test(query) && inOrder(query, all) ? 1 : 0; // letters are initials: in a row or not at all
  };
  const link = (words, href) => Object.assign(document.createElement("a"), { textContent: words, href: root + href });
  let sure = ""; // the page of a department whose name has what was typed, not only its letters in order
  let turn = 0;
  const run = async () => {
    const mine = ++turn;
    const query = find.value.trim().toLowerCase().replace(/\s+/g, "");
    const year = (query.match(/(19|20)\d\d/) || [""])[0];
    const name = query.replace(/(19|20)\d\d年?/, "");
    const rows = query ? await obLook(names, name) : [];
    if (mine !== turn) return;
    hits.textContent = sure = "";
    hits.hidden = !query;
    if (!query) return;
    const found = (rows || []).map((n) => [name ? rank(name, n) : 1, n]).filter(([r, n]) => r && (!year || n[4].some(([y]) => String(y) === year)));
    found.sort((a, b) => b[0] - a[0]);
    if (found.length && found[0][0] > 1) sure = root + found[0][1][2];
    for (const [, [short, place, address, , years]] of found.slice(0, 8)) {
      const item = document.createElement("li");
      item.append(link(short, address));
      for (const [y, page] of years.filter(([y]) => !year || String(y) === year)) item.append(link(y + " 年", "disclosures/" + page + "/index.html"));
      item.append(Object.assign(document.createElement("small"), { textContent: place }));
      hits.append(item);
    }
    if (find.dataset.index) { hits.hidden = !found.length; return; } // the page of the search itself looks further
    if (!rows) hits.append(Object.assign(document.createElement("li"), { textContent: "同名的太多，请再多打几个字。" }));
    const words = find.value.trim(), asked = "?q=" + encodeURIComponent(words);
    const further = document.createElement("li"); // a name is not all that people look for
    further.append("“" + words + "”：", ...[["在项目里找", root + "projects.html"], ["在全部文字里搜", root + "search.html"]].map(([said, page]) => Object.assign(document.createElement("a"), { textContent: said, href: page + asked })));
    hits.append(further);
  };
  document.addEventListener("keydown", (event) => { // “/” is the key for search where nothing is being typed
    const typing = event.target.closest?.("input,textarea,select,[contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) { event.preventDefault(); find.focus(); }
  });
  find.addEventListener("focus", () => load(names));
  find.addEventListener("input", run);
  find.form.addEventListener("submit", (event) => {
    if (find.dataset.index) return; // the page of the search answers itself
    event.preventDefault();
    location.href = sure || root + "search.html?q=" + encodeURIComponent(find.value.trim());
  });
})();
