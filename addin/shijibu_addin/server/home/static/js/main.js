// What Shijibu adds to the task pane: signing in with an account of the desk.
import { request } from "./calls.js";
import { tell } from "./macros.js";
import "./office_steps.js";

const SESSION = `${location.origin}/pane/session/`;
const TOO_OFTEN = "口令错得太多，请过十五分钟再试；忘了口令的请找考评办";
const login = document.getElementById("shijibu-login");
const account = document.getElementById("shijibu-account");
const password = document.getElementById("shijibu-password");
const buttons = document.getElementById("shijibu-macros");
let token = ""; // for functions that bring no cookie; nowhere but here
let form = ""; // what the desk wants a form to bring back
let asking = false;

// The packaged client sends it with each call.
globalThis.getAuth = async () => ({ token: token && `Bearer ${token}`, provider: "" });

function ask(wanted) {
  login.classList.toggle("d-none", !wanted);
  buttons.classList.toggle("d-none", wanted);
}

// Other accounts are not shown the office's work, which they may not do.
function admitted(data) {
  token = data.token;
  document.querySelector("[data-group=考评办]")?.classList.toggle("d-none", !data.office);
  ask(false);
}

// Who sits at the server's own computer needs no account; else the desk says who is signed in.
async function look() {
  if (asking) return;
  asking = true;
  try {
    const headers = token && { Authorization: `Bearer ${token}` };
    const known = await request.get(`${location.origin}/shijibu/session`, { headers: headers || {} }).catch((error) => error.response);
    if (known?.data.user === "local") return ask(false);
    if (known?.status === 200 && token) return ask(false);
    token = "";
    await request.get(SESSION).then(
      ({ data }) => admitted(data),
      (error) => { form = error.response?.data?.form ?? ""; ask(error.response?.status === 401); },
    );
  } finally {
    asking = false;
  }
}

login.addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    const headers = { "Content-Type": "application/json", "X-CSRFToken": form };
    const { data } = await request.post(SESSION, { username: account.value, password: password.value }, { headers });
    admitted(data);
    tell(`已登录：${data.user}。表中若有错误值，请重新计算（Ctrl+Alt+F9）。`, true);
  } catch (error) {
    const detail = error.response?.status === 429 ? TOO_OFTEN : error.response?.data?.detail;
    tell(detail ?? (error.response ? "没有登录，请重新打开任务窗格再试" : "连不上实绩簿服务器"), false);
  }
  password.value = "";
});

// The office's work asks for an account where functions need none.
document.addEventListener("shijibu-sign-in", async () => {
  await request.get(SESSION).catch((error) => { form = error.response?.data?.form ?? ""; });
  ask(true);
});

// Whatever was refused may have been for a session that is over.
document.addEventListener("shijibu-refused", look);
look();
