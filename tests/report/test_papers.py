"""公示, 通报 and 情况汇报 as .docx: what they say in all six counties, and the form that an office drew for them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from io import BytesIO
from pathlib import Path
from random import Random

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm

from shijibu.demo.people import made_up_roster
from shijibu.figures.book import PastRound
from shijibu.figures.evaluation import Evaluation
from shijibu.ledger import Issue, Round
from shijibu.outside_text import one_line
from shijibu.report.headlines import headlines
from shijibu.report.notice import notice_html
from shijibu.report.papers.announcement import announcement
from shijibu.report.papers.briefing import briefing
from shijibu.report.papers.circular import circular
from shijibu.report.papers.document import Paper
from shijibu.report.papers.draft import Heading
from shijibu.report.papers.drawn import ALONE, INLINE, FormFault, filled
from shijibu.report.papers.round_papers import papers_of
from shijibu.report.papers.standard import standard_form
from shijibu.report.reported_round import ReportedRound
from shijibu.report.write import refuse_edited_result, write_result
from shijibu.rounds.computed import figures_of, results_of
from shijibu.rounds.decided import DecidedRound
from shijibu.rounds.sorting import Sorted
from shijibu.rounds.standing import Standing
from shijibu.scheme.load import load, scheme_file
from shijibu.scheme.period import Period
from tests.command import one_sentence, run
from tests.county import County
from tests.report.test_notice import contacted, under

COUNTIES = ("deqing", "leishan", "quzhou", "tongxiang", "yuhang", "yuhuan")
# Where each county's notice of the round stands: from, to, and the working days between. 2026: 1 to 5 May and 1 to 7 October are
# holidays, Saturday 9 May and Saturday 10 October are worked.
STANDS = {
    "deqing": ("2026-Q1", "2026年4月20日至2026年4月27日（5个工作日，首日不计）"),  # 21, 22, 23, 24, Mon 27
    "quzhou": ("2026-Q2", "2026年7月20日至2026年7月27日（5个工作日，首日不计）"),
    "yuhang": ("2026-Q1", "2026年4月27日至2026年5月7日（5个工作日，首日不计）"),  # 28, 29, 30 April, 6 and 7 May
    "tongxiang": ("2026-09", "2026年10月10日至2026年10月16日（5个工作日，首日不计）"),  # 12, 13, 14, 15, 16
    "yuhuan": ("2026-04", "2026年5月15日至2026年5月22日（5个工作日，首日不计）"),
    "leishan": ("2026-04", "2026年5月1日至2026年5月13日（7个工作日，首日不计）"),
}


def text_of(data: bytes) -> str:
    """Paragraphs and cells, one a line, with heads and feet."""
    document = docx.Document(BytesIO(data))
    return "\n".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in document.element.body.iter(qn("w:p")))


def untouched(id: str, when: str = "", past: Sequence[PastRound] = ()) -> ReportedRound:
    """A round of a county of which nothing has come back yet. past: what was decided before."""
    scheme = load(id)
    period = Period.parse(when or STANDS[id][0], scheme.cadence)
    people = made_up_roster(scheme, 6, Random(3))
    evaluation = Evaluation(scheme, period, people, {}, [*past])
    own = scheme.county_workbook(period.round)
    files, codes = Sorted({}, [], [], []), [u.code for u in people.units] + ([own.unit_code or "COUNTY"] if own else [])
    issued = {code: Issue(code, number, f"{code}.xlsx", "") for number, code in enumerate(codes, 1)}
    sent = Round(id, str(period), "", scheme.due(period), people.kept(), issued)
    results = results_of(evaluation, files, Standing(codes, []))
    return ReportedRound(DecidedRound(scheme, period, sent, files, [], results, figures_of(evaluation), lambda: evaluation))


@pytest.fixture(scope="module")
def reported(third_round) -> ReportedRound:
    return ReportedRound(third_round)


@pytest.fixture(scope="module")
def papers(reported) -> dict[str, bytes]:
    return papers_of(reported)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A county's own folder, into which an office lays its forms."""
    own = tmp_path / "templates" / "deqing"
    own.mkdir(parents=True)
    (own / "scheme.yaml").write_bytes(scheme_file("deqing").read_bytes())
    monkeypatch.setenv("SHIJIBU_TEMPLATES", str(own.parent))
    return own


