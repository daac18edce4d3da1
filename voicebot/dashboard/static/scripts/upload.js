// Sends the chosen file of a form part by part before the form itself, which then only names it.
const PART = 900_000;
const token = document.querySelector('meta[name="csrf"]').content;

for (const form of document.querySelectorAll("form[data-upload]")) {
  form.addEventListener("submit", (event) => {
    const file = form.querySelector("input[type=file]").files[0];
    if (!file || form.dataset.sent) return;
    event.preventDefault();
    send(form, file);
  });
}

async function send(form, file) {
  const bar = form.querySelector("progress"), said = form.querySelector("[data-upload-error]");
  const button = form.querySelector("button");
  button.disabled = true;
  bar.hidden = false;
  said.textContent = "";
  for (let place = 0; place < file.size; place += PART) {
    const answer = await fetch(`${form.dataset.upload}?place=${place}`, {
      method: "POST",
      headers: { "X-CSRF-Token": token, "Content-Type": "application/octet-stream" },
      body: file.slice(place, place + PART),
    }).catch(() => null);
    if (!answer?.ok) {
      said.textContent = said.dataset.uploadError;
      button.disabled = false;
      bar.hidden = true;
      return;
    }
    bar.value = Math.min(1, (place + PART) / file.size);
  }
  button.disabled = false;
  form.dataset.sent = "yes";
  form.requestSubmit();
}
