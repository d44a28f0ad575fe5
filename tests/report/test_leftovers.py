"""Nothing of the program's own stands in what people read: every text of what goes out and what comes out of a round, in all six counties."""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import Browser, sync_playwright

from shijibu.checks.printable import printable
from shijibu.report.explanation import explain
from shijibu.report.person.page import write_person_page
from shijibu.report.person.person_file import person_file
from shijibu.report.person.sheets import write_person_workbook
from shijibu.report.summary import print_summary
from shijibu.report.write import write_result
from shijibu.roster.roster_file import roster_workbook
from shijibu.rounds.consolidate import consolidate
from shijibu.rounds.decided import decided_rounds
from shijibu.scheme.period import Period
from shijibu.terminal import Terminal
from shijibu_addin.libreoffice.printing import Printer
from tests.command import run
from tests.county import County
from tests.paper import cuts, texts, without_blanks

# The round of each county that asks for most, after one that the report compares with where that is cheap, and how many units it takes.
ROUNDS = {"deqing": (["2026-Q3", "2026-Q4"], 3), "quzhou": (["2026-Q4"], 5), "yuhang": (["2026-Q4"], 3),
          "leishan": (["2026-11", "2026-12"], 3), "tongxiang": (["2026-12"], 4), "yuhuan": (["2026-12"], 4)}  # fmt: skip
LEFTOVERS = {
    "a list or a pair of Python": r"\['|\[\"|\('|\[\d+, \d",
    "a word of Python": r"\b(?:None|True|False|nan|inf|datetime)\b",
    "a place that nobody filled": r"\{[^{}]*\}|\{\{|\}\}|%s\b",
    "a number as the program has it": r"(?<![\d.\-/§])\d+\.0(?![\d%分])|\d\.\d{5,}|\d\.\d+[eE][+-]\d",
    "a dotted code": r"(?<![\w./@\-])[a-z]+\.[a-z]+(?:-[a-z]+)+|(?<![\w./@\-])(?:note|value|row|cell|table|unit|official)\.[a-z]+",
    "an id": r"(?<![\w./\-])[a-z]+_[a-z0-9_]+(?!\w*\.)",
    "the code of the county's own book": r"(?<!_)COUNTY(?!_)",
    "another word for 未报": r"缺报|未报送|没有报送",
    "a period as files are named": r"(?<!\d)20\d\d-(?:Q\d|W\d\d|\d\d)(?![\d\-_])",
    "a moment": r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d",
    "an error": r"#N/A|#VALUE!|#NUM!|#REF!|#NAME\?|#DIV/0!|Err:",
}  # fmt: skip
PAGE_NUMBER = re.compile(r"[—－]\d+[—－]|第\d+页[，,]?共\d+页")
ALONE = re.compile(r"(附件.*)?.{2,30}年\d*月\d*日(台账核对码.*)?")
# What may stand: the roster tells which code a unit must not take.
MEANT = {"编码 COUNTY 由考评办的汇总簿使用，单位不要用。"}


@dataclass
class Books:
    """An .xlsx, read fast: the texts of its sheets that are not hidden, and the fractions that stand there without a number format."""

    path: Path
    texts: list[str] = field(default_factory=list)
    bare: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        with ZipFile(self.path) as package:
            parts = {n: package.read(n).decode() for n in package.namelist() if n.endswith((".xml", ".rels"))}
        shared = [_plain(x) for x in re.findall(r"<si>(.*?)</si>", parts.get("xl/sharedStrings.xml", ""), re.S)]
        cells = re.search(r"<cellXfs.*?</cellXfs>", parts["xl/styles.xml"], re.S)
        general = [int(n) == 0 for n in re.findall(r'<xf numFmtId="(\d+)"', cells[0] if cells else "")]
        for name, state, id in _sheets(parts):
            if state:
                continue
            self.texts.append(name)
            sheet = parts[f"xl/{id}"]
            for attributes, inner in re.findall(r"<c ([^>]*[^/>])>(.*?)</c>", sheet, re.S):
                value = re.search(r"<v>([^<]*)</v>", inner)
                kind = re.search(r't="(\w+)"', attributes)
                if "<is>" in inner:
                    self.texts.append(_plain(inner))
                elif value and kind and kind[1] == "s":
                    self.texts.append(shared[int(value[1])])
                elif value and kind and kind[1] == "str":
                    self.texts.append(html.unescape(value[1]))
                elif value and kind is None and re.fullmatch(r"-?\d*\.\d+", value[1]):
                    style = re.search(r's="(\d+)"', attributes)
                    if style is None or general[int(style[1])]:
                        self.bare.append(f"{name}!{re.search('r=.([A-Z0-9]+)', attributes)[1]} {value[1]}")
            said = re.findall(r'(?:prompt|error|promptTitle|errorTitle)="([^"]*)"', sheet) + re.findall(r"<odd(?:Header|Footer)>([^<]*)<", sheet)
            self.texts += map(html.unescape, said)
        for name, part in parts.items():
            if "comments" in name:
                self.texts += map(_plain, re.findall(r"<text>(.*?)</text>", part, re.S))