@pytest.mark.parametrize("id", COUNTIES)
def test_each_county_has_its_three_papers_and_its_notice_stands_for_its_working_days(id):
    """DQ-7, LS-3, YH-6, TX-6, YA-1, QZ-12: the days are counted by the state's calendar."""
    made = untouched(id)
    told = {name: text_of(data) for name, data in papers_of(made).items()}
    assert list(told) == ["公示.docx", "通报.docx", "情况汇报.docx"]
    assert f"公示期：{STANDS[id][1]}。" in told["公示.docx"]
    for text in told.values():
        lines = text.split("\n")
        assert lines[0] == f"关于{made.scheme.county}{made.period.label}" and made.scheme.signed in lines
        assert not re.search(r"\{\{|\}\}|None|\bnan\b|COUNTY", text)
    assert "应报6家，接收0家" in told["情况汇报.docx"], "the office's own workbook is no unit"
    own = [made.scheme.county_name(code) for code in made.issued if made.scheme.county_name(code)]
    assert headlines(made)[0].startswith("应报 6 家，接收 0 家") and all(f"{name}未报" in headlines(made)[0] for name in own)
    assert "联系电话：________" in told["通报.docx"].split("\n"), "a line to be filled in by hand stands alone"
    assert f"受理单位：{made.scheme.receives}" in told["公示.docx"] and "联系电话：________" in told["公示.docx"]
    assert "应报6家，接收0家，未报6家" in told["通报.docx"] and all(u.name in told["通报.docx"] for u in made.roster.units)
    day = re.match(r"[^至]+", STANDS[id][1])[0]
    assert day in told["公示.docx"].split("\n") and f"从{day}起公示" in told["情况汇报.docx"]


def test_the_paper_has_the_measures_of_official_papers(papers):
    """GB/T 9704: A4, 37, 35, 28 and 26 mm, size 2 and 3, 28.95 points a line, two characters in."""
    document = docx.Document(BytesIO(papers["通报.docx"]))
    page = document.sections[0]
    assert [round(x.mm) for x in (page.page_width, page.page_height)] == [210, 297]
    assert [round(x.mm) for x in (page.top_margin, page.bottom_margin, page.left_margin, page.right_margin)] == [37, 35, 28, 26]
    title, body = document.paragraphs[0], next(p for p in document.paragraphs if "通报如下" in p.text)
    font = [p.runs[0]._element.rPr.rFonts.get(qn("w:eastAsia")) for p in (title, body)]
    assert font == ["方正小标宋简体", "仿宋_GB2312"] and [p.runs[0].font.size.pt for p in (title, body)] == [22, 16]
    assert (body.paragraph_format.line_spacing.pt, body.paragraph_format.first_line_indent.pt) == (28.95, 32)
    heading = next(p for p in document.paragraphs if p.text == "一、报送情况")
    assert heading.runs[0]._element.rPr.rFonts.get(qn("w:eastAsia")) == "黑体" and heading.paragraph_format.keep_with_next
    assert "— PAGE —" in "".join(t.text or "" for t in page.footer._element.iter() if t.tag in (qn("w:t"), qn("w:instrText")))


def test_the_notice_names_only_those_who_are_published_and_no_scores(reported, papers):
    text, results = text_of(papers["公示.docx"]), reported.results
    commended = [reported.roster.official(i).name for i in results.lists["commend"]]
    assert "表扬名单" in text and all(name in text for name in commended) and "约谈" not in text and "组织调整" not in text
    tables = docx.Document(BytesIO(papers["公示.docx"])).tables
    assert [c.text for c in tables[0].rows[0].cells] == ["单位", "进度指数", "本轮亮牌", "单位综合分", "同类名次"]
    assert [c.text for c in tables[0].rows[-1].cells] == [reported.unit_name("T07"), "未报", "—", "—", "—"]
    assert [c.text for c in tables[2].rows[0].cells] == ["序号", "姓名", "单位", "职务"]


def test_the_circular_names_every_unit_and_no_person(reported, papers):
    text = text_of(papers["通报.docx"])
    for label in ("蓝牌", "黄牌", "红牌"):
        assert all(reported.unit_name(u.code) in text for u in reported.results.units if u.figures["card"] == label)
    assert not [o.name for o in reported.roster.officials if o.name in text]
    assert "未报的南浦镇" in text and "报送有误的民政局" in text and "亮黄牌、红牌的单位" in text and "报送截止日为2026年10月10日" in text


