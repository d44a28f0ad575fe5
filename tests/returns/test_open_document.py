"""Workbooks in OpenDocument, read from what programs write and from what nobody should: the same cells as in the format of Excel."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random

import pytest

from shijibu.problems.refused import Refused
from shijibu.returns.grid import Cell, Grid
from shijibu.returns.reader import read
from shijibu.spreadsheet.limits import Limits
from tests.returns.packed import in_a_worker, packed

MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
SPACES = " ".join(f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"' for short, long in (
    ("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"), ("number", "datastyle"), ("draw", "drawing"))) + (
    ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"'
    ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"')


def content(tables: str, styles: str = "", root: str = "office:document-content") -> str:
    return (f'<{root} {SPACES} office:mimetype="{MIMETYPE}"><office:automatic-styles>{styles}</office:automatic-styles>'
            f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></{root}>")


def table(rows: str, name: str = "表", attributes: str = "") -> str:
    return f'<table:table table:name="{name}" {attributes}>{rows}</table:table>'


def row(cells: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{cells}</table:table-row>"


def cell(attributes: str = "", text: str | None = None) -> str:
    return f"<table:table-cell {attributes}>{'' if text is None else f'<text:p>{text}</text:p>'}</table:table-cell>"


def ods(tables: str, styles: str = "", **more: str) -> bytes:
    return packed({"mimetype": MIMETYPE, "content.xml": content(tables, styles), **more})


def cells(rows: str, styles: str = "") -> dict[tuple[int, int], Cell]:
    return read(ods(table(rows), styles)).sheets[0].cells


def refusal(data: bytes, limits: Limits = Limits()) -> str:
    with pytest.raises(Refused) as caught:
        read(data, limits)
    return caught.value.code


@pytest.mark.parametrize(("attributes", "text", "expected"), [
    ('office:value-type="string"', "任务", Cell("任务", "text")),
    ('office:value-type="string" office:string-value="任务"', None, Cell("任务", "text")),
    ('office:value-type="float" office:value="0.30000000000000004"', "0.3", Cell(0.30000000000000004, "number")),
    ('office:value-type="percentage" office:value="0.19"', "19%", Cell(0.19, "number", shown="19%")),
    ('office:value-type="currency" office:value="12.5"', "￥12.50", Cell(12.5, "number")),
    ('office:value-type="date" office:date-value="2026-03-05"', "3-5", Cell(46086.0, "number", shown="2026-03-05")),
    ('office:value-type="date" office:date-value="2026-03-05T00:00:00.000Z"', "5/3/26", Cell(46086.0, "number", shown="2026-03-05")),
    ('office:value-type="date" office:date-value="2026-03-05T12:00:00"', "", Cell(46086.5, "number", shown="2026-03-05 12:00")),
    ('office:value-type="time" office:time-value="PT18H00M00S"', "18:00", Cell(0.75, "number", shown="18:00")),
    ('office:value-type="boolean" office:boolean-value="true"', "TRUE", Cell(True, "bool")),
    ('table:formula="of:=NA()" office:value-type="string" office:string-value="" calcext:value-type="error"', "#N/A", Cell("#N/A", "error", "NA()")),
    ('table:formula="of:=1/0" office:value-type="float" office:value="0"', "#DIV/0!", Cell("#DIV/0!", "error", "1/0")),
    ('table:formula="of:=[.A1]+[.B1:.B9]"', None, Cell(None, "uncached", "A1+B1:B9")),
    ('table:formula="of:=IF(1;&quot;&quot;;1)"', "", Cell("", "text", 'IF(1;"";1)')),
    ("table:formula=\"of:=['file:///c/x.xlsx'#$表.A1]\" office:value-type=\"float\" office:value=\"1\"", "1",
     Cell(1.0, "number", "'[file:///c/x.xlsx]表'!A1")),
    ('table:formula="of:=COM.MICROSOFT.DISPIMG(&quot;ID_1&quot;;1)" calcext:value-type="error"', "#NAME?", Cell(None, "picture")),
    ('office:value-type="string"', "=DISPIMG(&quot;ID_1&quot;,1)", Cell(None, "picture")),
    ('office:value-type="float" office:value="1e999"', "", Cell("#NUM!", "error")),
    ("", "没有类型", Cell("没有类型", "text")),
    ("", None, None),
])
def test_a_cell_is_told_by_what_is_written_in_it(attributes, text, expected):
    assert cells(row(cell(attributes, text))).get((1, 1)) == expected


@pytest.mark.parametrize(("xml", "text"), [
    ("<text:p>一</text:p><text:p>二</text:p>", "一\n二"),
    ('<text:p>一<text:s text:c="2"/>二<text:tab/>三<text:line-break/>四</text:p>', "一  二\t三\n四"),
    ("<text:p>\n   一\n   二\n </text:p>", "一 二"),
    ("<text:p>一<text:span>二</text:span><text:a xlink:href='x'>三</text:a></text:p>", "一二三"),
    ("<text:p><text:ruby><text:ruby-base>任</text:ruby-base><text:ruby-text>ren</text:ruby-text></text:ruby>务</text:p>", "任务"),
    ("<draw:frame><draw:text-box><text:p>框</text:p></draw:text-box></draw:frame><text:p>一</text:p>", "一"),
])
def test_a_text_is_what_stands_in_the_cell(xml, text):
    assert cells(row(f'<table:table-cell office:value-type="string">{xml}</table:table-cell>'))[1, 1].value == text


def test_a_note_is_no_text_of_its_cell():
    xml = ('<table:table-cell office:value-type="string"><office:annotation><dc:creator>某人</dc:creator><dc:date>2026-03-05T09:00:00</dc:date>'
           "<text:p>待核</text:p><text:p>请问</text:p></office:annotation><text:p>一</text:p></table:table-cell>")
    sheet = read(ods(table(row(cell() + xml)))).sheets[0]
    assert sheet.cells == {(1, 2): Cell("一", "text")} and sheet.notes == {(1, 2): "待核\n请问"}


def test_what_stands_once_for_many_stands_in_each():
    one = cell('office:value-type="float" office:value="1" table:number-columns-repeated="3"', "1")
    found = cells(row(cell('table:number-columns-repeated="2"') + one, 'table:number-rows-repeated="2"') + row(one))
    assert sorted(found) == [(1, 3), (1, 4), (1, 5), (2, 3), (2, 4), (2, 5), (3, 1), (3, 2), (3, 3)]


def test_merges_and_what_lies_under_them():
    rows = row(cell('office:value-type="string" table:number-rows-spanned="2" table:number-columns-spanned="2"', "一")
               + "<table:covered-table-cell/>") + row("<table:covered-table-cell office:value-type='string'><text:p>二</text:p>"
                                                      "</table:covered-table-cell><table:covered-table-cell/>")
    sheet = read(ods(table(rows))).sheets[0]
    assert sheet.merged == [(1, 1, 2, 2)] and sheet.cells == {(1, 1): Cell("一", "text")} and sheet.covered == {(2, 1): Cell("二", "text")}


def test_what_is_hidden_is_told():
    styles = ('<style:style style:name="ta" style:family="table"><style:table-properties table:display="false"/></style:style>'
              '<style:style style:name="ro" style:family="table-row"><style:table-row-properties style:row-height="0.01cm"/></style:style>')
    one = cell('office:value-type="string"', "一")
    rows = ('<table:table-column table:number-columns-repeated="2"/><table:table-column table:visibility="collapse"/>'
            + row(one, 'table:visibility="collapse" table:number-rows-repeated="2"') + row(one, 'table:visibility="filter"')
            + row(one, 'table:style-name="ro"') + row(one))
    sheet = read(ods(table(rows, attributes='table:style-name="ta" table:protected="true"'), styles)).sheets[0]
    assert (sheet.state, sheet.protected, sheet.hidden_rows, sheet.hidden_columns) == ("hidden", True, {1, 2, 3, 4}, [(3, 3)])


def test_a_code_is_seen_as_its_format_shows_it():
    styles = ('<number:number-style style:name="N1"><number:text>T</number:text><number:number number:min-integer-digits="3"/></number:number-style>'
              '<style:style style:name="ce1" style:family="table-cell" style:data-style-name="N1"/>'
              '<style:style style:name="ce2" style:family="table-cell" style:parent-style-name="ce1"/>')
    one = 'office:value-type="float" office:value="7"'
    rows = '<table:table-column table:default-cell-style-name="ce1"/>' + row(cell(one, "T007") + cell(f'{one} table:style-name="ce2"') + cell(one))
    assert [c.padded for _, c in sorted(cells(rows, styles).items())] == ["T007", "T007", None]


def test_names_are_those_of_the_workbook():
    names = ('<table:named-expressions><table:named-range table:name="tasks" table:cell-range-address="$工作亮相.$A$5:.$K$45"/>'
             "<table:named-range table:name='a' table:cell-range-address=\"$'王''s 表'.$A$1\"/></table:named-expressions>")
    grid = read(ods(table(row(cell())) + names))
    assert grid.names == {"tasks": "'工作亮相'!$A$5:$K$45", "a": "'王''s 表'!$A$1"}


def test_the_time_of_saving_is_that_of_china():
    meta = f"<office:document-meta {SPACES}><office:meta><dc:date>2026-04-05T17:30:00.123</dc:date></office:meta></office:document-meta>"
    assert read(ods(table(row(cell())), **{"meta.xml": meta})).modified == datetime(2026, 4, 5, 9, 30, 0, 123000, tzinfo=UTC)


def test_days_of_1904_are_the_same_days():
    settings = '<table:calculation-settings><table:null-date table:date-value="1904-01-01"/></table:calculation-settings>'
    grid = read(ods(settings + table(row(cell('office:value-type="date" office:date-value="2026-03-05"')))))
    assert grid.date1904 and grid.sheets[0].cells[1, 1] == Cell(44624.0, "number", shown="2026-03-05")


def test_a_sheet_within_a_drawing_and_another_files_sheet_are_no_sheets():
    drawn = f'<table:shapes><draw:frame><draw:object>{table(row(cell("", "图")), "内")}</draw:object></draw:frame></table:shapes>'
    grid = read(ods(table(drawn + row(cell("", "一"))) + table(row(cell("", "别处")), "&apos;file:///x.ods&apos;#$表")))
    assert [s.title for s in grid.sheets] == ["表"] and grid.sheets[0].cells == {(1, 1): Cell("一", "text")}
    assert grid.facts["external_links"] == 1


def test_pictures_objects_and_macros_are_counted_and_charts_are_not():
    shapes = ('<table:shapes><draw:frame><draw:image xlink:href="Pictures/a.png"/></draw:frame>'
              '<draw:frame><draw:object xlink:href="./Object 1"/><draw:image xlink:href="x"/></draw:frame>'
              '<draw:frame><draw:object xlink:href="./Object 2"/></draw:frame></table:shapes>')
    grid = read(ods(table(shapes + row(cell())), **{"Object 1/content.xml": "<office:chart/>", "Object 2/content.xml": "<office:text/>",
                                                    "Basic/Standard/Module1.xml": "<m/>"}))
    assert {k: grid.facts[k] for k in ("pictures", "embedded", "macros")} == {"pictures": 1, "embedded": 1, "macros": True}


def test_the_text_of_a_shape_is_told_and_that_of_a_chart_is_its_own():
    box = "<draw:frame><draw:text-box><text:p>另报</text:p><text:p>三项</text:p></draw:text-box></draw:frame>"
    chart = "<draw:frame><draw:object><text:p>图名</text:p></draw:object></draw:frame>"
    in_cell = f'<table:table-cell office:value-type="string">{box}<text:p>一</text:p></table:table-cell>'
    sheet = read(ods(table(f"<table:shapes>{box}{chart}</table:shapes>" + row(in_cell)))).sheets[0]
    assert sheet.boxes == ["另报\n三项"] * 2 and sheet.cells == {(1, 1): Cell("一", "text")}


def test_words_at_the_head_of_a_page_are_told_and_those_of_the_program_are_not():
    head = ('<office:master-styles><style:master-page style:name="P1"><style:header><text:p>内部<text:page-number>1</text:page-number>'
            "<text:sheet-name>???</text:sheet-name></text:p></style:header><style:footer style:display='false'><text:p>无</text:p></style:footer>"
            "</style:master-page></office:master-styles>")
    styles = '<style:style style:name="ta" style:family="table" style:master-page-name="P1"/>'
    parts = {"styles.xml": f"<office:document-styles {SPACES}>{head}</office:document-styles>"}
    assert read(ods(table(row(cell()), attributes='table:style-name="ta"'), styles, **parts)).sheets[0].heads == ["内部"]


@pytest.mark.parametrize(("styles", "unseen"), [
    ('<style:style style:name="ce1" style:family="table-cell"><style:text-properties fo:color="#FFFFFF"/></style:style>', True),
    ('<style:style style:name="ce1" style:family="table-cell"><style:table-cell-properties fo:background-color="#1f4e79"/>'
     '<style:text-properties fo:color="#ffffff"/></style:style>', False),
    ('<number:text-style style:name="N1"><number:text/></number:text-style>'
     '<style:style style:name="ce1" style:family="table-cell" style:data-style-name="N1"/>', True),
    ('<number:text-style style:name="N1"><number:text-content/></number:text-style>'
     '<style:style style:name="ce1" style:family="table-cell" style:data-style-name="N1"/>', False),
])
def test_a_format_that_shows_nothing_is_told(styles, unseen):
    sheet = read(ods(table(row(cell('table:style-name="ce1"', "一"))), styles)).sheets[0]
    assert sheet.unseen == ({(1, 1)} if unseen else set())


@pytest.mark.parametrize("looks,unseen", [
    ('fo:color="#fefefe"', True), ('fo:color="#ffff00"', False), ('fo:color="#fff9db" fo:background-color="#fff9db"', True),
    ('fo:background-color="#000000"', True), ('fo:font-size="1pt"', True), ('fo:font-size="8pt"', False), ('text:display="none"', True),
])
def test_a_text_like_its_ground_or_too_small_is_unseen_in_a_cell_in_a_run_and_by_a_condition(looks, unseen):
    look = f'<style:style style:name="x" style:family="table-cell"><style:text-properties {looks}/></style:style>'
    run = look.replace('"x"', '"r"').replace('"table-cell"', '"text"')
    mapped = '<style:style style:name="m" style:family="table-cell"><style:map style:condition="v" style:apply-style-name="x"/></style:style>'
    string = 'office:value-type="string"'
    written = (cell(f'{string} table:style-name="x"', "甲") + cell(string, 'a<text:span text:style-name="r">乙</text:span>')
               + cell(f'{string} table:style-name="m"', "丙") + cell(string, "丁"))
    sheet = read(ods(table(row(written)), look + run + mapped)).sheets[0]
    assert sheet.unseen == ({(1, 1), (1, 2), (1, 3)} if unseen else set())


WEB = "WEBSERVICE(&quot;http://198.51.100.7&quot;)"


@pytest.mark.parametrize("beside", [
    f'<table:content-validations><table:content-validation table:condition="of:is-true-formula({WEB})"/></table:content-validations>',
    f'<table:table table:name="二"><calcext:conditional-formats><calcext:condition calcext:value="formula-is({WEB})"/>'
    "</calcext:conditional-formats></table:table>",
])
def test_a_condition_that_reaches_outside_is_a_rule(beside):
    assert "WEBSERVICE" in read(ods(table(row(cell())) + beside)).sheets[0].rules[0]


def test_a_name_that_stands_for_a_formula_is_told():
    named = f'<table:named-expressions><table:named-expression table:name="q" table:expression="of:={WEB}"/></table:named-expressions>'
    assert read(ods(table(row(cell())) + named)).names == {"q": 'WEBSERVICE("http://198.51.100.7")'}


@pytest.mark.parametrize("within", [
    '<table:cell-range-source xlink:href="http://198.51.100.7/x.ods"/>', '<text:p>a</text:p><table:cell-range-source xlink:href="x"/>',
])
def test_a_range_fetched_from_another_file_is_a_link(within):
    assert read(ods(table(row(f"<table:table-cell>{within}</table:table-cell>")))).facts["external_links"] == 1


@pytest.mark.parametrize("source", ["database-source-sql", "database-source-table", "source-service"])
def test_data_fetched_from_elsewhere_are_a_link(source):
    fetched = f"<table:database-ranges><table:database-range><table:{source}/></table:database-range></table:database-ranges>"
    assert read(ods(table(row(cell())) + fetched)).facts["external_links"] == 1


@pytest.mark.parametrize("runs", [
    '<office:event-listeners><x:event-listener xmlns:x="s" xlink:href="vnd.sun.star.script:a"/></office:event-listeners>',
    table(row('<table:table-cell office:value-type="string"><text:p><text:a xlink:href="vnd.sun.star.script:a">甲</text:a></text:p>'
              "</table:table-cell>")),
])
def test_what_starts_a_script_is_a_macro(runs):
    assert read(ods(table(row(cell()), name="一") + runs)).facts["macros"]


def test_where_a_link_leads_what_was_changed_and_what_a_scenario_says_is_told():
    link = '<table:table-cell office:value-type="string"><text:p><text:a xlink:href="{0}">{1}</text:a></text:p></table:table-cell>'
    linked = row(link.format("file://srv/share/x", "甲") + link.format("http://198.51.100.7/", "http://198.51.100.7"))
    changes = "<table:tracked-changes><table:previous><text:p>原来的话</text:p></table:previous></table:tracked-changes>"
    scenario = '<table:scenario table:comment="以此为准"/>'
    sheet = read(ods(changes + table(scenario + linked))).sheets[0]
    assert sheet.boxes == ["以此为准", "A1 的链接 file://srv/share/x", "原来的话"]


def flat(tables: str) -> bytes:
    return ('<?xml version="1.0" encoding="UTF-8"?>' + content(tables, root="office:document")).encode()


def test_a_flat_file_is_the_same_workbook():
    assert read(flat(table(row(cell("", "一"))))).sheets[0].cells == {(1, 1): Cell("一", "text")}


@pytest.mark.parametrize("encoding", ["gb18030", "GBK", "gb2312", "utf-16"])
def test_a_part_may_be_in_a_chinese_encoding(encoding):
    made = f'<?xml version="1.0" encoding="{encoding}"?>' + content(table(row(cell("", "任务"))))
    data = packed({"mimetype": MIMETYPE, "content.xml": made.encode(encoding)})
    assert read(data).sheets[0].cells == {(1, 1): Cell("任务", "text")}


@pytest.mark.parametrize("members", [
    {"content.xml": content(table(row(cell("", "一")))), "META-INF/manifest.xml": f'<m full-path="/" media-type="{MIMETYPE}"/>'},
    {"content.xml": content(table(row(cell("", "一")))), "mimetype": f"{MIMETYPE}\n"},
    {"content.xml": content(table(row(cell("", "一")))), "mimetype": f"\ufeff{MIMETYPE}-template"},
])
def test_a_program_may_pack_it_in_its_own_way(members):
    assert read(packed(members)).sheets[0].cells == {(1, 1): Cell("一", "text")}


FULL = cell('office:value-type="float" office:value="1" table:number-columns-repeated="16384"', "1")


@pytest.mark.parametrize("rows", [
    row(FULL, 'table:number-rows-repeated="1048576"'),
    row(cell('office:value-type="float" office:value="1"'), 'table:number-rows-repeated="99999999"'),
    row(cell('table:number-columns-repeated="99999999"') + cell("", "一")),
    row(cell(), 'table:number-rows-repeated="1048576"') + row(cell("", "一")),
    row(FULL) * 40,
])
def test_what_stands_for_more_than_there_is_room_for_is_refused(rows):
    assert in_a_worker(ods(table(rows))).code == "sheet.too-large"


def test_the_empty_rest_of_a_sheet_costs_nothing():
    rows = row(cell("", "一") + cell('table:number-columns-repeated="16383"')) + row(cell('table:number-columns-repeated="16384"'),
                                                                                   'table:number-rows-repeated="1048575"')
    told = in_a_worker(ods(table(rows * 2)), Limits(cells=5))
    assert isinstance(told, Refused)  # the second text would stand below the last row
    assert isinstance(in_a_worker(ods(table(rows)), Limits(cells=5)), Grid)


@pytest.mark.parametrize(("xml", "code"), [
    (content(table(row(cell('office:value-type="float" office:value="1_0"')))), "file.damaged"),
    (content(table(row(cell('table:number-columns-repeated="x"', "一")))), "file.damaged"),
    (content(table("<table:table-row-group>" * 300 + "</table:table-row-group>" * 300)), "file.damaged"),
    (content(""), "file.ods"),
    ("<!DOCTYPE x>" + content(table(row(cell()))), "file.dtd"),
    ('<!DOCTYPE x [<!ENTITY a "haha">]>' + content(table(row(cell("", "&a;")))), "file.dtd"),
    (content(table(row(cell("", "一"))))[:-30], "file.damaged"),
])
def test_what_harms_or_is_torn_is_refused_in_both_forms(xml, code):
    assert refusal(packed({"mimetype": MIMETYPE, "content.xml": xml})) == code
    assert refusal(xml.replace("office:document-content", "office:document").encode()) == code


def test_tags_of_a_flat_file_count():
    assert refusal(flat(table(row(cell()) * 100)), Limits(tags=300)) == "file.too-many-tags"


def test_a_password_is_told():
    manifest = f'<m media-type="{MIMETYPE}"/><encryption-data/>'
    assert refusal(packed({"mimetype": MIMETYPE, "content.xml": b"\1" * 99, "META-INF/manifest.xml": manifest})) == "file.encrypted"


RICH = table('<table:table-column table:number-columns-repeated="3"/>' + row(
    cell('office:value-type="date" office:date-value="2026-03-05"', "3-5")
    + cell('table:formula="of:=[.A1]" office:value-type="float" office:value="1"', "1")
    + '<table:table-cell office:value-type="string"><office:annotation><text:p>批</text:p></office:annotation><text:p>一<text:s/>二</text:p>'
      "</table:table-cell>" + cell('office:value-type="time" office:time-value="PT1H2M3S" table:number-columns-spanned="2"'),
    'table:number-rows-repeated="2"'))


@pytest.mark.parametrize("seed", range(4))
def test_a_mutated_part_gives_a_grid_or_a_code(seed):
    random, source = Random(seed), content(RICH)
    marks = ("9", "-", "", "<", ">", '"', "table:", "text:p", "99999999", "P", "T", "nan", "\ue000", "[", "'", "of:=", "</text:p>", "<text:p>")
    for _ in range(150):
        made = source
        for _ in range(random.randint(1, 4)):
            at = random.randrange(source.index("office:body"), len(made))
            made = made[:at] + random.choice(marks) + made[at + random.choice((0, 1, 5)):]
        try:
            assert isinstance(read(packed({"mimetype": MIMETYPE, "content.xml": made})), Grid)
        except Refused as refused:
            assert refused.code != "file.unreadable", (refused.kind, made)
