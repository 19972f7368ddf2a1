/* Copies a citation or an address with one click. Without this script both can be selected and copied by hand. */
const words = document.querySelector("form#basket")?.dataset;

/* A browser lets a page copy after a click; the text may still be on its way. */
async function copy(text) {
  if (navigator.clipboard && globalThis.ClipboardItem) {
    const blob = Promise.resolve(text).then((found) => new Blob([found], { type: "text/plain" }));
    await navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
  } else if (!copyBySelection(await text)) {
    throw new Error("not copied");
  }
}

function copyBySelection(text) {
  const box = document.createElement("textarea");
  box.value = text;
  document.body.append(box);
  box.select();
  const done = document.execCommand("copy");
  box.remove();
  return done;
}

function tellOn(element, text) {
  const live = document.querySelector("#told") ?? element.parentNode.appendChild(Object.assign(document.createElement("span"), { role: "status" }));
  live.textContent = text;
  setTimeout(() => (live.textContent = ""), 4000);
}

async function read(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(answer.statusText);
  return (await answer.text()).trim();
}

document.querySelectorAll("button[data-copy], button[data-copy-here]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copy ?? "");
    try {
      await copy(source ? source.textContent.trim() : location.href);
      tellOn(button, words?.copied ?? "✓");
    } catch {
      if (source) getSelection().selectAllChildren(source);
      tellOn(button, words?.failed ?? "");
    }
  });
});

document.querySelectorAll("a[data-copy-from]").forEach((link) =>
  link.addEventListener("click", async (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    try {
      await copy(read(link.dataset.copyFrom));
      tellOn(link, words?.copied ?? "✓");
    } catch {
      location.assign(link.href);
    }
  }),
);
