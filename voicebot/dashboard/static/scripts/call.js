// One call: the words that are heard are marked, Space plays and pauses, K goes back.
import { isTyping, keyOf, keysWork } from "./keys.js";

const lines = [...document.querySelectorAll(".callee[data-from], .robot[data-from]")];
const audio = document.querySelector("[data-audio] audio");
let shown = null;

document.addEventListener("moment", (event) => {
  const now = lines.findLast((line) => Number(line.dataset.from) <= event.detail + 0.05);
  if (now === shown) return;
  shown?.removeAttribute("aria-current");
  now?.setAttribute("aria-current", "true");
  shown = now;
});

document.addEventListener("keydown", (event) => {
  if (!keysWork() || isTyping(event)) return;
  if (event.key === " " && audio && !/^(BUTTON|A|SUMMARY|AUDIO)$/.test(event.target.tagName)) {
    event.preventDefault();
    audio.paused ? audio.play() : audio.pause();
  } else if (keyOf(event) === "k") {
    event.preventDefault();
    history.back();
  }
});
