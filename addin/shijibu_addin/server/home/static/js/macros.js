// Macros: the buttons, what they say, and the protection of sheets, which is lifted only meanwhile.
const told = document.getElementById("shijibu-told");
const buttons = document.getElementById("shijibu-macros");
const alertBox = document.getElementById("global-error-alert");
const protectedAs = new Map();
const ENGLISH = {
  "No response received from server": "连不上实绩簿服务器，请看服务器是否在运行",
  "Unknown server error": "服务器出错",
  "This add-in will not run in your version of Office. Please upgrade either to perpetual Office 2021 (or later) or to a Microsoft 365 account.":
    "这个版本的 Excel 不能用加载项，请用 Excel 2021 或更新的版本",
};

export function tell(message, done) {
  told.textContent = message;
  told.classList.toggle("refused", !done);
}

async function shijibuTell(context, message, done) {
  tell(message, done);
  if (!done && message.startsWith("请先登录考评台")) document.dispatchEvent(new Event("shijibu-sign-in"));
}

async function shijibuUnprotect(context, name) {
  const { protection } = context.workbook.worksheets.getItem(name);
  protection.load(["protected", "options"]);
  await context.sync();
  if (!protection.protected) return;
  const options = protection.options;
  protection.unprotect();
  try {
    await context.sync();
  } catch {
    throw new Error(`工作表“${name}”设了保护密码，请先撤销保护再试`);
  }
  protectedAs.set(name, options);
}

async function shijibuProtect(context, name) {
  if (!protectedAs.has(name)) return;
  context.workbook.worksheets.getItem(name).protection.protect(protectedAs.get(name));
  await context.sync();
  protectedAs.delete(name);
}

[shijibuTell, shijibuUnprotect, shijibuProtect].forEach((callback) => xlwings.registerCallback(callback));

// A macro that stopped half-way left sheets open: they are protected again, each on its own.
async function protectAgain() {
  for (const name of [...protectedAs.keys()]) {
    await Excel.run((context) => shijibuProtect(context, name)).catch((error) => console.error(error));
  }
}

// What the packaged client shows of an error, said for the person at the sheet.
function said(error) {
  const half = /^(?:Error: )?Action \d+ \(.*?\) failed: (.*)\. Up to /s.exec(error);
  const text = (half ? half[1] : error).replace(/^(\w*Error|Error): /, "");
  const chinese = ENGLISH[text] ?? (/[\u4e00-\u9fff]/.test(text) ? text : `Excel 没有照做（${text}）`);
  return half ? `${chinese}。可能只做了一部分，请看过表中内容再试` : chinese;
}

const alertText = alertBox.querySelector("span");
let shown = "";
new MutationObserver(() => {
  if (alertText.textContent === shown) return;
  shown = said(alertText.textContent);
  alertText.textContent = shown;
  tell("", true);
  protectAgain();
  document.dispatchEvent(new Event("shijibu-refused"));
}).observe(alertText, { childList: true, characterData: true, subtree: true });

// One macro at a time: the workbook that the next one sends must be the one that this one leaves.
new MutationObserver(() => {
  const running = buttons.querySelector("[xw-click][disabled]") !== null;
  if (running === buttons.disabled) return;
  buttons.disabled = running;
  if (running) {
    shown = "";
    tell("正在处理……", true);
  } else {
    buttons.querySelectorAll("[xw-args]").forEach((button) => button.removeAttribute("xw-args"));
  }
}).observe(buttons, { attributes: true, attributeFilter: ["disabled"], subtree: true });

// A macro that works with another workbook: its button asks for the file, whose content goes along.
for (const input of buttons.querySelectorAll("input[data-for]")) {
  const name = input.dataset.for;
  const runs = buttons.querySelector(`[xw-click="${name}"]`);
  buttons.querySelector(`[data-chooses="${name}"]`).addEventListener("click", () => input.click());
  input.addEventListener("change", () => {
    const [file] = input.files;
    if (!file) return;
    const reader = new FileReader();
    reader.onload = () => {
      runs.setAttribute("xw-args", JSON.stringify([reader.result.split(",")[1] ?? ""]));
      runs.click();
    };
    reader.onerror = () => tell(`文件读不出来：${file.name}`, false);
    reader.readAsDataURL(file);
    input.value = "";
  });
}
