// Calls of functions: cells that recalculate together travel together, and cells that ask the same ask once.
// custom-functions-code.js reads globalThis.xwRequest at each call, so what stands there is what it posts with.
const CALL = "/xlwings/custom-functions-call";
const WINDOW_MS = 8;
const MOST_WAITING = 1000; // the packaged client lets no more calls out at a time
const MOST_CELLS = 100000;
const AGAIN_MS = 300;
const ERROR_CODES = { Div0: "divisionByZero", NotAvailable: "notAvailable", Num: "invalidNumber", Null: "nullReference" };
export const request = globalThis.xwRequest;
let asked = new Map(); // what is asked -> who waits for the answer
let waiting = 0;
let cells = 0;
let timer = null;

function post(url, body, options) {
  if (!url.endsWith(CALL)) return request.post(url, body, options);
  return new Promise((resolve, reject) => {
    const call = { func_name: body.func_name, args: body.args };
    const key = JSON.stringify(call);
    if (!asked.has(key)) {
      asked.set(key, { call, options, waiters: [] });
      cells += call.args.reduce((sum, rows) => sum + (Array.isArray(rows) ? rows.length * (rows[0]?.length ?? 1) : 1), 0);
    }
    asked.get(key).waiters.push({ runtime: body.runtime, resolve, reject });
    waiting += 1;
    if (waiting >= MOST_WAITING || cells >= MOST_CELLS) flush();
    else timer ??= setTimeout(flush, WINDOW_MS);
  });
}

async function flush() {
  clearTimeout(timer);
  timer = null;
  const questions = [...asked.values()];
  asked = new Map();
  waiting = cells = 0;
  const each = (question, tell) => question.waiters.forEach(tell);
  try {
    const answer = await asking({ calls: questions.map(({ call }) => call) }, questions[0].options);
    answer.data.results.forEach((one, i) =>
      each(questions[i], ({ runtime, resolve, reject }) =>
        "detail" in one ? reject(refused(one.detail)) : resolve({ data: { result: readable(one.result, runtime) }, status: 200, statusText: "OK" }),
      ),
    );
  } catch (error) {
    if (error.response?.status === 401) document.dispatchEvent(new Event("shijibu-refused"));
    questions.forEach((question) => each(question, ({ reject }) => reject(error)));
  }
}

// A connection that breaks is tried once more; the packaged client would try it three times without a pause, and speak English.
async function asking(body, options) {
  for (const last of [false, true]) {
    try {
      return await request.post(`${location.origin}/shijibu/calls`, body, options);
    } catch (error) {
      if (error.response) throw error;
      if (last) throw refused("连不上实绩簿服务器，请看服务器是否在运行，再重新计算（Ctrl+Alt+F9）");
      await new Promise((done) => setTimeout(done, AGAIN_MS));
    }
  }
}

// An error as the packaged client shows it without trying again.
function refused(detail) {
  return Object.assign(new Error(detail), { response: { status: 400, statusText: "", data: { detail } } });
}

// Before 1.4 an error within rows is an object of CustomFunctions, not a data type.
function readable(rows, runtime) {
  if (runtime === "1.4") return rows;
  const code = (cell) => CustomFunctions.ErrorCode[ERROR_CODES[cell.errorType] ?? "invalidValue"];
  return rows.map((row) => row.map((cell) => (cell?.type === "Error" ? new CustomFunctions.Error(code(cell)) : cell)));
}

globalThis.xwRequest = { ...request, post };
