// Files dropped on a box go to its file field; a button that downloads or hands in is the form's own, not htmx's.
"use strict";
for (const box of document.querySelectorAll(".drop")) {
  const field = box.querySelector("input[type=file]");
  for (const name of ["dragover", "dragleave", "drop"]) {
    box.addEventListener(name, (event) => {
      event.preventDefault();
      box.classList.toggle("over", name === "dragover");
      if (name === "drop" && event.dataTransfer.files.length) field.files = event.dataTransfer.files;
    });
  }
}
for (const button of document.querySelectorAll("button.print")) button.addEventListener("click", () => window.print());
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-native]");
  if (!button) return;
  event.preventDefault();
  const form = button.form;
  form.action = button.formAction;
  HTMLFormElement.prototype.submit.call(form);
});
// What was checked is not what lies there any more once another file is chosen.
document.addEventListener("change", (event) => {
  const shown = event.target.matches("input[type=file]") && event.target.form?.querySelector(".checked");
  if (shown) shown.replaceChildren();
});
