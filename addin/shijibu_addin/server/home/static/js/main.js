// What Shijibu adds to the task pane.
import { request } from "./calls.js";
import { tell } from "./macros.js";

const login = document.getElementById("shijibu-login");
const token = document.getElementById("shijibu-token");
const buttons = document.getElementById("shijibu-macros");

function ask(wanted) {
  login.classList.toggle("d-none", !wanted);
  buttons.classList.toggle("d-none", wanted);
}

login.addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    const headers = { "Content-Type": "application/json" };
    await request.post(`${location.origin}/shijibu/login`, { token: token.value }, { headers });
    ask(false);
    tell("已登录。表中若有错误值，请重新计算（Ctrl+Alt+F9）。", true);
  } catch (error) {
    tell(error.response?.data?.detail ?? "连不上实绩簿服务器", false);
  }
  token.value = "";
});

request.get(`${location.origin}/shijibu/session`).catch((error) => error.response?.status === 401 && ask(true));
