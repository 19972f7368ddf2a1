/* Lists by key: j and k from record to record, b for the basket, / to the search box, ? for help. They can be switched off. */
const KEPT_AS = "kb-keys";
const lists = [...document.querySelectorAll("[data-records]")];
const help = document.querySelector("#keys");

/* The links that name the records of a list, in their order. */
function recordLinks() {
  return lists.flatMap((list) => [...list.querySelectorAll(":scope > li > h2 > a, :scope > li > h3 > a, th .named > a, li .named > a")]);
}

function place(links) {
  const row = document.activeElement?.closest("[data-records] > li, [data-records] tbody tr, .years ul > li");
  return row ? links.findIndex((link) => row.contains(link)) : -1;
}

function step(by) {
  const links = recordLinks();
  const at = place(links);
  const next = at < 0 ? (by > 0 ? 0 : links.length - 1) : Math.min(Math.max(at + by, 0), links.length - 1);
  links[next]?.focus();
  links[next]?.scrollIntoView({ block: "nearest" });
}

function collect() {
  const row = document.activeElement?.closest("[data-records] > li, [data-records] tbody tr, .years ul > li");
  row?.querySelector('button[form="basket"][name="add"], button[form="basket"][name="remove"]')?.click();
}

function toSearch() {
  const box = document.querySelector("main #q") ?? document.querySelector("#quick-q");
  box?.focus();
  box?.select();
}

const KEYS = { j: () => step(1), k: () => step(-1), b: collect, "/": toSearch, "?": () => help.showModal() };

function wanted() {
  try {
    return localStorage.getItem(KEPT_AS) !== "off";
  } catch {
    // A browser that keeps nothing has the keys as they are by default.
    return true;
  }
}

function keep(on) {
  try {
    localStorage.setItem(KEPT_AS, on ? "on" : "off");
  } catch {
    // They are switched for this page alone.
  }
}

if (lists.length && help) {
  let on = wanted();
  const box = help.querySelector("[data-keys-on]");
  const opener = document.querySelector("[data-keys]");
  box.checked = on;
  box.addEventListener("change", () => keep((on = box.checked)));
  opener.hidden = false;
  opener.addEventListener("click", () => help.showModal());
  document.addEventListener("keydown", (event) => {
    const writing = event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable], dialog");
    if (!on || writing || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const stands = place(recordLinks()) >= 0;
    const key = stands && event.key === "ArrowDown" ? "j" : stands && event.key === "ArrowUp" ? "k" : event.key;
    if (!Object.hasOwn(KEYS, key)) return;
    event.preventDefault();
    KEYS[key]();
  });
}

/* Where there is room the panel stands open, also in a browser that cannot do so by style alone. */
const panel = document.querySelector("details.narrow");
if (panel && !CSS.supports("selector(::details-content)")) panel.open = matchMedia("(min-width: 50.01rem)").matches;
