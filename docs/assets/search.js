// Full text: shards of pairs name the disclosures, their own texts give the rows. Nothing is loaded before it is used.
(() => {
  const find = document.getElementById("find");
  const list = document.getElementById("search-results");
  const state = document.getElementById("search-state");
  const more = document.getElementById("search-more");
  const STEP = 10, LOOK = 20, ROWS = 3, AROUND = 24; // of those that may have it: shown, and at most looked at, before somebody asks for more
  const loaded = new Map(), waiting = new Map();
  window.obSearch = (kind, name, content) => { loaded.set(kind + "/" + name, content); };
  const load = (kind, name, path) => {
    const key = kind + "/" + name;
    if (!waiting.has(key)) waiting.set(key, new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = find.dataset.root + "/" + path;
      script.onload = () => resolve(loaded.get(key));
      script.onerror = () => { waiting.delete(key); reject(new Error(path)); };
      document.head.append(script);
    }));
    return waiting.get(key);
  };
  const fold = (text) => text.normalize("NFKC").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");
  const shard = (pair, count) => {
    let found = 0;
    for (let i = 0; i < pair.length; i++) found = (found * 31 + pair.charCodeAt(i)) % 65536;
    return found % count;
  };
  const pairs = (term) => { const all = [...term]; return all.slice(1).map((c, i) => all[i] + c); };
  const terms = (query) => query.split(/\s+/).map(fold).filter((term) => [...term].length > 1);
  // the disclosures that hold every pair; null where all pairs are so common that no list is kept
  const candidates = async (asked, index) => {
    let found = null;
    for (const pair of new Set(asked.flatMap(pairs))) {
      const number = shard(pair, index.shards);
      const steps = (await load("shard", String(number), "search/" + number + ".js"))[pair];
      if (steps === undefined) return [];
      if (steps === 0) continue;
      let at = -1;
      const held = new Set(steps.map((step) => (at += step)));
      found = found ? found.filter((n) => held.has(n)) : [...held];
    }
    return found || Array.from({ length: index.held }, (_, n) => n);
  };
  const nameOf = async (number, index) => {
    const block = Math.floor(number / index.block);
    return (await load("names", String(block), "search/names/" + block + ".js"))[number % index.block];
  };
  // where the folded term stands in the text as printed
  const place = (text, term) => {
    const characters = [...text];
    const map = [];
    let plain = "";
    characters.forEach((c, i) => { for (const f of fold(c)) { plain += f; for (let u = 0; u < f.length; u++) map.push(i); } });
    const at = plain.indexOf(term);
    return at < 0 ? null : [characters, map[at], map[at + term.length - 1] + 1];
  };
  const element = (name, text, css) => Object.assign(document.createElement(name), text === undefined ? {} : { textContent: text }, css ? { className: css } : {});
  const context = (text, asked) => {
    const found = asked.map((term) => place(text, term)).find(Boolean);
    const line = element("span");
    if (!found) { line.textContent = text.slice(0, 2 * AROUND); return line; }
    const [characters, from, to] = found;
    const start = Math.max(0, from - AROUND), end = Math.min(characters.length, to + AROUND);
    line.append((start ? "…" : "") + characters.slice(start, from).join(""), element("mark", characters.slice(from, to).join("")), characters.slice(to, end).join("") + (end < characters.length ? "…" : ""));
    return line;
  };
  const matches = ([, head, tables], asked) => {
    const about = fold(head);
    const rows = [];
    for (const [resource, title, held] of tables) for (const [row, text, amount] of held) {
      const plain = fold(text);
      if (asked.some((term) => plain.includes(term)) && asked.every((term) => plain.includes(term) || about.includes(term))) rows.push([resource, title, row, text, amount]);
    }
    return rows.length || !asked.every((term) => about.includes(term)) ? rows : null; // null: the disclosure itself is meant
  };
  const show = (name, text, rows, asked) => {
    const page = find.dataset.root + "/disclosures/" + name + "/index.html";
    const item = element("li");
    item.append(Object.assign(element("a", text[0]), { href: page }));
    const shown = element("ul", undefined, "pl");
    for (const [resource, title, row, words, amount] of (rows || []).slice(0, ROWS)) {
      const line = element("li");
      line.append(Object.assign(element("a", title), { href: page + "#t-" + resource + "-" + row }), "　", context(words, asked));
      if (amount) line.append("　", element("b", amount), element("span", "万元", "u"));
      shown.append(line);
    }
    if (rows && rows.length > ROWS) shown.append(element("li", "这一份里共 " + rows.length + " 行", "sm"));
    item.append(shown);
    list.append(item);
  };
  let run = 0, rest = [], asked = [], seen = 0;
  const next = async (mine) => {
    more.hidden = true;
    let shown = 0, looked = 0;
    const index = await load("index", "", "search/index.js");
    if (mine !== run) return; // asked anew meanwhile: what is left belongs to that question
    while (rest.length && shown < STEP && looked < LOOK) {
      const taken = rest.splice(0, STEP);
      looked += taken.length;
      seen += taken.length;
      const names = await Promise.all(taken.map((n) => nameOf(n, index)));
      const texts = await Promise.all(names.map((name) => load("text", name, "disclosures/" + name + "/search.js")));
      if (mine !== run) return;
      texts.forEach((text, i) => {
        const rows = matches(text, asked);
        if (rows === null || rows.length) { shown++; show(names[i], text, rows, asked); }
      });
    }
    more.hidden = !rest.length;
    const count = list.children.length;
    const left = rest.length ? "还有 " + rest.length + " 份可能有" : "";
    state.textContent = count ? "找到 " + count + " 份" + (left && "，" + left) + "，年度近的在前。" : left ? "年度最近的 " + seen + " 份里没有，" + left + "，可以接着找。" : "没有找到。换个写法，或少写几个字。";
  };
  const search = async () => {
    const mine = ++run;
    asked = terms(find.value);
    seen = 0;
    list.textContent = "";
    more.hidden = true;
    history.replaceState(null, "", find.value ? "?q=" + encodeURIComponent(find.value) : location.pathname);
    const projects = document.getElementById("search-projects");
    projects.hidden = !asked.length;
    projects.firstElementChild.href = projects.dataset.page + "?q=" + encodeURIComponent(find.value.trim());
    if (!asked.length) { state.textContent = find.value.trim() ? "请至少写两个字。" : "输入要找的字。"; return; }
    state.textContent = "正在找…";
    try {
      rest = await candidates(asked, await load("index", "", "search/index.js"));
      if (mine === run) await next(mine);
    } catch (error) { if (mine === run) state.textContent = "没有取到索引（" + error.message + "）。请检查网络后再试。"; }
  };
  let pause;
  find.addEventListener("input", () => { clearTimeout(pause); pause = setTimeout(search, 400); });
  find.form.addEventListener("submit", (event) => { event.preventDefault(); event.stopImmediatePropagation(); clearTimeout(pause); search(); document.getElementById("results").focus(); }, true);
  more.addEventListener("click", () => next(run));
  const given = new URLSearchParams(location.search).get("q");
  if (given) { find.value = given; search(); }
})();
