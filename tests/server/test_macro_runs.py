"""Macros over HTTP: workbooks that are not what they should be, and several at once. What they do to a real one: tests/browser."""

from __future__ import annotations

import base64
import io
import json
import threading
import time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwings

from shijibu_addin.macros import Macro, Result
from shijibu_addin.macros.files import folder_of
from shijibu_addin.server.settings import Settings
from tests.server.client import Client

RUN = "/xlwings/custom-scripts-call/"


def sent(*rows: list[Any], name: str = "簿.xlsx") -> dict[str, Any]:
    """A workbook of one sheet as the packaged client sends it."""
    sheet = {
        "name": "表一", "visibility": "Visible", "show_gridlines": True, "print_area": None, "notes": [], "notes_supported": True,
        "used_range_address": f"A1:B{len(rows)}", "used_range_row_count": len(rows), "used_range_column_count": 2, "values": list(rows),
        "pictures": [], "shapes": [], "charts": [], "tables": [], "pivot_tables": [],
    }  # fmt: skip
    book = {"name": name, "active_sheet_index": 0, "selection": "A1", "calculation": "Automatic"}
    return {"client": "Office.js", "version": xlwings.__version__, "book": book, "names": [], "sheets": [sheet]}


def client_for(function: Any) -> Client:
    return Client(Settings(macros={"run": Macro("试", function)}))


def told(answer: Any) -> list[Any]:
    """What the pane is to say: message, and whether the macro did what it is for."""
    (action,) = [a for a in answer.json()["actions"] if a["func"] == "runMacro"]
    return action["args"][1:]


def test_the_macro_sees_the_workbook_and_says_what_it_did():
    client = client_for(lambda book: Result(True, f"{book.name} {book.sheets[0]['A1:B2'].value}"))
    assert told(client.post(RUN + "run", sent(["甲", 1], ["乙", 2]))) == ["簿.xlsx [['甲', 1], ['乙', 2]]", True]


def test_a_workbook_that_is_none_is_told():
    client = client_for(lambda book: Result(True, "好"))
    for broken in ({}, {"book": None}, {"sheets": []}, {"book": {"name": "x"}, "sheets": [{}]}, sent() | {"sheets": [{"values": 3}]}):
        answer = client.post(RUN + "run", broken)
        assert answer.status_code == 400 and "工作簿的内容不完整" in answer.json()["detail"], broken


@pytest.mark.parametrize(("value", "said"), [
    ('"好\\ud800"', "残缺的字符"), ("NaN", "不是能算的数"), ("-Infinity", "不是能算的数"), ("1e999", "不是能算的数"), ("9" * 400, "不是能算的数"),
    ("9" * 5000, "不是能算的数"),
])  # fmt: skip
def test_a_value_that_no_cell_holds_is_told_with_its_cell(value: str, said: str):
    body = json.dumps(sent(["甲", 1], ["乙", "HERE"])).replace('"HERE"', value)
    answer = client_for(lambda book: Result(True, "好")).request("POST", RUN + "run", content=body.encode())
    assert answer.status_code == 400 and "表一!B2" in answer.json()["detail"] and said in answer.json()["detail"]


def test_half_a_character_in_a_name_does_not_stop_a_macro():
    body = json.dumps(sent([1, 2], name="簿\ud800.xlsx"))
    answer = client_for(lambda book: Result(True, book.name)).request("POST", RUN + "run", content=body.encode())
    assert told(answer) == ["簿�.xlsx", True]


def test_an_unknown_macro_is_told():
    answer = client_for(lambda book: Result(True, "好")).post(RUN + "other", sent(["", ""]))
    assert answer.status_code == 400 and "没有名为“other”的宏" in answer.json()["detail"]


@pytest.mark.parametrize("text", ["2026-02-30T00:00:00.000Z", "2026-01-10T00:00:00"])
def test_a_text_that_looks_like_a_date_and_is_none_is_named(text: str):
    """xlwings reads any such text as a date, and would stop at it without saying where."""
    answer = client_for(lambda book: Result(True, str(book.sheets[0]["A1:B2"].value))).post(RUN + "run", sent(["", ""], ["", text]))
    assert answer.status_code == 400 and f"表一!B2：“{text}”不是日期" in answer.json()["detail"]


@pytest.mark.parametrize("name", ["../../etc/passwd", "C:\\公文\\簿.xlsx", "/etc/hosts", "file:///etc/hosts"])
def test_a_workbooks_name_leads_to_no_file_of_the_server(name: str):
    client = client_for(lambda book: Result(folder_of(book) is None and Path(book.fullname).name == book.fullname, book.name))
    assert told(client.post(RUN + "run", sent(["", ""], name=name)))[1] is True


def test_a_macro_that_works_with_another_file_reads_what_was_chosen():
    client = client_for(lambda book, last=None: Result(True, "、".join(s.title for s in last.sheets)))
    other, data = openpyxl.Workbook(), io.BytesIO()
    other.create_sheet("上期")
    other.save(data)
    chosen = base64.b64encode(data.getvalue()).decode()
    assert told(client.post(RUN + "run", sent(["", ""]) | {"args": [chosen]})) == ["Sheet、上期", True]


@pytest.mark.parametrize(("args", "said"), [
    *((args, "请先选择文件") for args in (None, [], ["不是"], "x", [3], {"0": "x"})),
    ([""], "所选的文件读不了"), ([base64.b64encode(b"text").decode()], "所选的文件读不了"),
])  # fmt: skip
def test_what_is_no_file_is_told(args: Any, said: str):
    answer = client_for(lambda book, last=None: Result(True, "好")).post(RUN + "run", sent(["", ""]) | {"args": args})
    assert answer.status_code == 400 and said in answer.json()["detail"]


def test_two_macros_at_once_do_not_see_each_others_workbooks():
    def slow(book: Any) -> Result:
        time.sleep(0.1)
        return Result(True, f"{book.name} {book.app.books.active.name} {book.sheets[0]['A1'].value}")

    client = client_for(slow)
    answers: dict[int, list[Any]] = {}

    def one(n: int) -> None:
        answers[n] = told(client.post(RUN + "run", sent([n, ""], name=f"{n}.xlsx")))

    threads = [threading.Thread(target=one, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {n: [f"{n}.xlsx {n}.xlsx {n}", True] for n in range(6)}


def test_no_workbook_is_kept_after_a_macro_even_a_broken_one():
    def broken(book: Any) -> Result:
        raise RuntimeError

    client_for(broken).post(RUN + "run", sent(["", ""], name="旧.xlsx"))
    listing = client_for(lambda book: Result(True, "、".join(b.name for b in book.app.books)))
    assert "旧.xlsx" not in told(listing.post(RUN + "run", sent(["", ""])))[0]
