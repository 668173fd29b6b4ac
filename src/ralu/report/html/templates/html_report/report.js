"use strict";
(() => {
  const DELAY = 250; // ms that a pointer rests before a card comes or goes
  const NARROW = matchMedia("(max-width: 63.99rem)"); // as in the style sheet
  const root = document.documentElement;
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const on = (type, act, target = document) => target.addEventListener(type, act);
  const make = (tag, content, given = {}) => {
    const element = Object.assign(document.createElement(tag), given);
    element.append(...content);
    return element;
  };
  const linkTo = (id, text) => make("a", [text], { href: `#${id}` });

  // ---- The ledger: columns of values and the code of each row's value
  const ledger = JSON.parse(one("#ledger").textContent);
  const places = new Map(ledger.id.map((id, place) => [id, place]));
  const cellOf = (place) => ([name, of]) => [name, of.values[of.codes[place]]];
  const rowOf = (id) => Object.fromEntries(Object.entries(ledger.columns).map(cellOf(places.get(id))));

  // ---- The card of a result
  const card = one("#card");
  const copy = one(".copy", card);
  let opener = null; // the result whose card is shown
  let [pinned, timer] = [false, 0];

  function terms(row, here) {
    const code = `code-${row.place.replace(", cell ", "-")}`;
    const outputs = row.outputs.split(" ").filter((id) => id && id !== here);
    return [
      ["Value", [row.value === "" ? "not estimable" : `${row.value} ${row.unit}`]],
      ["N", [row.n ?? ""]],
      ["Population", [row.population]],
      ["Group", [[row.group, row.level].filter(Boolean).join(": ")]],
      ["Method", [row.method]],
      ["Made by", [row.place, ...(document.getElementById(code) ? [" · ", linkTo(code, "Code")] : [])]],
      ["Data", [row.source]],
      [here ? "Also in" : "Shown in", outputs.flatMap((id) => [", ", linkTo(id, ledger.names[id])]).slice(1)],
    ].filter(([, content]) => content.some((part) => part !== ""));
  }

  function show(result) {
    hide();
    opener = result;
    const row = rowOf(result.dataset.id);
    one("#card-title").textContent = `${row.text} ${row.unit}`.replace(" %", "%");
    one("#card-about").textContent = [row.stat, row.variable, row.category].filter(Boolean).join(" · ");
    one("code", card).textContent = result.dataset.id;
    copy.textContent = "Copy id";
    const pairs = terms(row, result.closest("figure")?.id);
    one("dl", card).replaceChildren(...pairs.flatMap(([dt, dd]) => [make("dt", [dt]), make("dd", dd)]));
    card.hidden = false;
    result.setAttribute("aria-describedby", "card-about");
    put(result.getClientRects()[0]);
  }

  // Beside the result, never on it: where there is more room, and no higher than that room.
  function put(at) {
    const covered = one(".banner")?.offsetHeight ?? 0;
    const [above, below] = [at.top - covered - 14, innerHeight - at.bottom - 14];
    card.style.maxHeight = "";
    const under = card.offsetHeight <= below || below >= above;
    card.style.maxHeight = `${under ? below : above}px`;
    card.style.top = `${scrollY + (under ? at.bottom + 7 : at.top - 7 - card.offsetHeight)}px`;
    card.style.left = `${Math.max(8, Math.min(at.left, root.clientWidth - card.offsetWidth - 8))}px`;
  }

  function hide() {
    clearTimeout(timer);
    opener?.removeAttribute("aria-describedby");
    [opener, pinned, card.hidden] = [null, false, true];
  }

  function pin(result) {
    offer(result);
    show(result);
    pinned = true;
    card.focus({ preventScroll: true });
  }

  function close() {
    if (card.contains(document.activeElement)) opener.focus({ preventScroll: true });
    hide();
  }

  on("pointerover", ({ target, pointerType }) => {
    if (pointerType !== "mouse" || pinned) return;
    clearTimeout(timer);
    const result = target.closest(".result");
    if (result === opener || card.contains(target)) return;
    if (result) timer = setTimeout(show, DELAY, result);
    else if (opener !== document.activeElement) timer = setTimeout(hide, DELAY);
  });
  on("focusin", ({ target }) => !pinned && target.matches(".result:focus-visible") && show(target));
  on("focusout", ({ target }) => !pinned && target === opener && hide());
  on("click", ({ target }) => {
    const result = target.closest(".result");
    const link = target.closest("a[href^='#']");
    if (!result && (link || !card.contains(target))) hide();
    else if (result && pinned && result === opener) close();
    else if (result && getSelection().isCollapsed) pin(result);
    if (link?.hash === location.hash) setTimeout(follow); // the address does not change
  });
  on("keydown", (event) => {
    const ends = event.shiftKey ? [card, one(".close", card)] : all("a, button", card).slice(-1);
    const result = event.target.closest(".result");
    if (event.key === "Escape" && opener) close();
    else if (event.key === "Tab" && pinned && ends.includes(document.activeElement)) close();
    else if (result && (event.key === "Enter" || event.key === " ")) pin(result);
    else if (!result || event.ctrlKey || event.metaKey || event.altKey || !move(result, event.key)) return;
    event.preventDefault();
  });
  on("click", close, one(".close", card));
  const copied = () => { copy.textContent = "Copied"; };
  on("click", () => navigator.clipboard.writeText(opener.dataset.id).then(copied), copy);

  // ---- One tab stop per table, arrow keys within it
  const BUTTON = { role: "button", tabindex: "0", "aria-haspopup": "dialog" };
  function offer(result) {
    const last = one(".result[role]", result.closest("table") ?? result);
    for (const name of Object.keys(BUTTON)) last?.removeAttribute(name);
    for (const [name, value] of Object.entries(BUTTON)) result.setAttribute(name, value);
  }

  function move(from, key) {
    const table = from.closest("table");
    if (!table) return false;
    const [every, cell, row] = [all(".result", table), from.closest("td, th"), from.closest("tr")];
    const inColumn = (rows) => {
      const cells = rows.map((other) => all(".result", other.cells[cell.cellIndex] ?? other.cells[0]));
      const found = cells.find((results) => results.length) ?? [];
      return found[Math.min(all(".result", cell).indexOf(from), found.length - 1)];
    };
    const found = {
      ArrowRight: () => every[every.indexOf(from) + 1],
      ArrowLeft: () => every[every.indexOf(from) - 1],
      ArrowDown: () => inColumn([...table.rows].slice(row.rowIndex + 1)),
      ArrowUp: () => inColumn([...table.rows].slice(0, row.rowIndex).reverse()),
    }[key];
    const to = found?.() ?? from;
    offer(to);
    to.focus();
    return Boolean(found);
  }

  for (const result of all("main .result")) {
    const table = result.closest("table");
    if (!table || result === one(".result", table)) offer(result);
  }

  // ---- Tables in another order
  function keyOf(row, column) {
    const cell = row.cells[column];
    const text = cell.textContent;
    if (!cell.matches(".right")) return text.toLowerCase();
    const number = parseFloat(one("data", cell)?.value ?? text.replace("−", "-").replace(/^[<>≥≤]/, ""));
    return Number.isNaN(number) ? "" : number;
  }

  // The indented rows below a row go with it and are put in order among themselves.
  function arranged(rows, compare) {
    const level = (row) => Number(row.dataset.level ?? 0);
    const groups = [];
    for (const row of rows) {
      if (level(row) <= level(rows[0])) groups.push([]);
      groups.at(-1).push(row);
    }
    groups.sort(([a], [b]) => compare(a, b));
    return groups.flatMap(([head, ...below]) => [head, ...arranged(below, compare)]);
  }

  function sort(table, bodies, head, direction) {
    const compare = (a, b) => {
      const [x, y] = [a, b].map((row) => keyOf(row, Number(head.dataset.column)));
      if (x === "" || y === "") return (x === "") - (y === ""); // nothing: last in either direction
      return ((x > y) - (x < y)) * (direction === "descending" ? -1 : 1);
    };
    for (const [body, rows] of bodies) {
      const named = rows.filter((row) => row.matches(".section"));
      const others = rows.slice(named.length);
      body.replaceChildren(...named, ...(direction ? arranged(others, compare) : others));
    }
    for (const other of all("[aria-sort]", table)) other.removeAttribute("aria-sort");
    if (direction) head.setAttribute("aria-sort", direction);
  }

  const NEXT = { null: "ascending", ascending: "descending", descending: "" };
  for (const table of all("table.sortable")) {
    const bodies = [...table.tBodies].map((body) => [body, [...body.rows]]);
    for (const head of all("th[data-column]", table)) {
      const button = make("button", [], { className: "sort", ariaLabel: `Sort by ${head.innerText}` });
      head.append(button);
      on("click", () => sort(table, bodies, head, NEXT[head.getAttribute("aria-sort")]), button);
    }
  }

  // ---- Theme, code, contents, addresses
  const theme = one("#theme");
  theme.textContent = `Theme: ${root.dataset.theme}`;
  on("click", () => {
    root.dataset.theme = { auto: "light", light: "dark", dark: "auto" }[root.dataset.theme];
    theme.textContent = `Theme: ${root.dataset.theme}`;
    try { localStorage.setItem("report-theme", root.dataset.theme); } catch { /* for this visit */ }
  }, theme);

  on("click", ({ target }) => {
    const open = all("details.code").some((code) => !code.open);
    for (const code of all("details.code")) code.open = open;
    target.textContent = open ? "Hide all code" : "Show all code";
  }, one("#code"));

  const nav = one("nav");
  const fold = () => { one(".folder", nav).open = !NARROW.matches; };
  on("change", fold, NARROW);
  on("click", ({ target }) => target.closest("a") && fold(), nav);
  fold();
  const headings = all("main :is(h2, h3)[id]");
  const seen = new IntersectionObserver(() => {
    const passed = headings.filter((heading) => heading.getBoundingClientRect().top < 0.12 * innerHeight);
    one("[aria-current]", nav)?.removeAttribute("aria-current");
    const link = one(`a[href='#${passed.at(-1)?.id}']`, nav);
    link?.setAttribute("aria-current", "location");
    const below = link && !NARROW.matches ? link.offsetTop - nav.scrollTop : 0;
    if (below < 0 || below > nav.clientHeight - 40) nav.scrollTop += below - nav.clientHeight / 2;
  }, { rootMargin: "999999px 0px -88% 0px" }); // told of each heading that passes this line
  for (const heading of headings) seen.observe(heading);

  // What does not scroll is no tab stop; what does tells the style sheet on which sides it goes on.
  function sides({ target: at }) {
    at.tabIndex = at.scrollWidth > at.clientWidth || at.scrollHeight > at.clientHeight ? 0 : -1;
    const more = { left: at.scrollLeft, right: at.scrollWidth - at.clientWidth - at.scrollLeft };
    at.dataset.more = Object.keys(more).filter((side) => more[side] > 1).join(" ");
  }
  const scrolls = new ResizeObserver((entries) => entries.forEach(sides));
  for (const region of all(".scroll, pre")) {
    scrolls.observe(region);
    on("scroll", sides, region);
  }

  // To the result or the code that the address names.
  function follow() {
    let id = "";
    try { id = decodeURIComponent(location.hash.slice(1)); } catch { /* no address of this report */ }
    const result = places.has(id) ? one(`main .result[data-id="${CSS.escape(id)}"]`) : null;
    const target = result ?? document.getElementById(id);
    const folded = target?.closest("details");
    if (folded) folded.open = true;
    if (folded ?? result) target.scrollIntoView({ block: result ? "center" : "start" });
    if (result) pin(result);
    else if (folded) one("summary", folded).focus({ preventScroll: true });
  }
  on("hashchange", follow, window);
  follow();
})();
