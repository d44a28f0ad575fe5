// A stand-in for the Office host: one workbook with cells, fills, notes, names, sheets, protection and custom functions, and an answer
// of "nothing" to whatever else the task pane asks. What a protected sheet refuses fails at the next sync, as in Excel.
// Test.open(workbook) puts a workbook there (see workbook.py); Test.call("STARLIMIT", 7) calls a function as a cell would.
(() => {
  const nothing = () =>
    new Proxy(() => {}, {
      get: (_, key) => {
        if (key === "isNullObject") return true;
        if (key === "items") return [];
        if (key === Symbol.toPrimitive) return () => "";
        return key === "then" || key === "toJSON" ? undefined : nothing();
      },
      apply: nothing,
      set: () => true,
    });
  // An object that answers what it has, and "nothing" to the rest.
  const having = (own) =>
    new Proxy(own, {
      get: (target, key, self) => (key in target ? Reflect.get(target, key, self) : key === "load" ? () => self : key === "then" ? undefined : nothing()),
    });

  const book = { name: "../../簿.xlsx", sheets: [], names: [], active: 0, selection: "A1" };
  const log = [];
  const created = []; // new workbooks that were opened, in base64
  let failure = null;
  const deny = (why) => { failure ??= new Error(why); };
  const letters = (n) => (n < 26 ? "" : letters(Math.floor(n / 26) - 1)) + String.fromCharCode(65 + (n % 26));
  const number = (text) => [...text].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
  const newSheet = (name) => ({ name, cells: [], fills: {}, notes: {}, links: {}, formats: {}, unlocked: {}, widths: {}, protected: false, password: false, visibility: "Visible" });
  const bare = (address) => address.replaceAll("$", "");
  const at = (row, column) => letters(column) + (row + 1);

  function range(sheet, row, column, rows, columns) {
    const [first, last] = [at(row, column), at(row + rows - 1, column + columns - 1)];
    const each = (tell) => Array.from({ length: rows }, (_, r) => Array.from({ length: columns }, (_, c) => tell(row + r, column + c)));
    const open = () => !sheet.protected || each((r, c) => !!sheet.unlocked[at(r, c)]).flat().every(Boolean);
    const enter = (given) => given.forEach((line, r) => line.forEach((value, c) => {
      while (sheet.cells.length <= row + r) sheet.cells.push([]);
      const cells = sheet.cells[row + r];
      while (cells.length <= column + c) cells.push("");
      cells[column + c] = typeof value === "string" && value.startsWith("'") ? value.slice(1) : value;
    }));
    const refused = () => deny(`AccessDenied: ${sheet.name}!${at(row, column)} is locked`);
    const fill = having({
      set color(colour) { sheet.protected ? refused() : each((r, c) => { sheet.fills[at(r, c)] = colour; }); },
      clear() { sheet.protected ? refused() : each((r, c) => { delete sheet.fills[at(r, c)]; }); },
    });
    return having({
      isNullObject: false, rowIndex: row, columnIndex: column, rowCount: rows, columnCount: columns,
      address: `${sheet.name}!${first === last ? first : `${first}:${last}`}`,
      get worksheet() { return having({ position: book.sheets.indexOf(sheet), name: sheet.name }); },
      get numberFormat() { return each((r, c) => sheet.formats[at(r, c)] ?? "General"); },
      set numberFormat(given) { each((r, c) => { sheet.formats[at(r, c)] = (given.length === 1 ? given[0][0] : given[r - row][c - column]); }); },
      get values() { return each((r, c) => sheet.cells[r]?.[c] ?? ""); },
      set values(given) { open() ? enter(given) : refused(); },
      // Of formulas the links alone: what shows, and where it leads.
      set formulas(given) {
        if (!open()) return refused();
        const [, target, text] = /^=HYPERLINK\("(.*)","(.*)"\)$/.exec(given[0][0]);
        enter([[text]]);
        sheet.links[at(row, column)] = target;
      },
      format: having({ fill, set columnWidth(points) { sheet.widths[letters(column)] = points; } }),
      clear() { open() ? enter(each(() => "")) : refused(); },
    });
  }

  function rangeAt(sheet, address) {
    const whole = /^\$?([A-Z]+):\$?([A-Z]+)$/.exec(address.split("!").pop());
    if (whole) return range(sheet, 0, number(whole[1]) - 1, 1048576, number(whole[2]) - number(whole[1]) + 1);
    const [, c1, r1, c2, r2] = /^\$?([A-Z]+)\$?(\d+)(?::\$?([A-Z]+)\$?(\d+))?$/.exec(address.split("!").pop());
    const [top, left, bottom, right] = [Number(r1), number(c1), Number(r2 ?? r1), number(c2 ?? c1)];
    return range(sheet, top - 1, left - 1, bottom - top + 1, right - left + 1);
  }

  function note(sheet, given) {
    const address = bare(given);
    if (!(address in sheet.notes)) return nothing();
    return having({
      isNullObject: false,
      getLocation: () => rangeAt(sheet, address),
      set content(text) { sheet.notes[address] = text; },
      delete() { sheet.protected ? deny("AccessDenied: notes") : delete sheet.notes[address]; },
    });
  }

  function worksheet(sheet) {
    const used = () => (sheet.cells.length ? range(sheet, 0, 0, sheet.cells.length, Math.max(1, ...sheet.cells.map((line) => line.length))) : nothing());
    return having({
      isNullObject: false, showGridlines: true,
      get name() { return sheet.name; },
      get visibility() { return sheet.visibility; },
      set visibility(will) { sheet.visibility = will; },
      get position() { return book.sheets.indexOf(sheet); },
      set position(will) { book.sheets.splice(will, 0, book.sheets.splice(book.sheets.indexOf(sheet), 1)[0]); },
      names: having({ get items() { return named(sheet.name); } }),
      notes: having({
        get items() { return Object.keys(sheet.notes).map((address) => note(sheet, address)); },
        getItemOrNullObject: (address) => note(sheet, address),
        add: (address, text) => (sheet.protected ? deny("AccessDenied: notes") : (sheet.notes[bare(address)] = text)),
      }),
      getUsedRangeOrNullObject: used,
      getRange: (address) => rangeAt(sheet, address),
      getRanges: () => having({ clear: () => Object.assign(sheet, { cells: [], fills: {} }) }),
      getRangeByIndexes: (...place) => range(sheet, ...place),
      activate: () => { book.active = book.sheets.indexOf(sheet); },
      delete: () => { book.sheets.splice(book.sheets.indexOf(sheet), 1); },
      protection: having({
        get protected() { return sheet.protected; },
        options: { allowSort: true },
        unprotect() {
          if (sheet.password) return deny("InvalidOperation: a password is needed");
          sheet.protected = false;
          log.push(["unprotect", sheet.name]);
        },
        protect(options) { sheet.protected = true; log.push(["protect", sheet.name, options]); },
      }),
    });
  }

  const sheetOf = (name) => book.sheets.find((sheet) => sheet.name === name);
  const named = (scope) => book.names.filter((one) => one.scope === scope).map((one) => having({
    name: one.name, type: one.text ? "String" : "Range", formula: one.text ? `=${one.text}` : `='${one.sheet}'!${one.address}`,
    getRangeOrNullObject: () => (one.text ? nothing() : rangeAt(sheetOf(one.sheet), one.address)),
  }));
  const worksheets = having({
    get items() { return book.sheets.map(worksheet); },
    getItem: (name) => worksheet(sheetOf(name)),
    getActiveWorksheet: () => worksheet(book.sheets[book.active]),
    add: (name) => worksheet(book.sheets[book.sheets.push(newSheet(name)) - 1]),
  });
  class RequestContext {
    workbook = having({
      get name() { return book.name; },
      worksheets,
      names: having({ get items() { return named(null); } }),
      getSelectedRange: () => rangeAt(book.sheets[book.active], book.selection),
      application: having({ calculationMode: "Automatic" }),
    });
    application = having({ cultureInfo: having({ name: "zh-CN", datetimeFormat: having({ shortDatePattern: "yyyy/M/d" }) }) });
    async sync() {
      const error = failure;
      failure = null;
      if (error) throw error;
    }
  }

  const functions = {};
  class FunctionError extends Error {
    constructor(code, message) {
      super(message);
      this.code = code;
    }
  }
  globalThis.CustomFunctions = {
    associate: (id, called) => { functions[id] = called; },
    Error: FunctionError,
    ErrorCode: { invalidValue: "#VALUE!", notAvailable: "#N/A", invalidNumber: "#NUM!", divisionByZero: "#DIV/0!", nullReference: "#NULL!" },
  };
  globalThis.Excel = having({ RequestContext, run: async (work) => work(new RequestContext()), createWorkbook: async (content) => { created.push(content); } });
  const ready = Promise.resolve({ host: "Excel", platform: "PC" });
  globalThis.Office = having({
    onReady: (then) => ready.then((info) => then?.(info) ?? info),
    context: having({ requirements: { isSetSupported: (set) => !globalThis.Test.lacks.includes(set) }, platform: "PC", host: "Excel" }),
  });
  const cell = (value) => (Array.isArray(value) || value === null ? value : [[value]]);
  const select = (title, address) => Object.assign(book, { active: book.sheets.indexOf(sheetOf(title)), selection: address });
  const open = (given) => Object.assign(book, { active: 0, selection: "A1", names: [], ...given, sheets: given.sheets.map((sheet) => ({ ...newSheet(sheet.name), ...sheet })) });
  globalThis.Test = {
    book, log, created, functions, open, select, lacks: [],
    call: (name, ...values) =>
      functions[name](...values.map(cell), { address: "表一!C3" }).catch((error) => ({ code: error.code, message: error.message })),
  };
  open({ sheets: [{ name: "表一", cells: [["甲", 1], ["乙", 2]] }, { name: "封面", cells: [["锁"]], protected: true }] });
})();
