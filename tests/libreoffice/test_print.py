"""`shijibu print`: what comes out of the printer, and what never gets there."""

from __future__ import annotations

import io
import re
import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from pypdf import PdfReader
from xlsxwriter import Workbook

from shijibu.checks.printable import Printable, printable
from shijibu.commands.office_printer import papers_as_pdf
from shijibu.commands.options import Stop
from shijibu.commands.printing import print_
from shijibu.figures.evaluation import Row
from shijibu_addin.libreoffice import uno_path
from shijibu_addin.libreoffice.printing import NotPrinted, Printer
from tests.command import contents, one_sentence, run
from tests.county import County
from tests.returns.packages import with_members

PERIOD = "2026-Q1"
ARCHIVE = "实绩档案表"


def docx(field: str = "PAGE") -> bytes:
    """A paper of one line with a field."""
    document, out = Document(), io.BytesIO()
    told = OxmlElement("w:fldSimple")
    told.set(qn("w:instr"), field)
    document.add_paragraph("关于二季度实绩考评情况的通报")._p.append(told)
    document.save(out)
    return out.getvalue()


def workbook(formula: str) -> bytes:
    out = io.BytesIO()
    book = Workbook(out)
    sheet = book.add_worksheet()
    sheet.write_string("A1", "自己的表")
    sheet.write_formula("A2", formula)
    book.close()
    return out.getvalue()


@pytest.fixture(scope="module")
def county(tmp_path_factory) -> County:
    """Four units; of D01 the first two of the team have records, the first one more than a page of them."""
    made = County.made(tmp_path_factory.mktemp("county"))
    made.issue(PERIOD)
    team = made.roster.team("D01")
    records = [Row(n, {"owner": team[n > 29].id, "date": f"2026-02-{n % 28 + 1:02}", "work": f"第{n}件事", "result": "办成"}) for n in range(1, 32)]
    made.returned(PERIOD, "D01", rows=made.rows(PERIOD, "D01") | {"records": records}, name="D01.xlsx")
    shutil.copy(made.blank(PERIOD, "T01"), made.inbox(PERIOD) / "T01.xlsx")
    return made


@pytest.fixture(scope="module")
def inbox(county) -> Path:
    """Beside them a paper, a workbook of somebody's own, and what would act once it were opened."""
    folder = county.inbox(PERIOD)
    good = (folder / "D01.xlsx").read_bytes()
    for name, data in {
        "通报.docx": docx(), "自用.xlsx": workbook("=1+1"), "宏.xlsm": with_members(good, {"xl/vbaProject.bin": b"Sub Auto_Open()"}),
        "取数.xlsx": workbook('=WEBSERVICE("http://127.0.0.1:9/")'), "取数.docx": docx('INCLUDETEXT "/etc/passwd"'), "说明.txt": b"x",
        "坏.xlsx": good[:4000],
    }.items():
        (folder / name).write_bytes(data)
    return folder


def texts(pdf: bytes) -> list[str]:
    return [page.extract_text().replace(" ", "") for page in PdfReader(io.BytesIO(pdf)).pages]


def test_a_folder_is_one_pdf_with_everybodys_forms_and_what_would_act_is_left_out(county, inbox, tmp_path):
    done = run("print", inbox, "--out", "all.pdf", cwd=tmp_path)
    assert done.returncode == 1, done.stderr
    said = dict(line.split("：", 1) for line in done.stdout.splitlines())
    assert {name for name, line in said.items() if line.startswith("没有打印")} == {"宏.xlsm", "取数.xlsx", "取数.docx", "坏.xlsx"}
    assert "WEBSERVICE" in said["取数.xlsx"] and "宏" in said["宏.xlsm"] and "说明.txt" not in said
    assert set(said) >= {"D01.xlsx", "T01.xlsx", "通报.docx", "自用.xlsx"}
    pages = texts((tmp_path / "all.pdf").read_bytes())
    team, office, town = county.roster.team("D01"), "发展改革局", "青溪镇"
    forms = [p for p in pages if f"领导干部{ARCHIVE}" in p]
    shown = [next(o.name for o in team if re.search(rf"姓名\s*{o.name}\s*单位", p)) for p in forms if office in p]
    assert shown == [team[0].name] * 3 + [team[1].name], "a page more for whom one does not hold"
    assert all(any(f"第{n}件事" in p for p in forms) for n in range(1, 32)) and "人没有可列的" in said["D01.xlsx"]
    blank = sum(town in p for p in forms)
    assert blank == sum(o.unit == "T01" for o in county.roster.officials), "a blank form of each where nobody has anything"
    assert "关于二季度实绩考评情况的通报" in pages[-1] + pages[-2] and any("自己的表" in p for p in pages)
    titles = [item.title for item in PdfReader(tmp_path / "all.pdf").outline]
    assert titles == sorted(["D01", "T01", "通报", "自用"], key=lambda t: t.encode())


