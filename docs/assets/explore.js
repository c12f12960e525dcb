// The explorer of projects: loads one file a place and year when somebody asks, filters, sorts, keeps the address, gives the CSV.
(() => {
  const form = document.querySelector("#px-form"), table = document.querySelector("#px");
  if (!form || !table) return;
  const said = document.querySelector("#px-said"), note = document.querySelector("#px-note"), more = document.querySelector("#px-more"), rest = document.querySelector("#px-rest"), csv = document.querySelector("#px-csv");
  const body = table.tBodies[0];
  // the latest years first; each a file of its own
  const parts = JSON.parse(form.dataset.index).flatMap(([code, division, key, years]) => years.map((year) => ({ code, division, year, key: key + "-" + year }))).sort((a, b) => b.year - a.year);
  const STEP = 200, PARTS = 20; // lines shown, files looked at before somebody asks for the others
  const plain = (text) => text.normalize("NFKC").toLowerCase();
  const money = (text) => { const [whole, part = ""] = text.replace("-", "").split("."); return (text.startsWith("-") ? "−" : "") + whole.replace(/\B(?=(\d{3})+$)/g, ",") + "." + part.padEnd(2, "0"); };

  // one script a file, each loaded once
  const loading = new Map();
  const load = (address) => {
    if (!loading.has(address)) loading.set(address, new Promise((done) => {
      const script = document.createElement("script");
      script.src = address;
      script.onload = () => done(true);
      script.onerror = () => { loading.delete(address); done(false); };
      document.head.append(script);
    }));
    return loading.get(address);
  };
  const taken = new Map();
  const rowsOf = ({ code, division, key }) => {
    if (taken.has(key)) return taken.get(key);
    const { documents, units, types, rows } = window.obProjects[key];
    const made = rows.map(([d, id, name, amount, type, unit, project, price, quantity], place) => {
      const [packageName, department, year, level, printed] = documents[d];
      return { page: "disclosures/" + packageName + "/projects/" + id + ".html", package: packageName, code, division, department, year, level, name, amount, value: amount === "" ? null : +amount, type: types[type], unit: units[unit], part: units[unit].includes(printed) ? "" : units[unit], project, price, quantity, place, found: plain([name, department, units[unit], division, project, price].join(" ")) };
    });
    taken.set(key, made);
    return made;
  };
  const withWords = (part) => {
    const words = window.obProjects[part.key + "-words"];
    for (const row of rowsOf(part)) row.words ??= plain(words[row.place] || "");
  };
  const file = (part, words) => "projects/index/" + part.key + (words ? "-words" : "") + ".js";

  const asked = () => Object.fromEntries([...new FormData(form)].map(([k, v]) => [k, v.trim()]).filter(([, v]) => v));
  let sort = "-amount", shown = STEP, result = [], turn = 0;
  const amount = (text) => { const n = parseFloat((text || "").replace(/[,，]/g, "")); return Number.isFinite(n) ? n : null; };
  const fits = (a) => {
    const words = plain(a.q || "").split(/\s+/).filter(Boolean), low = amount(a.min), high = amount(a.max);
    return (r) => words.every((w) => r.found.includes(w) || (a.deep && r.words?.includes(w))) && (!a.year || String(r.year) === a.year) && (!a.type || r.type === a.type) && (!a.priced || r.price)
      && (low === null || (r.value !== null && r.value >= low)) && (high === null || (r.value !== null && r.value <= high));
  };
  const compare = () => {
    const key = sort.replace("-", ""), way = sort.startsWith("-") ? -1 : 1;
    if (key === "amount") return (a, b) => (a.value === null) - (b.value === null) || way * (a.value - b.value) || (a.page < b.page ? -1 : 1);
    if (key === "year") return (a, b) => way * (a.year - b.year) || b.value - a.value;
    return (a, b) => way * a[key].localeCompare(b[key], "zh") || b.value - a.value;
  };

  const cell = (name, text, css) => { const made = document.createElement(name); made.textContent = text; made.className = text ? css : css + " b"; return made; };
  const line = (r) => {
    const row = document.createElement("tr"), head = document.createElement("th"), link = document.createElement("a");
    head.scope = "row";
    link.href = r.page;
    link.textContent = r.name;
    const department = r.department + (r.level ? "（单位预算）" : "");
    const owner = cell("td", department, "dk");
    if (r.part) owner.append(Object.assign(document.createElement("small"), { textContent: r.part }));
    head.append(link);
    row.append(head, cell("td", r.amount && money(r.amount), "n amt"), cell("td", String(r.year), "n dk"), owner, cell("td", r.type, "dk"), cell("td", [r.price, r.quantity].filter(Boolean).join("；"), "dk"));
    return row;
  };
  const sum = (rows) => { // in hundred-millionths, so that nothing is lost to rounding
    let total = 0n;
    for (const { amount: a } of rows) if (a) { const [w, p = ""] = a.replace("-", "").split("."); total += (a.startsWith("-") ? -1n : 1n) * BigInt(w + p.padEnd(8, "0").slice(0, 8)); }
    const digits = String(total < 0n ? -total : total).padStart(9, "0");
    const cents = (BigInt(digits) + 500000n) / 1000000n; // a sentence has two decimals, the CSV every one
    const shown = String(cents).padStart(3, "0");
    return money((total < 0n && cents ? "-" : "") + shown.slice(0, -2) + "." + shown.slice(-2));
  };
  const draw = () => {
    body.replaceChildren(...result.slice(0, shown).map(line));
    more.hidden = result.length <= shown;
    csv.disabled = !result.length;
    note.textContent = result.length > shown ? "列出前 " + shown + " 个，下载的是全部" : "点列名排序";
  };

  const run = async (all = false) => {
    const a = asked(), mine = ++turn;
    const query = new URLSearchParams(a);
    if (sort !== "-amount") query.set("sort", sort);
    history.replaceState(null, "", query.size ? "?" + query : location.pathname);
    const wanted = parts.filter((p) => (!a.division || (p.code || "central") === a.division) && (!a.year || String(p.year) === a.year));
    const here = ({ key }) => taken.has(key) && (!a.deep || !a.q || window.obProjects[key + "-words"]);
    const looked = wanted.filter((part, i) => all || i < PARTS || here(part)), left = wanted.length - looked.length;
    rest.hidden = true;
    let lost = 0, rows = [];
    for (const [i, part] of looked.entries()) {
      if (!taken.has(part.key) && looked.length > 1) said.textContent = "正在读取 " + (i + 1) + "/" + looked.length + "……";
      const got = await load(file(part)) && (!a.deep || !a.q || await load(file(part, true)));
      if (mine !== turn) return; // asked anew meanwhile
      if (!got) { lost++; continue; }
      if (a.deep && a.q) withWords(part);
      rows = rows.concat(rowsOf(part).filter(fits(a)));
    }
    shown = STEP;
    result = rows.sort(compare());
    draw();
    rest.hidden = !left;
    rest.textContent = "接着查其余 " + left + " 份清单";
    const both = new Set(result.map((r) => r.level)).size > 1 ? "（含部门和单位两级，可能重复）" : "";
    const found = result.length ? "找到 " + result.length.toLocaleString("zh") + " 个，合计 " + sum(result) + " 万元" + both : "没有找到。换个写法" + (a.deep ? "" : "，或勾选“目标和说明里也找”") + "。";
    said.textContent = (left ? "只查了 " + looked.length + " 份清单（一地一年一份，年度近的在前），还有 " + left + " 份没有查：" : "") + found + (lost ? " 有 " + lost + " 份清单没有读到，请刷新再试。" : "");
  };

  // the CSV has what is shown, all of it: text that a spreadsheet takes for a formula gets an apostrophe
  const field = (text) => { const safe = /^[=+\-@\t\r]/.test(text) ? "'" + text : text; return /[",\r\n]/.test(safe) ? '"' + safe.replaceAll('"', '""') + '"' : safe; };
  csv.addEventListener("click", () => {
    const head = "package,division_code,division,department,level,year,unit_name,project_type,project_code,project_name,total,unit_price,quantity,page";
    const lines = result.map((r) => [...[r.package, r.code, r.division, r.department, r.level ? "unit" : "department", String(r.year), r.unit, r.type, r.project, r.name].map(field), r.amount, field(r.price), field(r.quantity), field(new URL(r.page, location.href).href)].join(","));
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob(["\ufeff" + [head, ...lines].join("\n") + "\n"], { type: "text/csv" }));
    link.download = "projects" + Object.values(asked()).map((v) => "-" + v.replace(/[^\p{L}\p{N}]+/gu, "")).join("") + ".csv";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  });

  more.addEventListener("click", () => { shown += STEP; draw(); });
  rest.addEventListener("click", () => run(true));
  for (const head of table.querySelectorAll("[data-sort]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => { sort = sort === "-" + head.dataset.sort ? head.dataset.sort : sort === head.dataset.sort || /amount|year/.test(head.dataset.sort) ? "-" + head.dataset.sort : head.dataset.sort; mark(); run(); });
  }
  const mark = () => table.querySelectorAll("[data-sort]").forEach((h) => h.setAttribute("aria-sort", sort.replace("-", "") !== h.dataset.sort ? "none" : sort.startsWith("-") ? "descending" : "ascending"));
  let waiting = 0;
  form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(run, 200); });
  form.addEventListener("submit", (event) => { event.preventDefault(); clearTimeout(waiting); run(); });
  const given = new URLSearchParams(location.search);
  for (const [name, value] of given) {
    const control = form.elements[name];
    if (control?.type === "checkbox") control.checked = true;
    else if (control) control.value = value;
  }
  if (/^-?(name|amount|year|department|type)$/.test(given.get("sort") || "")) sort = given.get("sort");
  mark();
  if (given.size) run();
})();
