"""Who may ask the server's ledger from the task pane: whom the desk shows a figure to, and nobody else, whatever the workbook claims."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwings
from openpyxl.utils.datetime import to_excel

from shijibu.ledger import Ledger
from shijibu.report.write import write_result
from shijibu.rounds.consolidate import consolidate
from shijibu.rounds.decided import DecidedRound, decided_round
from shijibu.scheme.period import Period
from shijibu.scheme_book.draw import draw
from shijibu.workbook.names import WHY_SHEET
from shijibu_addin.server.settings import Settings
from tests.county import County
from tests.desk.process import account, apart, application, options
from tests.server.client import PASSWORD, Client
from tests.server.test_macro_runs import RUN, told

PERIOD = "2033-Q2"


@pytest.fixture(scope="module")
def round_(tmp_path_factory: pytest.TempPathFactory) -> DecidedRound:
    """A decided round in the ledger of the desk, not published yet."""
    made = County.made(tmp_path_factory.mktemp("county"), units=3)
    county = County(made.folder, made.scheme, made.roster, Ledger.open(options().ledger))
    county.issue(PERIOD)
    for unit in county.roster.units[:2]:
        county.returned(PERIOD, unit.code)
    period = Period.parse(PERIOD)
    consolidate([county.inbox(PERIOD)], county.scheme, period, county.ledger, received=period.end + timedelta(days=1))
    return decided_round(county.ledger, "deqing", PERIOD, as_decided=True)


def payload(data: bytes, title: str = "", cell: str = "A1") -> dict[str, Any]:
    """A workbook as the packaged client sends it, with a cell selected."""
    book = openpyxl.load_workbook(BytesIO(data))
    places = [(n, d, s) for s in (None, *book.worksheets) for n, d in (book if s is None else s).defined_names.items()]
    return {
        "client": "Office.js", "version": xlwings.__version__, "names": [_name(book, n, d.attr_text, s) for n, d, s in places if "_xlnm" not in n],
        "book": {"name": "簿.xlsx", "active_sheet_index": book.sheetnames.index(title or book.sheetnames[0]), "selection": cell,
                 "calculation": "Automatic"},
        "sheets": [_sheet(s) for s in book],
    }  # fmt: skip


def _sheet(sheet: Any) -> dict[str, Any]:
    values = [[v if isinstance(v, (str, int, float)) else "" if v is None else to_excel(v) for v in row] for row in sheet.iter_rows(values_only=True)]
    return {
        "name": sheet.title, "visibility": "Visible", "show_gridlines": True, "print_area": None, "notes": [], "notes_supported": True,
        "used_range_address": sheet.dimensions, "used_range_row_count": len(values), "used_range_column_count": len(values[0]), "values": values,
        "pictures": [], "shapes": [], "charts": [], "tables": [], "pivot_tables": [],
    }  # fmt: skip


def _name(book: Any, name: str, text: str, scope: Any) -> dict[str, Any]:
    title, mark, address = text.rpartition("!")
    return {
        "name": name, "refers_to": f"={text}", "type": "Range" if mark else "String",
        "sheet_index": book.sheetnames.index(title.strip("'")) if mark else None, "address": address if mark else None, "book_scope": scope is None,
        "scope_sheet_name": scope.title if scope else None, "scope_sheet_index": book.index(scope) if scope else None,
    }  # fmt: skip


@pytest.fixture(scope="module")
def report(round_: DecidedRound, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return write_result(round_, tmp_path_factory.mktemp("result")).report.read_bytes()


def at(report: bytes, title: str, heading: str, whose: str) -> str:
    """The cell of somebody's figure."""
    sheet = openpyxl.load_workbook(BytesIO(report))[title]
    column = next(c for c in sheet[4] if c.value == heading).column_letter
    return f"{column}{next(row[0].row for row in sheet.iter_rows(min_row=5) if row[0].value == whose)}"


def test_each_account_is_told_of_the_figures_that_the_desk_shows_it(round_: DecidedRound, report: bytes):
    server, clients = application(Settings()), {}
    own, other, _ = (u.code for u in round_.roster.units)
    official = next(o.id for o in round_.roster.officials if o.unit == own)
    colleague = [o.id for o in round_.roster.officials if o.unit == own][1]
    for role, whose in (("office", {}), ("reader", {}), ("unit", {"unit": own}), ("official", {"official": official})):
        account(f"sees-{role}", PASSWORD, role, **whose)
        clients[role] = Client(app=server)
        assert clients[role].sign_in(f"sees-{role}").status_code == 200
    asked = {
        own: payload(report, "单位", at(report, "单位", "进度指数", own)), other: payload(report, "单位", at(report, "单位", "进度指数", other)),
        official: payload(report, "干部", at(report, "干部", "星级综合分", official)),
        colleague: payload(report, "干部", at(report, "干部", "星级综合分", colleague)),
    }  # fmt: skip

    def seen(role: str) -> set[str]:
        """Whose figures the account is told of; of the others it learns nothing, and nothing is put into the workbook."""
        found = set()
        for whose, book in asked.items():
            answer = clients[role].post(f"{RUN}explain_figure", book)
            message, done = told(answer)
            assert done or message == "您的账号只能看自己的、已公布的结果", message
            assert (WHY_SHEET in answer.text) == done
            found |= {whose} if done else set()
        return found

    stranger = Client(app=server)
    message, done = told(stranger.post(f"{RUN}explain_figure", asked[own]))
    assert not done and message.startswith("请先登录考评台"), "on the loopback too: functions need no account, people's figures do"
    assert {role: seen(role) for role in clients} == {"office": set(asked), "reader": set(asked), "unit": set(), "official": set()}

    def publish() -> None:
        from shijibu_desk.publishing import publish as published

        published("deqing", PERIOD, round_.revision, "guan")

    apart(publish)
    assert (seen("unit"), seen("official")) == ({own}, {official})
    forged = next(s for s in asked[own]["sheets"] if s["name"] == "单位")
    forged["values"] = [["某某某" if v == own else v for v in row] for row in forged["values"]]
    assert seen("unit") == set(), "whether there is such a name is not said either"


def test_rules_are_tried_by_the_office_alone(round_: DecidedRound):
    book, server = payload(draw(round_.scheme)), application(Settings())
    for role, whose, says in (("office", {}, "没有不同"), ("reader", {}, "考评办的功能"), ("unit", {"unit": "T01"}, "考评办的功能")):
        account(f"tries-{role}", PASSWORD, role, **whose)
        client = Client(app=server)
        client.sign_in(f"tries-{role}")
        message, done = told(client.post(f"{RUN}try_rules", book))
        assert says in message and done == (role == "office"), message


def test_a_server_without_a_ledger_never_looks_for_one(report: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Not even for one that this computer remembers: whoever comes by the network is not who sits at it."""
    monkeypatch.setenv("SHIJIBU_LEDGER", options().ledger)
    message, done = told(Client(Settings()).post(f"{RUN}explain_figure", payload(report, "单位", "F5")))
    assert not done and message.startswith("这台服务器没有台账")
