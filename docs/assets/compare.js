// Two disclosures side by side. The names and one small file of each are loaded when they are asked for.
(() => {
  const form = document.querySelector("#cmp");
  if (!form) return;
  const out = document.querySelector("#cmp-out"), said = document.querySelector("#cmp-said"), list = document.querySelector("#cmp-names");
  const make = (name, words, css) => { const made = document.createElement(name); if (words) made.textContent = words; if (css) made.className = css; return made; };
  const load = (name) => window.obLoad(form.dataset.files + "/" + name + ".js"); // packed.js

  // what people choose from: 红旗区委办公室 2026 … → the name of the package
  const byLabel = new Map(), byName = new Map();
  const keep = (short, place, year, name) => {
    if (byName.has(name)) return;
    let label = short + " " + year + (name.endsWith("-unit") ? " 单位预算" : "") + "（" + place + "）";
    while (byLabel.has(label)) label += " 另一份";
    byLabel.set(label, name);
    byName.set(name, label);
  };
  const names = async (text) => {
    const before = byName.size, rows = await window.obLook(form.dataset.names, text.replace(/\d{4}/g, "").toLowerCase());
    for (const [short, place, , , years] of rows || []) for (const [year, name] of years) keep(short, place, year, name);
    if (byName.size > before) list.replaceChildren(...[...byLabel.keys()].slice(0, 2000).map((label) => Object.assign(make("option"), { value: label })));
  };
  const chosen = (text) => {
    if (byLabel.has(text)) return byLabel.get(text);
    const words = text.trim().split(/\s+/).filter(Boolean);
    const fits = words.length ? [...byLabel].filter(([label]) => words.every((w) => label.includes(w))) : [];
    return fits.length === 1 ? fits[0][1] : null;
  };

  // exact decimals: in hundred-millionths
  const big = (text) => { const [w, p = ""] = text.replace("-", "").split("."); return (text.startsWith("-") ? -1n : 1n) * BigInt(w + p.padEnd(8, "0").slice(0, 8)); };
  const words = (n, sign) => { // to 0.01, half up; the exact amount is in the title
    const cents = ((n < 0n ? -n : n) + 500000n) / 1000000n, digits = String(cents).padStart(3, "0");
    return (n < 0n && cents ? "−" : sign && n > 0n && cents ? "+" : "") + digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ",") + "." + digits.slice(-2);
  };
  const percent = (old, now) => old > 0n ? (now - old < 0n ? "−" : now > old ? "+" : "") + (Math.abs(Number((now - old) * 1000000n / old)) / 10000).toFixed(2) + "%" : "";

  const remarks = (a, b) => {
    const found = [];
    const say = (mark, text) => found.push([mark, text]);
    if (a.department_id !== b.department_id) say("ne", "不是同一个部门：职能、人员、单位多少都不同，数字只能参考。");
    else if (a.department !== b.department) say("ne", "同一部门，名称不同：“" + a.department + "”（" + a.year + "）、“" + b.department + "”（" + b.year + "）。");
    if (a.level !== b.level) say("fail", "口径不同：一份是部门预算（含所属单位），一份是单位预算，总数不能直接比。");
    if (a.year === b.year && a.department_id === b.department_id && a.level === b.level) say("ne", "同一部门、同一年度的两份文件。");
    if (a.units.length && b.units.length && a.units.join() !== b.units.join()) {
      const only = (x, y) => x.units.filter((u) => !y.units.includes(u)).slice(0, 8).join("、");
      say("ne", "写明的所属单位不同：甲 " + a.units.length + " 个，乙 " + b.units.length + " 个" + (only(a, b) ? "；只在甲：" + only(a, b) : "") + (only(b, a) ? "；只在乙：" + only(b, a) : "") + "。");
    } else if (!a.units.length || !b.units.length) say("ne", (a.units.length ? "乙" : b.units.length ? "甲" : "两份都") + "没有写明所属单位，范围是否相同无从知道。");
    if (a.printed_unit !== b.printed_unit) say("pass", "原表单位不同（甲" + a.printed_unit + "，乙" + b.printed_unit + "），这里都已换算成万元。");
    const lack = (x, y) => Object.keys(y.tables).filter((t) => !x.tables[t] || x.tables[t] === "missing");
    for (const [who, x, y] of [["甲", a, b], ["乙", b, a]]) if (lack(x, y).length) say("ne", who + "没有收到：" + lack(x, y).join("、") + "。这些表里的数不能比。");
    if (!found.some(([mark]) => mark === "fail")) say("pass", "金额都是万元，照各自文件印出的数。");
    return found;
  };

  const cell = (value, page, target) => {
    const made = make("td", "", value === undefined ? "n b" : "n");
    if (value !== undefined) made.append(Object.assign(make("a", words(big(value))), { href: form.dataset.root + "/" + page + "#" + target, title: value + " 万元" }));
    return made;
  };
  const table = (a, b, i) => {
    const [titleA, fromA, rowsA] = a.groups[i], [titleB, fromB, rowsB] = b.groups[i];
    if (!rowsA.length && !rowsB.length) return null;
    const box = make("div", "", "tw"), made = make("table", "", "t"), caption = make("caption"), text = make("span");
    const like = fromA === fromB || !rowsA.length || !rowsB.length;
    box.tabIndex = 0;
    box.setAttribute("role", "region");
    text.append(make("b", titleA === titleB || !rowsB.length ? titleA : rowsA.length ? titleA.replace(/（.*/, "") : titleB), make("small", like ? "单位：万元，四舍五入到 0.01；点数字看它印在哪里" + (i ? "；同一科目的各行由本站相加" : "") : "两份取自不同的表（甲" + titleA + "，乙" + titleB + "），不算增减"));
    box.setAttribute("aria-label", text.firstChild.textContent);
    caption.append(text);
    const head = make("thead"), top = make("tr");
    for (const [name, css] of [["项", ""], ["甲 " + a.year, "n"], ["乙 " + b.year, "n"], ["乙比甲", "n"], ["增减 %", "n"]]) top.append(Object.assign(make("th", name, css), { scope: "col" }));
    head.append(top);
    const body = make("tbody"), left = new Map(rowsA.map((r) => [r[0], r])), right = new Map(rowsB.map((r) => [r[0], r]));
    const keys = i ? [...new Set([...left.keys(), ...right.keys()])].sort() : [...new Set([...left.keys(), ...right.keys()])];
    for (const key of keys) {
      const x = left.get(key), y = right.get(key), row = make("tr");
      const name = x && y && x[1] !== y[1] ? x[1] + " / " + y[1] : (x || y)[1];
      row.append(Object.assign(make("th", i ? key + " " + name : name), { scope: "row" }), cell(x?.[2], a.page, x?.[3]), cell(y?.[2], b.page, y?.[3]));
      const both = x && y && like && a.level === b.level;
      row.append(make("td", both ? words(big(y[2]) - big(x[2]), true) : "", both ? "n" : "n b"));
      const rate = both ? percent(big(x[2]), big(y[2])) : "";
      row.append(make("td", rate, rate ? "n" : "n b"));
      body.append(row);
    }
    made.append(caption, head, body);
    box.append(made);
    return box;
  };

  let turn = 0;
  const run = async () => {
    const mine = ++turn;
    for (const k of ["a", "b"]) if (form.elements[k].value) await names(form.elements[k].value);
    const [a, b] = ["a", "b"].map((k) => chosen(form.elements[k].value));
    if (!a || !b) { out.textContent = ""; said.textContent = form.elements.a.value || form.elements.b.value ? "请从列出的名称里选；写部门和年度，能认出唯一一份就行。" : "选好甲、乙两份，就在下面并排列出。网址可以分享。"; return; }
    said.textContent = "正在读取……";
    let x, y;
    try { [x, y] = await Promise.all([a, b].map(load)); } catch (error) { if (mine === turn) said.textContent = error.message; return; }
    if (mine !== turn) return;
    history.replaceState(null, "", "?" + new URLSearchParams({ a, b }));
    out.textContent = said.textContent = "";
    const head = make("h2", "可以比什么");
    const notes = make("ul", "", "pl");
    for (const [mark, text] of remarks(x, y)) { const line = make("li", "", "find"), icon = make("span", "", "st " + mark), p = make("p", text); icon.append(make("span", { pass: "可以", ne: "注意", fail: "不可以" }[mark], "sr")); line.append(icon, p); notes.append(line); }
    const names2 = make("p", "", "meta");
    for (const [who, d] of [["甲：", x], ["乙：", y]]) { const s = make("span", who); s.append(Object.assign(make("a", d.title), { href: form.dataset.root + "/" + d.page })); names2.append(s); }
    out.append(names2, head, notes, make("h2", "并排"), ...x.groups.map((_, i) => table(x, y, i)).filter(Boolean));
    said.textContent = "已列出。";
  };
  let waiting = 0;
  form.addEventListener("focusin", () => names(""));
  form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(run, 300); });
  form.addEventListener("submit", (event) => { event.preventDefault(); run(); });
  const given = new URLSearchParams(location.search);
  if (given.get("a") || given.get("b")) addEventListener("DOMContentLoaded", async () => { // obLook is there by then
    await names("");
    let lost = "";
    for (const k of ["a", "b"]) {
      const name = given.get(k);
      if (!name) continue;
      const d = !byName.has(name) && /^[a-z0-9._-]+$/.test(name) && await load(name).catch((error) => { lost = "链接里的一份（" + name + "）" + error.message; });
      if (d) keep(d.department, d.division, d.year, name);
      form.elements[k].value = byName.get(name) || "";
    }
    await run();
    if (lost) said.textContent = lost;
  });
})();
