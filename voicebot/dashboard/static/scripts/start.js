// What every page needs. Others are modules of their own, loaded by the pages that use them.
import "./theme.js";
import "./confirming.js";

const token = document.querySelector('meta[name="csrf"]').content;
document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.verb !== "get") event.detail.headers["X-CSRF-Token"] = token;
});
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-send-on-change]")) event.target.form.requestSubmit();
});
