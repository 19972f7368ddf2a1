/* The basket without leaving the page, and ticked records to compare. Without this script the same forms lead there and back. */
const basket = document.querySelector("form#basket");
const said = document.querySelector("#told");

function tell(text) {
  said.textContent = text;
  clearTimeout(tell.waiting);
  tell.waiting = setTimeout(() => (said.textContent = ""), 6000);
}

function turn(button, action) {
  button.name = action === "add" ? "remove" : "add";
  button.querySelector("span").textContent = action === "add" ? basket.dataset.remove : basket.dataset.add;
}

async function send(button) {
  const action = button.name;
  const answer = await fetch(basket.action, {
    method: "POST",
    headers: { Accept: "application/json" },
    body: new URLSearchParams([[action, button.value]]),
  });
  if (!answer.ok) throw new Error(answer.statusText);
  const { count } = await answer.json();
  turn(button, action);
  document.querySelectorAll("[data-basket]").forEach((shown) => (shown.textContent = count));
  tell((action === "add" ? basket.dataset.added : basket.dataset.removed).replace("#", count));
}

if (basket && said) {
  let again = null;
  basket.addEventListener("submit", async (event) => {
    const button = event.submitter;
    // What changes the page itself, and what the server refused before, is sent as any form is.
    if (!button || !["add", "remove"].includes(button.name) || button === again || document.querySelector(".collected")) return;
    event.preventDefault();
    try {
      await send(button);
    } catch {
      again = button;
      basket.requestSubmit(button);
    }
  });
}

const comparing = document.querySelector("form#compare");
if (comparing) {
  const ticks = [...document.querySelectorAll('input[form="compare"]')];
  const shown = comparing.querySelector("#ticked");
  const count = () => {
    const ticked = ticks.filter((tick) => tick.checked);
    const kind = ticked[0]?.value.split("/")[0];
    ticks.forEach((tick) => (tick.disabled = !tick.checked && ticked.length > 0 && (ticked.length >= Number(comparing.dataset.most) || tick.value.split("/")[0] !== kind)));
    comparing.classList.toggle("ready", ticked.length > 0);
    shown.textContent = ticked.length ? comparing.dataset.ready.replace("#", ticked.length) : comparing.dataset.few;
    comparing.querySelector("button").disabled = ticked.length === 1;
  };
  ticks.forEach((tick) => tick.addEventListener("change", count));
  // A page that one comes back to has its ticks still.
  addEventListener("pageshow", count);
}
