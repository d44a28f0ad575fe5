// The office's work: a form for each step, its files sent along, what is said while it runs, and the workbook that comes of it.
import { tell } from "./macros.js";

const ADDRESS = `${location.origin}/shijibu/office/`;
const UNREACHED = "连不上实绩簿服务器，请看服务器是否在运行";
const ACCEPTED = { file: ".xlsx", folder: ".xlsx,.xls,.et,.ods,.fods,.csv,.zip" };
const form = document.getElementById("shijibu-office");
const saved = document.getElementById("shijibu-files");
let open = null; // the step whose form is open: its name, title, and the questions with their controls
let running = null; // what stops the run

for (const button of document.querySelectorAll("[data-office]")) {
  button.addEventListener("click", () => ask(button.dataset.office, button.textContent.replace(/…$/, "")));
}

function made(kind, properties = {}, ...children) {
  const element = Object.assign(document.createElement(kind), properties);
  element.append(...children);
  return element;
}

// The head's length, the head, and the files one after another.
function packed(given, files) {
  const listed = files.map(({ field, file }) => ({ field, name: file.webkitRelativePath || file.name, size: file.size }));
  const head = new TextEncoder().encode(JSON.stringify({ given, files: listed }));
  const length = new DataView(new ArrayBuffer(4));
  length.setUint32(0, head.length);
  return new Blob([length.buffer, head, ...files.map(({ file }) => file)]);
}

// Whoever may not is told why; where an account is missing, the pane asks for one.
async function sent(path, given, files, signal) {
  const { token } = await globalThis.getAuth();
  const headers = { "Content-Type": "application/octet-stream", ...(token && { Authorization: token }) };
  const answer = await fetch(ADDRESS + path, { method: "POST", headers, body: packed(given, files), signal });
  if (answer.ok) return answer;
  const { detail } = await answer.json().catch(() => ({}));
  if (answer.status === 401) document.dispatchEvent(new Event("shijibu-sign-in"));
  throw Object.assign(new Error(detail ?? UNREACHED), { told: true });
}

function wrong(error) {
  tell(error.told ? error.message : error.name === "AbortError" ? "已停止。没有做完的都没有留下；停以前已经做完的仍然有效" : UNREACHED, false);
}

async function ask(name, title) {
  if (running) return;
  saved.replaceChildren();
  tell("", true);
  try {
    const answer = await sent(`${name}/questions`, {}, []);
    const { questions } = await answer.json();
    open = { name, title, asked: questions.map(drawn) };
    const go = made("button", { type: "submit", className: "btn btn-primary btn-sm", textContent: "确定" });
    const stop = made("button", { type: "button", className: "btn btn-outline-secondary btn-sm ms-2", textContent: "取消" });
    stop.addEventListener("click", () => (running ? running.abort() : close()));
    const heading = made("h2", { className: "h6", textContent: title });
    form.replaceChildren(heading, ...open.asked.map((one) => one.element), made("div", {}, go, stop));
    Object.assign(open, { go, stop });
    form.classList.remove("d-none");
    form.scrollIntoView({ block: "nearest" });
    (form.querySelector("select, input") ?? go).focus();
  } catch (error) {
    wrong(error);
  }
}

function close() {
  form.classList.add("d-none");
  form.replaceChildren();
  open = null;
}

// A question with its control: `value` gives the text, `files` what was chosen.
function drawn(question) {
  const id = `shijibu-office-${question.name}`;
  const label = made("label", { htmlFor: id, className: "form-label mb-1", textContent: question.label + (question.optional ? "（可不填）" : "") });
  const hint = made("div", { className: "form-text mt-0", textContent: question.hint });
  const one = { question, hint, files: () => [] };
  if (question.kind === "choice") {
    const options = question.choices.map(([value, text]) => made("option", { value, textContent: text }));
    one.control = made("select", { id, className: "form-select form-select-sm" }, ...options);
    one.control.value = question.value;
    if (question.leads) one.control.addEventListener("change", again);
    one.element = made("div", { className: "mb-2" }, label, one.control, hint);
  } else if (question.kind === "text") {
    one.control = made("input", { id, type: "text", className: "form-control form-control-sm", value: question.value, maxLength: 200 });
    one.element = made("div", { className: "mb-2" }, label, one.control, hint);
  } else {
    one.element = made("div", { className: "mb-2" }, label, ...choosing(one, id), hint);
  }
  one.value = () => one.control?.value.trim() ?? "";
  return one;
}

