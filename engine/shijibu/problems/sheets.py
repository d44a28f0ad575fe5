"""Sheets, tables and columns, and what stands around them."""

from __future__ import annotations

from shijibu.problems.kind import Kind, problem


@problem
class FormulaReaches(Kind):
    code = "formula.reaches-outside"
    title = "表中公式指向外部"
    description = "自动计算的格、封面、条件格式、数据验证或名称里的公式会去取其他文件、网络或其他程序的内容，打开文件就可能有害。"
    message = "{where}指向本工作簿之外：{formula}"
    fix = "删去这个公式或规则；是自动计算的格，请把内容复制到原发的工作簿中再交"

    where: str
    formula: str


@problem
class FormulaLinks(Kind):
    code = "formula.links-outside"
    title = "多出的工作表链接外部"
    message = "{where}链接到其他文件，没有读取：{formula}"
    fix = "删去公式，只留结果；或删去这张工作表"
    severity = "warning"

    where: str
    formula: str


@problem
class TextBox(Kind):
    code = "sheet.text-box"
    title = "文本框、链接与方案"
    description = "文本框、图形和它的说明，单元格的链接（格中写的就是网址的除外）和提示，方案管理器里的数，修订记录里的旧内容。"
    message = "工作表上{value?有文本框、图形、链接或方案，写着“{value}”}{more?还有 {more} 处文本框、图形、链接或方案}，没有读取"
    fix = "如需上报，请写到表格里；否则可以删去"
    severity = "notice"

    value: object | None = None
    more: int | None = None


@problem
class PageHead(Kind):
    code = "sheet.page-head"
    title = "页眉页脚的文字"
    message = "打印的页眉或页脚里写有“{value}”，没有读取"
    fix = "如需上报，请写到表格里；否则可以不管"
    severity = "notice"

    value: object


@problem
class CellUnseen(Kind):
    code = "cell.unseen"
    title = "看不见的内容"
    description = "数字格式不显示任何内容（如 ;;;），字与底的颜色分不出，字小得看不见，或者条件格式会使它这样；格中只有几个字这样的也算。"
    message = "这一格的格式或条件格式使内容（或其中几个字）看不见，其中是“{value}”，已读取"
    fix = "恢复单元格的格式，删去这样的条件格式，核对内容"
    severity = "warning"

    value: object


@problem
class TableNameGone(Kind):
    code = "table.name-gone"
    title = "表名丢失"
    message = "“{table}”的名称丢失，已按表头找到"
    fix = "不需要处理；请核对各列表头没有改动"
    severity = "notice"

    table: str


@problem
class TableMissing(Kind):
    code = "table.missing"
    title = "缺表"
    message = "找不到“{table}”{near?（是不是工作表“{near}”？）}"
    fix = "恢复该工作表及其表头，或把内容复制到原发的工作簿中"

    table: str
    near: str | None


@problem
class ColumnMissing(Kind):
    code = "column.missing"
    title = "缺列"
    message = "找不到“{label}”一列{near?（是不是“{near}”？）}"
    fix = "恢复该列的表头“{label}”"

    label: str
    near: str | None


@problem
class LiveColumnMissing(Kind):
    code = "column.live-missing"
    title = "缺自动计算列"
    message = "自动计算的“{label}”一列不见了，结果不受影响"
    fix = "不需要处理；结果由考评办重新计算"
    severity = "notice"

    label: str


@problem
class ColumnTwice(Kind):
    code = "column.twice"
    title = "列重复"
    message = "有两列都叫“{label}”，取的是 {taken} 列"
    fix = "删去或改名多余的一列"
    severity = "warning"

    label: object
    taken: str


@problem
class ColumnExtra(Kind):
    code = "column.extra"
    title = "多出的列"
    message = "多出“{value}”一列，有 {count} 格内容，没有读取"
    fix = "如需上报，请填到下发的各列里；是改了表头的，恢复原来的表头"
    severity = "notice"

    value: object
    count: int


