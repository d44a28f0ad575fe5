"""What is written: read back with other tools, clean for Excel, the same bytes twice; the command, and putting it in and out."""

from __future__ import annotations

import io
import sys
import warnings
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import olefile
import pytest
from openpyxl import Workbook, load_workbook
from openxml_audit import FileFormat, OpenXmlValidator
from typer.testing import CliRunner

from shijibu.commands.main import app, main
from shijibu.scheme import catalogue
from shijibu_addin.excel import build as building
from shijibu_addin.excel import install as installing
from shijibu_addin.excel.build import ADDIN, DEMO, build, modules
from shijibu_addin.excel.ribbon import PART, RELATIONSHIP
from shijibu_addin.excel.vba import RIBBON, SETTINGS
from shijibu_addin.macros.menu import menu

with warnings.catch_warnings():  # it uses old names of its own parser's
    warnings.simplefilter("ignore")
    from oletools.olevba import VBA_Parser

RIBBON_NAMESPACE = "{http://schemas.microsoft.com/office/2009/07/customui}"
KINDS = {ADDIN: "application/vnd.ms-excel.addin.macroEnabled.main+xml", DEMO: "application/vnd.ms-excel.sheet.macroEnabled.main+xml"}


def sheets_of(path: Path) -> Workbook:
    """The file's sheets; openpyxl knows workbooks, not add-ins, which have but another type."""
    made = io.BytesIO()
    with zipfile.ZipFile(path) as file, zipfile.ZipFile(made, "w") as copy:
        for name in file.namelist():
            copy.writestr(name, file.read(name).replace(KINDS[ADDIN].encode(), KINDS[DEMO].encode()))
    return load_workbook(made)


@pytest.mark.parametrize("name", KINDS)
def test_a_file_is_of_its_kind_and_clean_for_excel(built, name):
    with zipfile.ZipFile(built / name) as file:
        types = {e.get("PartName"): e.get("ContentType") for e in ET.fromstring(file.read("[Content_Types].xml"))}
        assert types["/xl/workbook.xml"] == KINDS[name]
        assert file.testzip() is None
    for version in (FileFormat.OFFICE_2010, FileFormat.MICROSOFT_365):
        errors = OpenXmlValidator(file_format=version).validate(str(built / name)).errors
        assert not errors, [e.description for e in errors[:5]]


@pytest.mark.parametrize("name", KINDS)
def test_the_modules_are_inside_as_another_reader_finds_them(built, name):
    parser = VBA_Parser(str(built / name))
    found = {stream.removesuffix(".bas"): code for _, _, stream, code in parser.extract_macros()}
    parser.close()
    for module, text in modules().items():
        lines = [line for line in text.split("\r\n") if not line.startswith("Attribute ")]
        assert [line for line in found[module].replace("\r\n", "\n").split("\n") if not line.startswith("Attribute ")] == lines
    sheets = len(sheets_of(built / name).sheetnames)
    documents = {stream for stream in found if stream.endswith(".cls")}
    assert documents == {"ThisWorkbook.cls", *(f"Sheet{n}.cls" for n in range(1, sheets + 1))}


@pytest.mark.parametrize("name", KINDS)
def test_the_projects_storage_is_sound(built, name):
    with zipfile.ZipFile(built / name) as file:
        data = file.read("xl/vbaProject.bin")
    with olefile.OleFileIO(data) as storage:
        assert storage.exists("PROJECT") and storage.exists("VBA/dir") and storage.exists("VBA/_VBA_PROJECT")
        declared = storage.openstream("PROJECT").read().decode("ascii")
        assert all(f"Module={module}" in declared for module in modules())


def test_the_ribbon_has_a_button_for_each_macro_with_its_chinese_title(built):
    with zipfile.ZipFile(built / ADDIN) as file:
        tab = ET.fromstring(file.read(PART)).find(f".//{RIBBON_NAMESPACE}tab")
        relations = ET.fromstring(file.read("_rels/.rels"))
    assert tab is not None and tab.get("label") == "实绩簿"
    buttons = list(tab.iter(f"{RIBBON_NAMESPACE}button"))
    assert [(b.get("tag"), b.get("label")) for b in buttons] == [(name, c.title) for own in menu().values() for name, c in own.items()]
    assert {b.get("onAction") for b in buttons} == {RIBBON} and len({b.get("id") for b in buttons}) == len(buttons)
    assert [r.get("Target") for r in relations if r.get("Type") == RELATIONSHIP] == [PART]