// One file; or several, or a whole folder where the browser has a picker for it: what was chosen last counts.
function choosing(one, id) {
  const many = one.question.kind === "folder";
  const inputs = [made("input", { id, type: "file", multiple: many, accept: ACCEPTED[one.question.kind], className: "form-control form-control-sm" })];
  if (many && "webkitdirectory" in inputs[0]) {
    inputs.push(made("input", { type: "file", webkitdirectory: true, className: "d-none", ariaLabel: `${one.question.label}：整个文件夹` }));
  }
  let last = inputs[0];
  one.files = () => [...last.files];
  const said = made("span", { className: "small ms-2" });
  inputs.forEach((input) => input.addEventListener("change", () => {
    last = input;
    said.textContent = input === inputs[1] ? `已选 ${input.files.length} 个文件` : "";
  }));
  if (inputs.length === 1) return inputs;
  const folder = made("button", { type: "button", className: "btn btn-outline-secondary btn-sm mt-1", textContent: "选文件夹…" });
  folder.addEventListener("click", () => inputs[1].click());
  return [...inputs, made("div", {}, folder, said)];
}

// What hangs on an answer is asked anew; what somebody typed stays.
async function again() {
  const now = open;
  try {
    const answer = await sent(`${now.name}/questions`, answers(), []);
    const { questions } = await answer.json();
    if (open !== now) return;
    for (const fresh of questions) {
      const one = now.asked.find(({ question }) => question.name === fresh.name);
      if (one?.question.kind === "text" && one.value() === one.question.value) one.control.value = fresh.value;
      if (one) one.question.value = fresh.value;
    }
  } catch (error) {
    wrong(error);
  }
}

const answers = () => Object.fromEntries(open.asked.filter(({ control }) => control).map((one) => [one.question.name, one.value()]));

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (running || !open) return;
  const missing = open.asked.filter((one) => !one.question.optional && !one.value() && !one.files().length);
  if (missing.length) return tell(`还没有选或没有填：${missing.map(({ question }) => question.label).join("、")}`, false);
  const files = open.asked.flatMap((one) => one.files().map((file) => ({ field: one.question.name, file })));
  running = new AbortController();
  busy(true);
  tell("正在开始……", true);
  try {
    const answer = await sent(open.name, answers(), files, running.signal);
    await finished(await lines(answer.body.getReader()));
  } catch (error) {
    wrong(error);
  } finally {
    running = null;
    if (open) busy(false);
  }
});

function busy(is) {
  open.go.disabled = is;
  open.stop.textContent = is ? "停止" : "取消";
  open.asked.forEach(({ element }) => element.querySelectorAll("input, select, button").forEach((control) => { control.disabled = is; }));
}

// Each line says how far it is; the last is the result.
async function lines(reader) {
  const decoder = new TextDecoder();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    rest += decoder.decode(value, { stream: !done });
    const whole = rest.split("\n");
    rest = whole.pop();
    for (const line of whole) {
      const told = JSON.parse(line);
      if (!("say" in told)) return told;
      tell(`${told.say}……`, true);
    }
    if (done) throw new Error("the answer broke off");
  }
}

async function finished({ done, message, book, files }) {
  tell(message, done);
  if (done) close();
  if (files) offer(files, "application/zip", "保存写出的文件（压缩包）");
  if (!book) return;
  try {
    await Excel.createWorkbook(book.content);
  } catch (error) {
    console.error(error);
    offer({ ...book, name: `${book.name}.xlsx` }, "application/octet-stream", `Excel 打不开新工作簿，请保存后打开：${book.name}`);
  }
}

function offer({ name, content }, type, text) {
  const data = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  const href = URL.createObjectURL(new Blob([data], { type }));
  saved.append(made("a", { href, download: name, className: "d-block", textContent: text }));
}
