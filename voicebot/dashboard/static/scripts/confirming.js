// A button with data-confirm asks first; its form is sent when the answer is yes.
const dialog = document.getElementById("confirm");
let asking = null;

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-confirm]");
  if (!button || button === asking) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  dialog.querySelector("#confirm-question").textContent = button.dataset.confirm;
  dialog.querySelector("#confirm-detail").textContent = button.dataset.confirmDetail || "";
  dialog.querySelector("#confirm-yes").textContent = button.dataset.confirmYes;
  dialog.returnValue = "";
  dialog.showModal();
  dialog.addEventListener("close", () => answered(button), { once: true });
}, true);

function answered(button) {
  if (dialog.returnValue !== "yes") {
    button.focus();
    return;
  }
  asking = button;
  button.click();
  asking = null;
}