def test_the_function_wizard_finds_chinese_descriptions(built):
    sheet = sheets_of(built / ADDIN)[SETTINGS]
    assert sheet["C1"].value == "实绩簿"
    told = {row[3].value: [c.value for c in row[4:] if c.value is not None] for row in sheet.iter_rows() if row[3].value}
    assert list(told) == [f"SHIJI_{rule.name}" for rule in catalogue.functions()]
    for rule in catalogue.functions():
        description, count, *arguments = told[f"SHIJI_{rule.name}"]
        assert description == rule.zh[:255] and count == len(arguments) == len(rule.parameters)
        assert all(0 < len(text) <= 255 for text in (description, *arguments))


def test_the_settings_name_a_python_only_where_it_is(built, monkeypatch):
    assert [c.value for c in sheets_of(built / ADDIN)[SETTINGS]["A"] if c.value] == ["ADD_WORKBOOK_TO_PYTHONPATH"]
    monkeypatch.setattr(building.sys, "platform", "win32")
    assert Path(building.settings()["INTERPRETER_WIN"]).name == "pythonw.exe"


def test_the_demo_calls_the_functions_by_their_names_in_classic_excel(built):
    book = sheets_of(built / DEMO)
    assert book[SETTINGS].sheet_state == "hidden"
    texts = [getattr(c.value, "text", str(c.value)) for sheet in book.worksheets for row in sheet.iter_rows() for c in row if c.data_type == "f"]
    live = [t for t in texts if "IFERROR(" in t]
    assert len(live) >= len(catalogue.functions()) and all("SHIJI_" in t and "SHIJI." not in t for t in live)


def test_the_same_catalogue_gives_the_same_bytes_whenever_it_is_built(built, tmp_path, monkeypatch):
    import time

    later = time.time() + 86400 * 400
    monkeypatch.setattr(time, "time", lambda: later)
    build(tmp_path)
    files = sorted(p.relative_to(built) for p in built.rglob("*") if p.is_file())
    assert len(files) == 6  # with the record of what was written
    assert files == sorted(p.relative_to(tmp_path) for p in tmp_path.rglob("*") if p.is_file())
    assert all((tmp_path / f).read_bytes() == (built / f).read_bytes() for f in files)


def test_the_command_writes_everything(built, tmp_path):
    assert CliRunner().invoke(app, ["addin", "build", "excel", "--out", str(tmp_path)]).exit_code == 0
    assert (tmp_path / ADDIN).read_bytes() == (built / ADDIN).read_bytes()


def test_a_missing_library_is_one_sentence(monkeypatch, capsys, tmp_path):
    monkeypatch.setitem(sys.modules, "pyopenvba", None)
    assert ended(monkeypatch, "build", "--out", str(tmp_path)) == 2
    assert "pip install pyOpenVBA" in capsys.readouterr().err


@pytest.mark.parametrize("what", ["install", "uninstall"])
def test_elsewhere_than_on_windows_one_sentence_says_so(monkeypatch, capsys, what):
    assert ended(monkeypatch, what) == 2
    told = capsys.readouterr()
    assert "Windows" in told.err and told.err.count("\n") == 1 and not told.out


def ended(monkeypatch, what: str, *further: str) -> int:
    """The exit code of the command as a person runs it."""
    monkeypatch.setattr(sys, "argv", ["shijibu", "addin", what, "excel", *further])
    with pytest.raises(SystemExit) as end:
        main()
    return end.value.code


def test_putting_it_in_and_taking_it_out_again(monkeypatch, tmp_path):
    folder = tmp_path / "Microsoft" / "Excel" / "XLSTART"
    monkeypatch.setattr(installing, "startup_folder", lambda: folder)
    assert "重新启动 Excel" in installing.install()
    assert zipfile.is_zipfile(folder / ADDIN)
    assert "已取出" in installing.uninstall() and not list(folder.iterdir())
    with pytest.raises(installing.CannotInstall, match="没有装过"):
        installing.uninstall()


def test_an_add_in_that_excel_holds_open_is_one_sentence(monkeypatch, tmp_path):
    folder = tmp_path / "XLSTART"
    (folder / ADDIN).mkdir(parents=True)  # what cannot be written over
    monkeypatch.setattr(installing, "startup_folder", lambda: folder)
    for what in (installing.install, installing.uninstall):
        with pytest.raises(installing.CannotInstall, match="关闭 Excel"):
            what()
