// The list's own name goes along with the form; a new campaign is called as its list until named.
const list = document.getElementById("list");
const named = document.querySelector("[data-file-name]");

list?.addEventListener("change", () => {
  const file = list.files[0]?.name ?? "";
  named.value = file.slice(0, 200);
  const name = document.getElementById("f-name");
  if (!name.value) name.value = file.replace(/\.[^.]+$/, "").slice(0, 200);
});