def test_the_briefing_says_what_is_to_be_decided_with_everybody_on_a_list_and_why(reported, papers):
    text = text_of(papers["情况汇报.docx"])
    headings = [p.text for p in briefing(reported).paragraphs if isinstance(p, Heading)]
    assert headings == ["一、报送情况", "二、考评结果", "三、与上期相比", "四、需要研究决定的事项", "五、下一步安排"]
    assert "末位并列1处（发展改革局）" in text and "从2026年10月20日起公示5个工作日，至2026年10月27日止，由县委组织部受理意见" in text
    grids = [[[c.text for c in row.cells] for row in table.rows] for table in docx.Document(BytesIO(papers["情况汇报.docx"])).tables]
    rows = next(grid for grid in grids if reported.roster.official(reported.results.lists["talk"][0]).name == grid[1][1])
    talk = [reported.roster.official(i) for i in reported.results.lists["talk"]]
    assert [row[1] for row in rows[1:]] == [o.name for o in talk] and all(row[4] for row in rows)
    raised = {u.name: u.figures["measure"] for u in reported.results.units if u.figures["measure_new"]}
    assert raised and {row[1]: row[3] for row in grids[1][1:]} == raised and grids[0][0] == ["序号", "单位", "并列干部", "确认"]
    assert {row[-1] for grid in grids for row in grid[1:]} == {"待确认"}


def test_nothing_to_decide_and_nothing_to_compare_is_said_so_or_left_out():
    text = text_of(papers_of(untouched("deqing"))["情况汇报.docx"])
    assert "没有需要研究决定的事项" in text and "与上期相比" not in text and "附件" not in text


def test_what_the_county_has_said_of_itself_stands_in_the_papers(third_round):
    made = contacted(third_round, phone="0572-8060000", address="武康街道县府大楼", person="沈某", receives="县委组织部干部监督科")
    text = text_of(papers_of(made)["公示.docx"])
    assert "受理单位：县委组织部干部监督科\n联系人：沈某\n联系电话：0572-8060000\n地址：武康街道县府大楼" in text and "____" not in text


def test_a_scheme_that_publishes_no_figure_of_units_has_no_table_of_them(third_round):
    made = under(third_round, report=third_round.scheme.report.model_copy(update={"notice": [], "notice_lists": []}))
    told = {name: text_of(data) for name, data in papers_of(made).items()}
    assert "附件" not in told["公示.docx"] + told["通报.docx"] and "青溪镇" not in told["公示.docx"] + notice_html(made)


def test_a_day_that_is_given_stands_under_each_paper(reported):
    for draft in (announcement, circular, briefing):
        assert draft(reported, dated=date(2026, 10, 12)).said["日期"] == "2026年10月12日"


def test_the_same_round_gives_the_same_papers_byte_for_byte(reported, papers):
    assert papers_of(reported) == papers


# The form that an office drew


def drawn(tmp: BytesIO | None = None) -> docx.document.Document:
    return docx.Document(BytesIO(standard_form("公示", "中共德清县委组织部", "2026年10月20日")))


def saved(document) -> bytes:
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def test_a_form_that_the_office_drew_is_filled_and_everything_else_in_it_stays(reported, folder):
    own = drawn()
    own.paragraphs[0].insert_paragraph_before("中共德清县委组织部文件")
    own.sections[0].header.paragraphs[0].text = "内部资料 {{期次}}"
    own.sections[0].left_margin = Mm(31)
    table = own.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "电话", "｛｛ 联系电话 ｝｝（{{县}}）"
    body = next(p for p in own.paragraphs if p.text == "{{正文}}")
    body.runs[0].text = "{{正"  # as Word cuts a text where somebody stopped typing
    body.add_run("文}}")
    body.runs[0].font.italic = True
    (folder / "公示.docx").write_bytes(saved(own))
    data = papers_of(reported)["公示.docx"]
    made = docx.Document(BytesIO(data))
    assert made.paragraphs[0].text == "中共德清县委组织部文件" and round(made.sections[0].left_margin.mm) == 31
    assert made.sections[0].header.paragraphs[0].text == "内部资料 2026年第三季度" and made.tables[-1].cell(0, 1).text == "________（德清县）"
    paragraph = next(p for p in made.paragraphs if "予以公示" in p.text)
    assert paragraph.runs[0].font.italic and "{" not in text_of(data) and "联系人" not in text_of(data)
    assert papers_of(reported)["公示.docx"] == data


