"""What units, files, lists and schemes say reaches the clerk's terminal as text: no escape, no markup, no line of its own making."""

from __future__ import annotations

import ast
import csv
import json
import os
import re
import shutil
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from shijibu.outside_text import begins_formula, clean, csv_cell, json_bytes, json_pieces, one_line
from shijibu.returns.package import Package
from shijibu.rounds.consolidate import consolidate
from shijibu.scheme.period import Period
from shijibu.scheme.roster import Roster
from shijibu.spreadsheet.limits import Limits
from shijibu.terminal import Terminal, styled
from tests import command
from tests.county import County
from tests.modules import tree_of
from tests.test_architecture import MODULES, ROOT, module_name

Q1 = "2026-Q1"
# Turns a terminal red and names its window, in seven and in eight bits; turns the writing round; a line that looks like one of ours; markup
# of rich, which would end nothing or vanish; a picture by its name.
HOSTILE = "甲\x1b]0;pwned\x07\x1b[31m\x9b31m\x85\u202e乙\u2066\u061c\u200e\r\nD02：可以接收\x0b\x7f[/x][red]:smile:"
BARE = HOSTILE.replace("\x1b", "").replace("\x07", "").replace("\x0b", "").replace("/", "")  # what the name of a file may hold

_OBEYED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def refused(text: str) -> set[str]:
    """The characters of an output that a terminal obeys."""
    return set(_OBEYED.findall(text))


def run(folder: Path, *arguments: object, **environment: str) -> tuple[int, str, str]:
    done = command.run(*arguments, cwd=folder, **environment)
    out, err = done.stdout, done.stderr
    assert not refused(out) and not refused(err), (arguments, refused(out + err))
    assert "Traceback" not in out + err, err
    assert done.returncode in (0, 1, 2)
    return done.returncode, out, err


def escaped(text: str) -> str:
    """As a workbook holds what XML cannot."""
    return re.sub("[\x00-\x08\x0b-\x1f]", lambda m: f"_x{ord(m[0]):04X}_", text)


@pytest.fixture(scope="module")
def county(tmp_path_factory) -> County:
    """Official and unit of hostile names, a return with hostile cells, a hostile sheet title, and files of hostile names; all decided."""
    folder = tmp_path_factory.mktemp("county")
    plain = County.made(folder / "plain")
    units = [u.model_copy(update={"name": HOSTILE if u.code == "D01" else u.name}) for u in plain.roster.units]
    head = plain.roster.team("D01")[0].id
    officials = [o.model_copy(update={"name": HOSTILE if o.id == head else o.name}) for o in plain.roster.officials]
    made = County.made(folder / "hostile", roster=Roster.of(units, officials))
    made.issue(Q1)
    rows = made.rows(Q1, "D01")
    for row in rows["tasks"][:3]:
        row.values["title"] = row.values["evidence"] = HOSTILE
    made.returned(Q1, "D01", rows=rows, name="good.xlsx")
    file = made.returned(Q1, "D02", set={"tasks[1].planned": HOSTILE, "tasks[2].owner": HOSTILE, "tasks[1].category": HOSTILE}, name="bad.xlsx")
    book = load_workbook(file)
    book.create_sheet("页\u202e\x9b31m")["A1"] = "写在外面"
    book.save(file)
    (made.inbox(Q1) / f"{BARE}.xlsx").write_bytes(b"no workbook")
    shutil.copy(file, made.inbox(Q1) / "[red]甲[bold].xlsx")
    (made.inbox(Q1) / os.fsdecode(b"\xff\xfe.xlsx")).write_bytes(b"no workbook either")
    people = [["干部编号", "姓名", "单位编码", "职务", "班子成员"], ["D01-01", HOSTILE, f"D01{HOSTILE}", HOSTILE, HOSTILE]]
    units = [["单位编码", "单位名称", "类别"], ["D01", HOSTILE, HOSTILE]]
    lists = Workbook()
    (made.folder / "roster").mkdir()
    for title, file, rows in (("单位", "units.csv", units), ("干部", "officials.csv", people)):
        sheet = lists.create_sheet(title)
        for row in rows:
            sheet.append([escaped(cell) for cell in row])
        with (made.folder / "roster" / file).open("w", encoding="utf-8", newline="") as listed:
            csv.writer(listed).writerows(rows)
    lists.save(made.folder / "roster.xlsx")
    with (made.folder / "[x]\x1b[31m.csv").open("w", encoding="utf-8", newline="") as listed:
        csv.writer(listed).writerows([["编号", "姓名", "组", HOSTILE], ["1", HOSTILE, HOSTILE, "x"], ["2", "乙", HOSTILE, "y"]])
    consolidate([made.inbox(Q1)], made.scheme, Period.parse(Q1), made.ledger)
    return made