def test_a_folder_of_pdfs_forms_alone_and_nothing_of_a_persons_is_replaced(county, inbox, tmp_path):
    done = run("print", inbox / "D01.xlsx", inbox / "通报.docx", "--out", "out", "--forms", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert [name for name in contents(tmp_path / "out") if name.endswith(".pdf")] == ["D01.pdf"]
    assert all(ARCHIVE in page for page in texts((tmp_path / "out" / "D01.pdf").read_bytes()))
    for _ in range(2):  # the same pages are the same bytes
        assert run("print", inbox / "自用.xlsx", "--out", "own.pdf", cwd=tmp_path).returncode == 0
    (tmp_path / "own.pdf").write_bytes(b"mine")
    refused = run("print", inbox / "自用.xlsx", "--out", "own.pdf", cwd=tmp_path)
    assert refused.returncode == 2 and "--force" in refused.stderr and (tmp_path / "own.pdf").read_bytes() == b"mine"


def test_without_libreoffice_or_without_anything_to_print_it_is_one_sentence(inbox, tmp_path, monkeypatch):
    (tmp_path / "empty").mkdir()
    assert one_sentence(run("print", tmp_path / "empty", "--out", "x.pdf", cwd=tmp_path))
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(uno_path, "_PROGRAMS", ())
    with pytest.raises(Stop, match="打印要用本机的 LibreOffice"):
        print_([inbox], tmp_path / "x.pdf")
    with pytest.raises(Stop, match="写 PDF 要用本机的 LibreOffice"), papers_as_pdf(wanted=True):
        pass
    assert not (tmp_path / "x.pdf").exists()


def test_a_rounds_papers_are_written_as_pdf_where_that_is_wanted_and_old_ones_go(county, tmp_path):
    wrong = county.returned(PERIOD, "D02", set={"tasks[1].actual": "九成"}, name="D02.xlsx").rename(tmp_path / "D02.xlsx")
    asked = ("consolidate", wrong, "--scheme", "deqing", "--period", PERIOD, "--out", "out", "--ledger", county.ledger_url)
    done = run(*asked, "--pdf", cwd=tmp_path)
    written = [tmp_path / "out" / name for name in contents(tmp_path / "out") if name.endswith(".docx")]
    assert done.returncode == 1 and len(written) == 4 and f"另有 PDF {len(written)} 份" in done.stderr, done.stderr
    for path in written:
        title = "".join(p.text for p in Document(path).paragraphs[:2]).replace(" ", "")
        assert texts(path.with_suffix(".pdf").read_bytes())[0].replace("\n", "").startswith(title), path.name
    assert run(*asked, cwd=tmp_path).returncode == 1 and not [name for name in contents(tmp_path / "out") if name.endswith(".pdf")]


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """An address of this machine, and what was asked of it."""
    paths: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_response(200)
            self.end_headers()

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/", paths
    server.shutdown()
    server.server_close()


def test_even_what_admission_would_refuse_fetches_nothing_and_takes_no_longer_than_it_may(inbox, asked):
    """The second door: the profile of the LibreOffice that prints."""
    address, paths = asked
    own = printable(inbox / "自用.xlsx")
    with Printer() as printer:
        first = printer.office().pid
        for file in (Printable(workbook(f'=WEBSERVICE("{address}a")'), "xlsx"), Printable(docx(f'INCLUDEPICTURE "{address}b"'), "docx")):
            assert printer.print(file).count == 1
        printer._seconds = 0.01
        with pytest.raises(NotPrinted, match="还没有打印完"):
            printer.print(own)
        printer._seconds = 60
        assert printer.print(own).count == 1 and printer.office().pid != first
    assert paths == []
