/* Offers records and words while somebody types into a search box. Without this script the boxes search as they are. */
const DELAY = 120; // milliseconds without a key before the server is asked
const KEPT = 100; // answers that are kept on this page

/* A box with its list, as the ARIA pattern "combobox with listbox popup" has it: the focus stays in the box. */
class Completion {
  constructor(box, number) {
    this.box = box;
    this.name = `offers-${number}`;
    this.kept = new Map();
    this.options = [];
    this.active = -1;
    this.build();
    this.listen();
  }

  build() {
    this.list = make("div", { id: this.name, role: "listbox", "aria-label": "Suggestions", class: "offers" });
    this.list.hidden = true;
    this.told = make("p", { class: "hidden", "aria-live": "polite" });
    this.box.after(this.list, this.told);
    const means = { type: "text", role: "combobox", autocomplete: "off", spellcheck: "false", enterkeyhint: "search" };
    const states = { "aria-autocomplete": "list", "aria-haspopup": "listbox", "aria-expanded": "false", "aria-controls": this.name };
    set(this.box, { ...means, ...states });
  }

  listen() {
    this.box.addEventListener("input", () => this.typed());
    this.box.addEventListener("keydown", (event) => this.pressed(event));
    this.box.addEventListener("blur", () => this.close());
    // The box keeps the focus while the list is scrolled or chosen from.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const at = this.options.findIndex((option) => option.row.contains(event.target));
      if (at >= 0) this.choose(at, event);
    });
  }

  typed() {
    clearTimeout(this.waiting);
    this.asking?.abort();
    if (!this.box.value.trim()) this.close();
    else this.waiting = setTimeout(() => this.ask(this.box.value), DELAY);
  }

  async ask(typed) {
    const asking = (this.asking = new AbortController());
    try {
      const found = this.kept.get(typed) ?? (await read(typed, asking.signal));
      if (this.kept.size >= KEPT) this.kept.clear();
      this.kept.set(typed, found);
      if (!asking.signal.aborted && document.activeElement === this.box) this.show(found);
    } catch {
      // The server is away or was asked something else meanwhile: the box still searches.
      if (!asking.signal.aborted) this.close();
    }
  }

  show(found) {
    this.options = [];
    this.mark(-1);
    const records = found.records.map((record) => this.option(recordRow(record), { url: record.url }));
    const words = found.words.map((offer) => this.option([make("span", { class: "offer" }, offer.words)], { words: offer.words }));
    this.list.replaceChildren(...this.group("Records", records), ...this.group("Search for", words));
    this.open(this.options.length > 0);
    this.told.textContent = `${counted(records, "record")} and ${counted(words, "search")} suggested${this.options.length ? "; choose with the arrow keys" : ""}.`;
  }

  option(parts, means) {
    const row = make("div", { id: `${this.name}-${this.options.length}`, role: "option", "aria-selected": "false" });
    row.append(...parts);
    this.options.push({ row, ...means });
    return row;
  }

  group(label, rows) {
    if (!rows.length) return [];
    const group = make("div", { role: "group", "aria-label": label });
    group.append(make("p", { class: "heading", "aria-hidden": "true" }, label), ...rows);
    return [group];
  }

  open(wanted) {
    this.list.hidden = !wanted;
    this.box.setAttribute("aria-expanded", String(wanted));
    if (!wanted) this.mark(-1);
  }

  close() {
    clearTimeout(this.waiting);
    this.asking?.abort();
    this.told.textContent = "";
    this.open(false);
  }

  mark(at) {
    this.active = at;
    this.options.forEach((option, place) => option.row.setAttribute("aria-selected", String(place === at)));
    const chosen = this.options[at]?.row;
    if (chosen) this.box.setAttribute("aria-activedescendant", chosen.id);
    else this.box.removeAttribute("aria-activedescendant");
    chosen?.scrollIntoView({ block: "nearest" });
  }

  pressed(event) {
    const isOpen = !this.list.hidden;
    // While a method of input is still composing a word, the keys are its own.
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") this.step(event, isOpen, event.key === "ArrowDown" ? 1 : -1);
    else if (event.key === "Escape" && isOpen) this.keep(event);
    else if (event.key === "Enter" && isOpen && this.active >= 0) this.choose(this.active, event);
  }

  /* Beyond the last option, and before the first, stands the box itself. */
  step(event, isOpen, by) {
    event.preventDefault();
    const places = this.options.length + 1;
    if (isOpen) this.mark(((this.active + 1 + by + places) % places) - 1);
    else this.typed();
  }

  keep(event) {
    event.preventDefault();
    this.close();
  }

  choose(at, event) {
    event.preventDefault();
    const { url, words } = this.options[at];
    this.close();
    if (url && this.box.dataset.complete === "name") {
      // The box asks for a record and not for a search: it takes the name of its address.
      this.box.value = url.slice(1);
      this.box.form.requestSubmit();
    } else if (url) {
      location.assign(url);
    } else {
      this.box.value = words;
      this.box.form.requestSubmit();
    }
  }
}

async function read(typed, signal) {
  const answer = await fetch(`/complete.json?${new URLSearchParams({ q: typed })}`, { signal });
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.json();
}

function recordRow(record) {
  const told = [record.name, record.about].filter(Boolean).join(" · ");
  const parts = [make("span", { class: "offer" }, record.label), " ", make("span", { class: "tag" }, record.kind_label)];
  return told ? [...parts, " ", make("span", { class: "meta" }, told)] : parts;
}

function counted(found, word) {
  return `${found.length} ${word}${found.length === 1 ? "" : word === "search" ? "es" : "s"}`;
}

function make(tag, attributes, text = "") {
  const made = set(document.createElement(tag), attributes);
  made.textContent = text;
  return made;
}

function set(element, attributes) {
  Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
  return element;
}

document.querySelectorAll("input[data-complete]").forEach((box, number) => new Completion(box, number));