@pytest.mark.parametrize(("change", "said"), [
    ({"{{公示期}}": "{{公示日期}}"}, "不认识的位置 {{公示日期}}，是不是 公示期？"),
    ({"{{正文}}": "{{本文}}"}, "不认识的位置 {{本文}}；缺少 {{正文}}，内容没有地方放"),
    ({"{{正文}}": "如下：{{正文}}"}, "{{正文}} 要单独成段，现在同段还有“如下：”"),
    ({"{{附件}}": ""}, "缺少 {{附件}}，内容没有地方放"),
    ({"{{公示期}}": "{{公示期}"}, "双花括号不成对"),
])  # fmt: skip
def test_a_form_that_cannot_be_filled_says_what_is_wrong(reported, change, said):
    own = drawn()
    for paragraph in own.paragraphs:
        if paragraph.text in change:
            paragraph.runs[0].text = change[paragraph.text]
    with pytest.raises(FormFault) as fault:
        filled(saved(own), announcement(reported), "公示.docx")
    assert said in str(fault.value) and str(fault.value).startswith("文稿模板 公示.docx：")


def test_tables_say_what_their_rows_say_whatever_it_is():
    rows = [["<w:tr>&amp;", " 前后 ", ""], ["]]>\x07", "甲\n乙", "\U00020000"]]
    document = docx.Document()
    paper = Paper("表", "署名", drawn=document)
    for listed in (rows, [], rows[:1]):
        paper.table(["一", "二", "三"], listed, [50, 50, 50])
    tables = [[[cell.text for cell in row.cells] for row in table.rows[1:]] for table in docx.Document(BytesIO(paper.data())).tables]
    said = [[one_line(text) for text in row] for row in rows]
    assert tables == [said, [], said[:1]]


def test_tables_can_not_stand_in_a_cell(reported):
    own = drawn()
    own.add_table(rows=1, cols=1).cell(0, 0).text = "{{附件}}"
    with pytest.raises(FormFault, match="要放在正文区"):
        filled(saved(own), announcement(reported), "公示.docx")


def test_the_page_for_offices_tells_every_place_and_no_other():
    page = (Path(__file__).parents[2] / "docs" / "papers.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^\| `\{\{(.+?)\}\}` \|", page, re.M)) == sorted((*ALONE, *INLINE))


def damaged() -> list[bytes]:
    whole = standard_form("公示", "甲", "乙")
    return [b"", b"\xd0\xcf\x11\xe0" + b"\0" * 600, whole[:4000], whole[:900] + b"\xff" * 400 + whole[1300:], b"PK\x05\x06" + b"\0" * 18]


@pytest.mark.parametrize("data", damaged(), ids=["empty", "doc", "cut", "overwritten", "no parts"])
def test_a_damaged_form_is_refused_with_a_sentence(reported, data):
    with pytest.raises(FormFault, match="打不开，文件已损坏或不是"):
        filled(data, announcement(reported), "公示.docx")


def test_a_bad_form_is_refused_before_anything_is_decided(folder, tmp_path):
    (folder / "通报.docx").write_bytes(b"mine")
    county = County.made(tmp_path / "county", units=2)
    county.issue("2026-Q1")
    done = run("consolidate", county.returned("2026-Q1", "T01"), "--scheme", "deqing", "--period", "2026-Q1", "--out", tmp_path / "out",
               "--ledger", county.ledger_url)
    assert done.returncode == 2 and one_sentence(done) and "通报.docx：打不开" in done.stderr and not (tmp_path / "out").exists()
    assert county.ledger.decision("deqing", "2026-Q1") is None


def test_an_office_gets_the_forms_to_redraw_and_a_check_of_them(folder):
    done = run("scheme", "papers", "deqing", "--out", folder)
    assert done.returncode == 0 and str(folder) in done.stdout
    assert sorted(p.name for p in folder.glob("*.docx")) == sorted(["公示.docx", "通报.docx", "情况汇报.docx"])
    assert run("scheme", "check", folder).returncode == 0
    (folder / "公示.docx").write_bytes(b"PK")
    wrong = run("scheme", "check", folder)
    assert wrong.returncode == 1 and "公示.docx：打不开" in wrong.stdout


def test_a_paper_that_somebody_edited_stays(third_round, tmp_path):
    written = write_result(third_round, tmp_path)
    assert {p.name for p in written.papers} == {"公示.docx", "通报.docx", "情况汇报.docx"} and all(p.is_file() for p in written.papers)
    (tmp_path / "通报.docx").write_bytes(b"mine")
    with pytest.raises(Exception, match=r"通报\.docx"):
        refuse_edited_result(tmp_path, force=False)
