// Single keys for who works by keyboard: data-key="j" names an element's key, or several. A button or link is
// pressed, a field is entered, anything else is scrolled to. Whoever talks to the computer, or types
// past a field, turns them off, and it is remembered in this browser.
const STORED = "single-keys";
const box = document.querySelector("[data-keys-on]");

export const keysWork = () => localStorage.getItem(STORED) !== "off";

if (box) {
  box.checked = keysWork();
  box.addEventListener("change", () => localStorage.setItem(STORED, box.checked ? "on" : "off"));
}

export function isTyping(event) {
  const place = event.target;
  return event.ctrlKey || event.metaKey || event.altKey || place.isContentEditable || document.querySelector("dialog[open]")
    || /^(SELECT|TEXTAREA)$/.test(place.tagName) || (place.tagName === "INPUT" && !/^(checkbox|radio|button)$/.test(place.type));
}

// Russian letters stand where the Latin ones are on the same keys.
export function keyOf(event) {
  const letter = /^Key([A-Z])$/.exec(event.code);
  return letter ? letter[1].toLowerCase() : event.key;
}

document.addEventListener("keydown", (event) => {
  if (!keysWork() || isTyping(event)) return;
  const wanted = document.querySelector(`[data-key~="${CSS.escape(keyOf(event))}"]`);
  if (!wanted) return;
  event.preventDefault();
  if (/^(INPUT|SELECT|TEXTAREA)$/.test(wanted.tagName)) wanted.focus();
  else if (/^(A|BUTTON)$/.test(wanted.tagName)) wanted.click();
  else {
    wanted.scrollIntoView({ block: "start" });
    wanted.focus();
  }
});
