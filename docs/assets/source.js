// Where a number stands: the panel's picture of the page, checks, findings and repairs. Loaded on a click.
(() => {
  const panel = document.querySelector("dialog.panel");
  if (!panel) return;
  const view = panel.querySelector(".view"), said = panel.querySelector(".said"), ref = panel.querySelector(".ref");
  const make = (name, words, css) => {
    const made = document.createElement(name);
    if (words) made.textContent = words;
    if (css) made.className = css;
    return made;
  };
  // one file for all tables, or a folder of one a table (packed.js)
  const { evidence } = panel.dataset;
  const load = async (table) => evidence.endsWith(".js") ? (await window.obLoad(evidence))[table] : window.obLoad(evidence + "/" + table + ".js");

  const picture = (sheet, box, fragment) => {
    view.textContent = "";
    const [page, source, ratio] = sheet;
    const holder = make("div", "", "sheet");
    holder.style.aspectRatio = String(ratio);
    const image = make("img");
    image.alt = "原文这一页的图";
    image.src = source;
    holder.append(image);
    if (box) {
      const mark = make("span", "", "here");
      ["left", "top", "width", "height"].forEach((edge, i) => { mark.style[edge] = box[i] + "%"; });
      holder.append(mark);
    }
    view.append(holder);
    view.hidden = false;
    panel.querySelector(".open").href = page + "#" + fragment;
    if (box) {
      view.scrollLeft = holder.offsetWidth * (box[0] + box[2] / 2) / 100 - view.clientWidth / 2;
      view.scrollTop = holder.offsetHeight * (box[1] + box[3] / 2) / 100 - view.clientHeight / 2;
    }
  };

  const list = (title, items, draw) => {
    if (!items.length) return;
    said.append(make("h4", title));
    const all = make("ul", "", "pl");
    for (const one of items) { const line = make("li"); line.append(...draw(one)); all.append(line); }
    said.append(all);
  };
  const grouped = (text) => /^-?\d+(\.\d+)?$/.test(text) ? text.replace(/^-?\d+/, (n) => n.replace(/\B(?=(\d{3})+$)/g, ",")).replace("-", "−") : text;
  const about = (data) => ([rule, outcome, left = "", right = left, difference = "", reason]) => {
    const [mark, word] = data.outcomes[outcome];
    const parts = [make("span", word, "st " + mark), " " + data.rules[rule]];
    // a rule that holds with two different sides says that one is at most the other (其中 ≤ 合计)
    const sign = left === right ? "=" : mark === "pass" ? (+left < +right ? "≤" : "≥") : mark === "round" ? "≈" : "≠";
    const off = mark !== "pass" && +difference ? "，差 " + grouped(difference) : "";
    if (left && right) parts.push(make("span", "　" + grouped(left) + " " + sign + " " + grouped(right) + off, "nb"));
    if (reason !== undefined) parts.push("　" + data.words[reason]);
    return parts;
  };
  const tell = (data, row, field) => {
    said.textContent = "";
    const found = data.rows[row] || {};
    const spot = (found.c || {})[field], read = Array.isArray(spot) ? spot[5] : spot; // of a value recognised from a picture
    if (typeof read === "number") said.append(make("p", data.words[read] + "。", "sm"));
    const mine = (entries) => (entries || []).filter((e) => !field || !e[0] || e[0] === field);
    list("对它的发现", mine(found.f), ([, role, message]) => [role ? make("b", "它在" + role + "。") : "", data.words[message]]);
    list("读取时的修复", mine(found.r), ([, read, published, why]) => ["读到“" + (read || "空白") + "”，发布“" + (published || "空白") + "”；依据：" + data.words[why]]);
    list("这一行参加的核对", (found.k || []).slice(0, 12), about(data));
    const more = (found.k || []).length - 12;
    if (more > 0) said.append(make("p", "另有 " + more + " 项，见逐项核对。", "sm"));
    if (!(found.k || []).length) said.append(make("p", "没有单独核对这一行的等式" + (data.whole.length ? "；整张表：" + data.whole.map(([, word, n]) => word + " " + n + " 项").join("、") : "") + "。", "sm"));
  };

  // the place of a row: round all of its cells that stand on its page; null where none is known
  const whole = ({ c, p }) => {
    const boxes = Object.values(c || {}).filter((b) => Array.isArray(b) && b[0] === p);
    if (!boxes.length) return null;
    const left = Math.min(...boxes.map((b) => b[1])), top = Math.min(...boxes.map((b) => b[2]));
    return [left, top, Math.max(...boxes.map((b) => b[1] + b[3])) - left, Math.max(...boxes.map((b) => b[2] + b[4])) - top];
  };
  let asked = 0;
  panel.addEventListener("ob:shown", async (event) => {
    const { table, row, field, fragment } = event.detail;
    const mine = ++asked;
    view.hidden = true;
    view.textContent = said.textContent = ref.textContent = "";
    if (!table) return;
    const data = await load(table).catch((error) => { if (mine === asked) said.append(make("p", error.message, "sm")); }); // the row's own words and links stand already
    if (!data || mine !== asked) return; // another number was asked for meanwhile
    tell(data, row, field);
    const found = data.rows[row] || {}, spot = (found.c || {})[field];
    if (Array.isArray(spot)) picture(data.sheets[spot[0]], spot.slice(1), fragment + "--" + field);
    else if (found.p !== undefined) picture(data.sheets[found.p], whole(found), fragment);
    if (typeof spot === "string") ref.textContent = "，单元格 " + spot;
  });

  // one tab stop a table; arrows go from cell to cell, Enter asks where it stands
  const ROW = "table[data-place][data-head] tr[id]:not([data-l=''])";
  const cells = (row) => [...row.children].slice(0, -1);
  for (const table of document.querySelectorAll("table[data-place][data-head]")) {
    const first = table.querySelector(ROW)?.firstElementChild;
    if (first) first.tabIndex = 0;
  }
  const go = (from, to) => { from.tabIndex = -1; to.tabIndex = 0; to.focus(); };
  document.addEventListener("keydown", (event) => {
    const cell = event.target.closest?.(ROW + ">:not(:last-child)");
    if (!cell || event.target !== cell || event.ctrlKey || event.metaKey || event.altKey) return;
    const row = cell.parentNode, here = cells(row), at = here.indexOf(cell);
    const rows = [...row.closest("table").querySelectorAll(ROW)].filter((r) => r.offsetParent), line = rows.indexOf(row);
    const to = { ArrowRight: here[at + 1], ArrowLeft: here[at - 1], ArrowDown: rows[line + 1] && cells(rows[line + 1])[at], ArrowUp: rows[line - 1] && cells(rows[line - 1])[at], Home: here[0], End: here.at(-1) }[event.key];
    if (to) { event.preventDefault(); go(cell, to); }
    else if (event.key === "Enter") { event.preventDefault(); cell.click(); }
  });
})();
