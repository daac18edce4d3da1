// The board of live calls: carries out what the stream sends, keeps each transcript at its end,
// counts the seconds, and answers the keys.
import { listenTo } from "./listening.js";

const live = document.getElementById("live");
const board = document.getElementById("board");
const sign = document.getElementById("live-sign");
const ahead = Number(live.dataset.now) - Date.now();
const NEAR_END = 40;

// --- what the stream sends ----------------------------------------------------------------------

const steps = {
  clear: () => board.replaceChildren(),
  summary: (parts) => {
    for (const place of ["above", "beneath"]) document.getElementById(place).innerHTML = parts[place];
  },
  card: ({ id, place, html }) => {
    const made = fragment(html).querySelector(".live-call");
    const old = cardOf(id);
    if (old) replaceCard(old, made);
    else board.insertBefore(made, [...board.children].find((each) => each.dataset.place > place) ?? null);
    htmx.process(made);
    toEnd(made.querySelector(".words"));
  },
  state: ({ id, html }) => {
    const place = cardOf(id)?.querySelector("[data-state]");
    if (place) place.innerHTML = html;
  },
  lines: ({ id, lines }) => {
    const words = cardOf(id)?.querySelector(".words");
    if (!words) return;
    const follows = words.scrollHeight - words.scrollTop - words.clientHeight < NEAR_END;
    for (const [key, html] of lines) putLine(words.querySelector("[data-lines]"), key, html);
    if (follows) toEnd(words);
  },
  gone: ({ id }) => cardOf(id)?.remove(),
};

function cardOf(id) {
  return document.getElementById(`call-${id}`);
}

function fragment(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

function replaceCard(old, made) {
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  const place = old.querySelector(".words").scrollTop;
  if (old.classList.contains("listening") && made.querySelector("[data-listen]")) {
    made.classList.add("listening");
    made.querySelector("[data-listen]").replaceWith(old.querySelector("[data-listen]"));
  }
  old.replaceWith(made);
  made.querySelector(".words").scrollTop = place;
  if (focused) (twin(made, focused) ?? made).focus();
}

function twin(card, focused) {
  const name = ["listen", "takeOver", "hangUp"].find((each) => each in focused.dataset);
  return name && card.querySelector(`[data-${name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}]`);
}

function putLine(list, key, html) {
  const old = list.querySelector(`[data-line="${key}"]`);
  const made = fragment(html).querySelector("li");
  if (old && made) old.replaceWith(made);
  else if (old) old.remove();
  else if (made) list.insertBefore(made, [...list.children].find((each) => Number(each.dataset.line) > key) ?? null);
}

function toEnd(words) {
  words.scrollTop = words.scrollHeight;
}

// --- the stream ---------------------------------------------------------------------------------

let stream = null;

function open() {
  stream = new EventSource(`/now/live?since=${encodeURIComponent(live.dataset.version)}`);
  stream.onopen = () => say("live", "on");
  stream.onmessage = (event) => {
    live.dataset.version = event.lastEventId;
    for (const step of JSON.parse(event.data)) steps[step.do]?.(step);
    document.getElementById("no-calls").hidden = board.children.length > 0;
    tick();
  };
  stream.onerror = () => {
    if (stream.readyState === EventSource.CONNECTING) return soonLost();
    say("lost", "off");
    setTimeout(again, 2000);
  };
}

let lost = 0;

function soonLost() {
  // The stream ends now and then and is opened again at once; only what lasts is told.
  clearTimeout(lost);
  lost = setTimeout(() => stream.readyState !== EventSource.OPEN && say("lost", "off"), 1500);
}

async function again() {
  const answer = await fetch("/now/live", { redirect: "manual" }).catch(() => null);
  if (answer?.type === "opaqueredirect") say("out", "off");
  else open();
}

function say(what, look) {
  sign.textContent = sign.dataset[what];
  sign.className = `quiet live-sign ${look}`;
}

// --- seconds ------------------------------------------------------------------------------------

function tick() {
  for (const place of board.querySelectorAll("[data-since]")) {
    const seconds = Math.max(0, Math.floor((Date.now() + ahead - Number(place.dataset.since)) / 1000));
    place.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }
}

// --- deeds --------------------------------------------------------------------------------------

const dialog = document.getElementById("take-over");
let wanted = "";

board.addEventListener("click", (event) => {
  const listens = event.target.closest("[data-listen]");
  const takes = event.target.closest("[data-take-over]");
  if (listens) listenTo(listens);
  if (takes && dialog) {
    wanted = takes.dataset.takeOver;
    dialog.returnValue = "";
    dialog.showModal();
  }
});
dialog?.addEventListener("close", () => {
  if (dialog.returnValue !== "yes") return;
  htmx.ajax("POST", wanted, { target: "#notices", values: { to: dialog.querySelector("select").value } });
});

const keys = { l: "[data-listen]", t: "[data-take-over]", h: "[data-hang-up]" };

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea, dialog")) return;
  const cards = [...board.children];
  const at = cards.findIndex((card) => card.contains(document.activeElement));
  const key = event.key.toLowerCase();
  if (key === "j" || key === "k") {
    const next = key === "j" ? at + 1 : at < 0 ? cards.length - 1 : at - 1;
    cards[Math.min(Math.max(next, 0), cards.length - 1)]?.focus();
  } else if (at >= 0 && key in keys) cards[at].querySelector(keys[key])?.click();
  else return;
  event.preventDefault();
});

for (const words of board.querySelectorAll(".words")) toEnd(words);
tick();
setInterval(tick, 1000);
open();
