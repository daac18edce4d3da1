// Light or dark: as the system is, until a viewer switches; their choice is kept with their account.
const root = document.documentElement;
const token = document.querySelector('meta[name="csrf"]').content;

function shown() {
  if (root.dataset.theme !== "auto") return root.dataset.theme;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

document.querySelector("[data-theme-switch]")?.addEventListener("click", async () => {
  root.dataset.theme = shown() === "dark" ? "light" : "dark";
  document.dispatchEvent(new Event("theme"));
  await fetch("/profile/theme", {
    method: "POST",
    headers: { "X-CSRF-Token": token },
    body: new URLSearchParams({ theme: root.dataset.theme }),
  });
});
