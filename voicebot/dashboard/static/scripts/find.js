// The key / goes to the field that finds people, from every page, unless somebody types elsewhere.
const field = document.querySelector("[data-find]");
const TYPING = "input, textarea, select, [contenteditable]";

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (!field || event.target.closest(TYPING) || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  field.focus();
  field.select();
});