def _plain(xml: str) -> str:
    return html.unescape("".join(re.findall(r"<t[^>]*>([^<]*)<", xml)))


def _sheets(parts: dict[str, str]) -> Iterator[tuple[str, bool, str]]:
    """Title, whether it is hidden, and its part."""
    targets = dict(pair for x in re.findall(r"<Relationship [^>]*>", parts["xl/_rels/workbook.xml.rels"])
                   if (pair := (re.search(r'Id="([^"]*)"', x)[1], re.search(r'Target="/?(?:xl/)?([^"]*)"', x)[1])))  # fmt: skip
    for sheet in re.findall(r"<sheet [^>]*>", parts["xl/workbook.xml"]):
        yield html.unescape(re.search(r'name="([^"]*)"', sheet)[1]), "idden" in sheet, targets[re.search(r'r:id="([^"]*)"', sheet)[1]]


def texts_of(path: Path) -> list[str]:
    if path.suffix == ".xlsx":
        return Books(path).texts
    if path.suffix == ".docx":
        with ZipFile(path) as package:
            parts = [package.read(n).decode() for n in package.namelist() if re.fullmatch(r"word/(document|header\d*|footer\d*)\.xml", n)]
        return [html.unescape("".join(re.findall(r"<w:t[^>]*>([^<]*)<", x))) for p in parts for x in re.findall(r"<w:p[ >].*?</w:p>", p, re.S)]
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        return [html.unescape(x) for x in re.findall(r">([^<>]+)<", re.sub(r"<style.*?</style>", "", text, flags=re.S))]
    return text.split("\n")


@pytest.fixture(scope="module", params=ROUNDS)
def read(request, tmp_path_factory) -> Path:
    """A folder with all that is read of a round: one unit is missing, one is sent back."""
    periods, units = ROUNDS[request.param]
    last = periods[-1]
    county = County.made(tmp_path_factory.mktemp(request.param), request.param, units=units)
    out = county.folder / "read"
    for period in periods:
        county.issue(period)
        codes = [u for p, u in county.files if p == period]
        wrong, missing = [u.code for u in county.roster.units][-2:]
        files = []
        for code in codes:
            if period == last and code == missing:
                continue
            spoilt = dict.fromkeys(_numbers(county, period, code)[:2], "说不清") if period == last and code == wrong else None
            files.append(county.returned(period, code, set=spoilt, pace=0.6 if code == codes[0] else 1.0))
        when = Period.parse(period, county.scheme.cadence)
        decided = consolidate(files, county.scheme, when, county.ledger, received=when.end)
    result = write_result(decided, out / "result")
    assert all(path.is_file() for path in (result.report, result.notice, *result.papers)) and (out / "result" / "退回").is_dir()
    for code in codes:
        (out / county.blank(last, code).name).write_bytes(county.blank(last, code).read_bytes())
    rounds = list(decided_rounds(county.ledger, request.param))
    one = next(o for o in county.roster.officials if o.unit == codes[1])
    file = person_file(one.id, rounds, [])
    write_person_workbook(out / "档案.xlsx", file)
    write_person_page(out / "档案.html", file)
    told = [explain(decided, subject).to_text() for subject in (codes[1], one.id)]
    told.append(run("status", "--scheme", request.param, "--period", last, "--ledger", county.ledger_url).stdout)
    told.append(run("check", out.parent / last / "returned", "--annotate", out / "批注", "--ledger", county.ledger_url).stdout)
    screen = StringIO()
    print_summary(Terminal(file=screen, width=200), decided, result)
    told.append(screen.getvalue())
    (out / "名册.xlsx").write_bytes(roster_workbook(county.scheme))
    (out / "屏幕.txt").write_text("\n".join(told), encoding="utf-8")
    return out


