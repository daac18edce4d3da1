// A button with data-hear gives way to a player of that clip, which begins at once; one at a time.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-hear]");
  if (!button) return;
  for (const other of document.querySelectorAll("audio")) other.pause();
  const player = document.createElement("audio");
  player.controls = true;
  player.src = button.dataset.hear;
  player.setAttribute("aria-label", button.getAttribute("aria-label"));
  button.replaceWith(player);
  player.focus();
  player.play();
});