def deciding(county: County, out: Path) -> tuple:
    return "--scheme", "deqing", "--period", Q1, "--out", out / "[/x]结果", "--ledger", county.ledger_url


def head_of(county: County) -> str:
    return county.roster.team("D01")[0].id


# The command of a county with its hostile inbox, writing to a folder.
COMMANDS: dict[str, Callable[[County, Path], tuple]] = {
    "check": lambda c, out: ("check", c.inbox(Q1), "--ledger", c.ledger_url),
    "check of one file": lambda c, out: ("check", c.inbox(Q1) / f"{BARE}.xlsx"),
    "check --json": lambda c, out: ("check", c.inbox(Q1), "--json"),
    "check --annotate": lambda c, out: ("check", c.inbox(Q1), "--annotate", out / "[/x]\x1b[31m", "--ledger", c.ledger_url),
    "check of no file": lambda c, out: ("check", out / f"[/x]{BARE}"),
    "consolidate": lambda c, out: ("consolidate", c.inbox(Q1), *deciding(c, out)),
    "consolidate --json": lambda c, out: ("consolidate", c.inbox(Q1), "--json", *deciding(c, out)),
    "consolidate of no period": lambda c, out: ("consolidate", c.inbox(Q1), *deciding(c, out), "--period", HOSTILE),
    "consolidate of no day": lambda c, out: ("consolidate", c.inbox(Q1), *deciding(c, out), "--received", HOSTILE),
    "explain of a unit": lambda c, out: ("explain", "D01", "--ledger", c.ledger_url),
    "explain": lambda c, out: ("explain", head_of(c), "--ledger", c.ledger_url),
    "explain --json": lambda c, out: ("explain", head_of(c), "--json", "--ledger", c.ledger_url),
    "explain of nobody": lambda c, out: ("explain", f"{HOSTILE}丙", "--ledger", c.ledger_url),
    "fields": lambda c, out: ("fields", c.inbox(Q1) / "good.xlsx"),
    "fields of no workbook": lambda c, out: ("fields", c.inbox(Q1) / f"{BARE}.xlsx"),
    "fields --json": lambda c, out: ("fields", c.inbox(Q1) / "bad.xlsx", "--json"),
    "file": lambda c, out: ("file", head_of(c), "--out", out / "[bold]\x1b[31m", "--ledger", c.ledger_url),
    "file of nobody": lambda c, out: ("file", HOSTILE, "--ledger", c.ledger_url),
    "audit": lambda c, out: ("audit", "--ledger", c.ledger_url),
    "audit of no ledger": lambda c, out: ("audit", "--ledger", f"[/x]\x1b[31m{BARE}"),
    "objection": lambda c, out: ("objection", "receive", head_of(c), "composite", HOSTILE, "--period", Q1, "--ledger", c.ledger_url),
    "objection to nothing": lambda c, out: ("objection", "receive", head_of(c), HOSTILE, HOSTILE, "--period", Q1, "--ledger", c.ledger_url),
    "objections": lambda c, out: ("objection", "list", "--ledger", c.ledger_url),
    "issue": lambda c, out: ("issue", c.folder / "roster.xlsx", *deciding(c, out)),
    "issue of a folder": lambda c, out: ("issue", c.folder / "roster", *deciding(c, out)),
    "roster": lambda c, out: ("roster", "--scheme", "deqing", "--out", out / "[/x].xlsx"),
    "roster of no scheme": lambda c, out: ("roster", "--scheme", HOSTILE, "--out", out / "x.xlsx"),
    "filled": lambda c, out: ("filled", "--scheme", "deqing", "--out", out / "[red]:smile:.xlsx"),
    "sample": lambda c, out: ("sample", c.folder / "[x]\x1b[31m.csv", "--strata", HOSTILE, "--size", "1", "--seed", "1", "--out", out / "[/x].csv"),
    "sample --json": lambda c, out: ("sample", c.folder / "[x]\x1b[31m.csv", "--strata", "组", "--size", "1", "--seed", HOSTILE,
                                     "--out", out / "[bold].csv", "--json"),
    "call": lambda c, out: ("call", "STARLIMIT", HOSTILE),
    "call of no function": lambda c, out: ("call", HOSTILE),
    "option that is none": lambda c, out: ("check", c.inbox(Q1), f"--{BARE}"),
    "command that is none": lambda c, out: (HOSTILE,),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_prints_nothing_that_a_terminal_obeys(county, tmp_path, name):
    _, out, err = run(tmp_path, *COMMANDS[name](county, tmp_path))
    assert not [line for line in (out + err).splitlines() if line.startswith("D02：可以接收")]
    assert out + err
    if "--json" in name:
        json.loads(out)


def test_a_hostile_scheme_is_named_line_by_line_and_on_one_line_each(tmp_path):
    templates = tmp_path / "templates"
    (templates / "county").mkdir(parents=True)
    text = (ROOT / "workbook_templates" / "deqing" / "scheme.yaml").read_text(encoding="utf-8")
    name = json.dumps(HOSTILE)
    for n, faulty in enumerate((f"{text}\n{name}: 1\n", f"{text}\n\x1b[31m", re.sub("^office: .*", lambda _: f"office: [{name}]", text, flags=re.M))):
        (templates / "county" / "scheme.yaml").write_text(faulty, encoding="utf-8")
        code, _, err = run(tmp_path, "roster", "--scheme", "county", "--out", f"{n}.xlsx", SHIJIBU_TEMPLATES=str(templates))
        assert code == 2 and err.startswith("方案文件有误"), err


def test_json_keeps_every_character_as_data(county, tmp_path):
    _, out, _ = run(tmp_path, "check", county.inbox(Q1) / "bad.xlsx", "--json")
    values = [p["value"] for p in json.loads(out)["files"][0]["problems"]]
    assert HOSTILE.replace("\r", "\n").replace("\n\n", "\n") in [str(v).replace("\r", "\n").replace("\n\n", "\n") for v in values]
    told = {"a": f"{HOSTILE}\ud800\u2028", "\x9b": ["\x1b"]}
    assert json.loads(json_bytes(told)) == told and not refused(json_bytes(told).decode())


def test_json_piece_by_piece_is_the_same_json():
    told = {"a": [{"b": [], "c": "二\n\x1b三", "d": {"e": [1.5, None]}}, {}], "f": [], "g": ["\ud800"], "h": "甲\n乙", "i": {}, "\x9b": [[1], []]}
    assert b"".join(json_pieces(told)) == json_bytes(told)
    assert b"".join(json_pieces({k: iter(v) if isinstance(v, list) else v for k, v in told.items()})) == json_bytes(told)
    assert b"".join(json_pieces({})) == json_bytes({})


def test_a_text_is_cleaned_the_same_for_every_destination():
    assert clean(HOSTILE) == "甲\ufffd]0;pwned\ufffd\ufffd[31m\ufffd31m\ufffd\ufffd乙\ufffd\nD02：可以接收\ufffd\ufffd[/x][red]:smile:"
    assert one_line(HOSTILE) == clean(HOSTILE).replace("\n", " ")
    assert clean("二\t三\u2028四") == "二\t三\n四" and one_line("二\t三\r四") == "二 三 四"
    rare = "\U00020bb7\ue863𠮷·é"
    assert clean(rare) == one_line(rare) == rare


@pytest.mark.parametrize("text", [
    "=cmd|'/c calc'!A0", "+cmd|x", "-2+3+cmd|'/c calc'!A0", "@SUM(1)", "\t=1", "\r=1", "\n1", " =1", "＝1+1", "－1+1", "-甲",
])
def test_a_text_that_would_run_is_a_text_in_csv(text):
    assert begins_formula(clean(text)) and csv_cell(text) == f"'{clean(text)}"


@pytest.mark.parametrize("text", ["-5", "+3.5", "-12.5%", "甲=乙", "", "-", "'=1", "a@b.cn"])
def test_numbers_and_ordinary_texts_stay_as_they_are_in_csv(text):
    assert csv_cell(text) == text


def test_no_markup_and_no_emoji_code_means_anything_to_the_console():
    out = StringIO()
    console = Terminal(file=out, width=200, force_terminal=True, color_system="standard")
    console.print("[red]甲[/x]:smile:\x1b[31m\n乙", markup=True, emoji=True)
    console.print(styled("[bold]丙\x9b\n丁", style="red"))
    told = re.sub("\x1b\\[[0-9;]*m", "", out.getvalue())
    assert told == "[red]甲[/x]:smile:\ufffd[31m 乙\n[bold]丙\ufffd 丁\n"
    assert out.getvalue().count("\x1b") == 2  # the colour on and off, which is ours


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_nothing_is_printed_but_through_the_terminal(path):
    """A call of print, typer.echo or a stream's write, or a console of one's own, would print what it is given. The bundle's
    installer runs before there is a library."""
    if module_name(path) in ("shijibu.screen", "shijibu.terminal", "shijibu_addin.libreoffice.component.shijibu_component",
                             "shijibu.bundle.parts.install"):
        return
    for node in ast.walk(tree_of(path)):
        where = f"{module_name(path)}:{getattr(node, 'lineno', '?')}"
        if isinstance(node, ast.Call):
            told = ast.unparse(node.func)
            assert told not in ("print", "typer.echo", "typer.secho", "echo", "secho"), where
            assert not re.fullmatch(r"sys\.(__)?std(out|err)(__)?(\.buffer)?\.write(lines)?", told), where
        if isinstance(node, ast.ImportFrom):
            assert (node.module, "Console") not in {(node.module, a.name) for a in node.names} or not (node.module or "").startswith("rich"), where
            assert node.module != "rich" or not {a.name for a in node.names} & {"print", "get_console"}, where


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_every_workbook_for_people_is_a_clean_book(path):
    """Of the add-in for classic Excel all texts are our own."""
    if module_name(path) in ("shijibu.spreadsheet.clean_book", "shijibu_addin.excel.build"):
        return
    calls = [ast.unparse(n.func) for n in ast.walk(tree_of(path)) if isinstance(n, ast.Call)]
    assert "xlsxwriter.Workbook" not in calls


def test_what_is_written_holds_nothing_that_is_obeyed(county, tmp_path):
    """In the report, the clean copies, the person's file and the pages."""
    run(tmp_path, *COMMANDS["consolidate"](county, tmp_path))
    run(tmp_path, "check", county.inbox(Q1), "--annotate", tmp_path / "copies", "--ledger", county.ledger_url)
    run(tmp_path, "file", head_of(county), "--out", tmp_path / "person", "--ledger", county.ledger_url)
    books, pages = list(tmp_path.rglob("*.xlsx")), list(tmp_path.rglob("*.html"))
    assert len(books) >= 4 and len(pages) == 3
    for file in books:
        package = Package(file.read_bytes(), Limits())
        for name in package.names:
            if name.endswith((".xml", ".rels")):
                text = package.part(name).decode()
                # The facts under the seal are data, and of a sheet that nobody sees.
                text = re.sub(r"\{\"deadline.*?</c>", "", text)
                assert not re.search("_x00(0[0-8B-F]|1|7F|8|9)", text) and not refused(text.replace("\r", "").replace("\t", "")), (file.name, name)
    for file in pages:
        assert not refused(file.read_text(encoding="utf-8")), file.name