@problem
class SheetExtra(Kind):
    code = "sheet.extra"
    title = "多出的工作表"
    message = "多出工作表{hidden?（已隐藏）}，内有 {cells} 个单元格，没有读取"
    fix = "如需上报，请填到下发的表格里；否则可以删去"
    severity = "notice"

    hidden: str | None = None
    cells: int


@problem
class SheetCopy(Kind):
    code = "sheet.copy"
    title = "表格的副本"
    description = "多出的工作表里有下发的表格。填在副本里的内容不会读取。"
    message = "多出的工作表像是“{table}”的副本，内有 {cells} 个单元格，没有读取"
    fix = "核对内容是不是填在了副本里：填到原来的工作表，再删去副本"
    severity = "warning"

    table: str
    cells: int


@problem
class SheetHidden(Kind):
    code = "sheet.hidden"
    title = "隐藏的工作表"
    message = "工作表被隐藏但有 {rows} 行内容，已读取"
    fix = "取消隐藏，核对内容"
    severity = "warning"

    rows: int


@problem
class SheetUnlocked(Kind):
    code = "sheet.unlocked"
    title = "撤销了保护"
    description = "锁定的单元格可能被改过。预填的内容和自动计算的数都按下发的和重新计算的为准，改动另有说明。"
    message = "工作表的保护被撤销，已逐格核对"
    fix = "不需要处理；请不要撤销工作表保护"
    severity = "notice"


@problem
class CoverChanged(Kind):
    code = "cover.changed"
    title = "封面被改"
    description = "封面的单位名称或编码被改写，可能是用了别的单位的工作簿。工作簿属于谁，以下发时为准。"
    message = "封面的“{label}”是“{value}”，但这本工作簿下发给“{issued}”，结果计入“{issued}”"
    fix = "在下发给本单位的工作簿中填写；没有的，请向考评办索取"
    severity = "warning"

    label: object
    value: object
    issued: object


@problem
class CellNote(Kind):
    code = "cell.note"
    title = "批注"
    message = "{value?这一格有批注“{value}”}{more?还有 {more} 条批注}，没有读取"
    fix = "如需上报，请写到表格里；否则可以不管"
    severity = "notice"

    value: object | None = None
    more: int | None = None


@problem
class CellPicture(Kind):
    code = "cell.picture"
    title = "单元格里的图片"
    description = "Excel 的“放置在单元格中”和 WPS 的“嵌入单元格”把图片当作一格的内容。图片里的内容没有人读取，这一格按空白处理。"
    message = "{here?{here}}{more?还有 {more} 格}里是图片，没有读取，按空白处理"
    fix = "要上报的内容请用文字或数填在格里；图片作为佐证另行报送"
    severity = "warning"

    here: str | None = None
    more: int | None = None


@problem
class CellStray(Kind):
    code = "cell.stray"
    title = "表外内容"
    message = "{where}{more?还有 {more} 处}写有内容，没有读取"
    fix = "如需上报，请写到表格里"
    severity = "notice"

    where: str
    more: int | None = None


@problem
class RowHidden(Kind):
    code = "row.hidden"
    title = "隐藏的行"
    message = "第 {row} 行被隐藏但有内容，已读取"
    fix = "取消隐藏，核对内容"
    severity = "warning"

    row: str


@problem
class ColumnHidden(Kind):
    code = "column.hidden"
    title = "隐藏的列"
    message = "“{label}”一列被隐藏但有内容，已读取"
    fix = "取消隐藏，核对内容"
    severity = "warning"

    label: str


@problem
class CellMerged(Kind):
    code = "cell.merged"
    title = "合并的单元格"
    description = "合并以后，除第一格外各格里原有的内容没有人看得见，不作数。"
    message = "{area} 合并成一格，只读取了 {first}，其余各格按空白读取{unseen?；盖在下面看不见的 {unseen} 没有读取}"
    fix = "取消合并，逐格填写"
    severity = "warning"

    area: str
    first: str
    unseen: str | None = None
