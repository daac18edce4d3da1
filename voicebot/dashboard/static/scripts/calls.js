// A list of calls by keyboard: J and K go down and up, Enter opens.
import { isTyping, keyOf, keysWork } from "./keys.js";

const rows = [...document.querySelectorAll("[data-row]")];
const linkOf = (row) => row.querySelector('a[href^="/calls/"]');

document.addEventListener("keydown", (event) => {
  if (!rows.length || !keysWork() || isTyping(event)) return;
  const step = { j: 1, k: -1 }[keyOf(event)];
  if (!step) return;
  const here = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[Math.min(rows.length - 1, Math.max(0, here + step))];
  event.preventDefault();
  linkOf(next).focus();
});
document.addEventListener("focusin", (event) => {
  for (const row of rows) row.classList.toggle("here", row.contains(event.target));
});
