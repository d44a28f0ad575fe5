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
// What a part of a page was not given for is said in its place, as the page of the error has it.
function refused(place, why) {
  const said = document.createElement("p");
  said.className = "fault";
  said.setAttribute("role", "alert");
  said.textContent = why;
  place.replaceChildren(said);
}
document.addEventListener("htmx:responseError", (event) => {
  const page = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
  refused(event.detail.target, page.querySelector(".fault")?.textContent ?? "没有做成，请重新打开这一页再试。");
});
document.addEventListener("htmx:sendError", (event) => refused(event.detail.target, "连不上服务器，没有做成；请过一会儿再试。"));
// What was checked is not what lies there any more once another file is chosen.
document.addEventListener("change", (event) => {
  const shown = event.target.matches("input[type=file]") && event.target.form?.querySelector(".checked");
  if (shown) shown.replaceChildren();
});
// The box above a column of boxes stands for all of them.
document.addEventListener("change", (event) => {
  if (!event.target.matches("input[data-all]")) return;
  for (const box of event.target.closest("table").querySelectorAll("tbody input[type=checkbox]")) box.checked = event.target.checked;
});