def _numbers(county: County, period: str, unit: str) -> list[str]:
    """The fields in which the unit has numbers."""
    filled = [(f"{table}[{row.index}].{column}", value) for table, rows in county.rows(period, unit).items() for row in rows
              for column, value in row.values.items()]  # fmt: skip
    return [id for id, value in filled if isinstance(value, float)]


def test_no_text_has_anything_of_the_programs_own(read):
    listed = [p for p in sorted(read.rglob("*")) if p.suffix in (".xlsx", ".docx", ".html", ".txt")]
    assert len(listed) > 10
    wrong = {f"{what}: {text[:160]}（{path.name}）" for path in listed for text in texts_of(path) if text not in MEANT
             for what, pattern in LEFTOVERS.items() if re.search(pattern, _without_files(text))}  # fmt: skip
    assert wrong == set()


def test_no_figure_stands_without_a_number_format(read):
    assert [bare for path in (read / "result" / "report.xlsx", read / "档案.xlsx") for bare in Books(path).bare] == []


def _without_files(text: str) -> str:
    """A text without the names of files, which have the period and codes in them."""
    return re.sub(r"[\w\-./\\]*[^\s“”，。；：、]*\.(?:xlsx|docx|html|json|db|yaml|txt)\b", "", text)


@pytest.fixture(scope="module")
def printer() -> Iterator[Printer]:
    with Printer() as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        yield running
        running.close()


def test_what_comes_out_is_printed_whole_and_no_page_is_empty(read, printer, browser):
    """On paper: nothing is cut off, no page is empty, no signature stands on a page without text, a brief and a slip are one page."""
    listed = [read / "result" / "report.xlsx", read / "档案.xlsx", *sorted(read.rglob("*.docx"))]
    shown = {path: printer.print(printable(path)).pdf for path in listed}
    for path in (read / "result" / "notice.html", read / "档案.html"):
        page = browser.new_page()
        page.goto(path.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path.name
        shown[path] = page.pdf(prefer_css_page_size=True, print_background=True)
        page.close()
    found = []
    for path, pdf in shown.items():
        found += [f"{path.name}: {cut}" for cut in cuts(pdf)] if path in listed else []  # what a browser draws has other clips
        pages = texts(pdf)
        for n, text in enumerate(pages, 1):
            found += [f"{path.name}: page {n} shows {word}" for word in ("###", "#VALUE", "#N/A", "Err:") if word in text]
            bare = PAGE_NUMBER.sub("", text)
            found += [f"{path.name}: page {n} is empty"] if not bare else []
            found += [f"{path.name}: page {n} has nothing but who signs: {bare}"] if ALONE.fullmatch(bare) else []
        if path.parent.name == "退回" and len(pages) != 1:
            found.append(f"{path.name}: {len(pages)} pages")
    assert found == []
    briefs = [text for text in texts(shown[listed[0]]) if re.search("领导简报第|第.{1,6}页领导简报", text)]
    assert len(briefs) == 1


def test_however_long_a_notice_is_its_last_page_has_rows_and_no_heading_stands_alone(read, browser):
    page = browser.new_page()
    page.goto((read / "result" / "notice.html").as_uri())
    heading = without_blanks(page.evaluate("[...document.querySelectorAll('thead')].at(-1).innerText"))
    signed = without_blanks(page.evaluate("document.querySelector('.sign').innerText"))
    for _ in range(8):  # as high as a page; the signature is higher than three rows
        page.evaluate("(row => row.after(...[1, 2, 3].map(() => row.cloneNode(true))))([...document.querySelectorAll('tbody tr')].at(-1))")
        pages = [PAGE_NUMBER.sub("", text) for text in texts(page.pdf(prefer_css_page_size=True))]
        assert signed not in pages and not any(text.endswith(heading) for text in pages)
    page.close()
