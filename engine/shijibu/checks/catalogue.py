"""Every problem that Shijibu can name, one class each: code, title, description, message, fix, severity.

The messages are for people in a hurry: what is wrong, and how to mend it. `{label}` and the like are facts of the finding;
the page docs/problems.md is generated from these classes.
"""

from __future__ import annotations

from typing import ClassVar

from shijibu.spreadsheet.severity import Severity

CATALOGUE: dict[str, type[ProblemClass]] = {}


class ProblemClass:
    """One kind of problem. Subclasses register themselves."""

    code: ClassVar[str]
    title: ClassVar[str]
    description: ClassVar[str] = ""
    message: ClassVar[str]
    fix: ClassVar[str] = ""
    severity: ClassVar[Severity] = "error"

    def __init_subclass__(cls) -> None:
        if cls.code in CATALOGUE:
            raise ValueError(f"problem code {cls.code} is registered twice")
        CATALOGUE[cls.code] = cls


# The file as a whole


class FileEmpty(ProblemClass):
    code = "file.empty"
    title = "空文件"
    message = "文件是空的"
    fix = "重新导出或重新保存后再交"


class FileTooLarge(ProblemClass):
    code = "file.too-large"
    title = "文件过大"
    message = "文件有 {size} 字节，超过 {limit} 字节"
    fix = "删去图片等附件，只交工作簿"


class NotAWorkbook(ProblemClass):
    code = "file.not-a-workbook"
    title = "不是工作簿"
    description = "内容不是 .xlsx 工作簿，例如网页、CSV、文本或其他压缩包改了后缀。"
    message = "文件内容不是 Excel 工作簿，像是{kind}"
    fix = "交考评办下发的工作簿本身（.xlsx）；改文件后缀没有用，压缩包请先解压"


class Encrypted(ProblemClass):
    code = "file.encrypted"
    title = "文件加密"
    message = "文件设有打开密码，无法读取"
    fix = "取消打开密码，保存后再交"


class Scrambled(ProblemClass):
    code = "file.scrambled"
    title = "文件被加密软件打乱"
    description = "单位装有文档加密软件（如亿赛通、绿盾）时，文件离开本单位的电脑就是一片乱码，只有本单位能解开。"
    message = "文件内容是一片乱码，多半是单位的文档加密软件（如亿赛通、绿盾）加了密，这里打不开"
    fix = "在本单位内网的电脑上解密（或申请外发解密），用 Excel 或 WPS 打开无误后另存为 .xlsx 再交；不清楚的请问本单位的信息管理员"


class LegacyFormat(ProblemClass):
    code = "file.legacy-format"
    title = "旧格式"
    message = "文件是{kind?（{kind}）}旧格式（.xls、.et 或 .xlsb），而且读不出来"
    fix = "另存为 .xlsx 后再交"


class OpenDocument(ProblemClass):
    code = "file.ods"
    title = "ODS 格式"
    message = "文件是 .ods 或 .fods 格式，而且读不出来"
    fix = "另存为 .xlsx 后再交"


class Converted(ProblemClass):
    code = "file.converted"
    title = "另一种格式"
    description = ".ods 和 .fods 与 .xlsx 读得一样全，是提示；.xls、.et 和 .xlsb 有读不到的东西，是警告。"
    message = "文件不是 .xlsx，是{kind}格式，已读取{unread?；这种格式里的{unread}读不到，请核对}"
    fix = "下次请按原格式（.xlsx）交回"
    severity = "warning"


class Damaged(ProblemClass):
    code = "file.damaged"
    title = "文件损坏"
    message = "文件已损坏（{part}）"
    fix = "用 Excel 或 WPS 打开修复，另存为 .xlsx 后再交"


class TooManyParts(ProblemClass):
    code = "file.too-many-parts"
    title = "部件过多"
    message = "文件内含 {count} 个部件，超过 {limit} 个"
    fix = "把内容复制到原发的工作簿中再交"


class InflatesTooLarge(ProblemClass):
    code = "file.inflates-too-large"
    title = "解压后过大"
    message = "文件解压后过大，超过上限 {limit}"
    fix = "把内容复制到原发的工作簿中再交"


class TooManyTags(ProblemClass):
    code = "file.too-many-tags"
    title = "内容过多"
    description = "多半是给成千上万的空行设了格式。"
    message = "文件内的标记超过 {limit} 个，多半是给表格以外的大片空行设了格式，或把一个值一直填到了最后一行"
    fix = "选中表格以外的空行空列，删除后保存再交；或把内容复制到原发的工作簿中再交"


class Ratio(ProblemClass):
    code = "file.ratio"
    title = "压缩比异常"
    message = "文件的压缩比异常（{part}）"
    fix = "把内容复制到原发的工作簿中再交"


class DocumentType(ProblemClass):
    code = "file.dtd"
    title = "含外部定义"
    description = "工作簿的部件里不应有 DTD 或实体，这类文件可能有害。"
    message = "文件部件 {part} 含有不允许的定义（DTD）"
    fix = "把内容复制到原发的工作簿中再交"


class Macros(ProblemClass):
    code = "file.macros"
    title = "含宏"
    message = "文件带有宏，宏没有读取也没有运行"
    fix = "另存为不带宏的 .xlsx"
    severity = "warning"


class ExternalLinks(ProblemClass):
    code = "file.external-links"
    title = "含外部链接"
    message = "文件链接了其他文件 {count} 处，链接没有读取"
    fix = "在“数据—编辑链接”中断开链接"
    severity = "warning"


class Embedded(ProblemClass):
    code = "file.embedded"
    title = "含嵌入对象"
    message = "文件嵌入了 {count} 个对象，没有读取"
    fix = "删去嵌入的对象，佐证材料另行报送"
    severity = "warning"


class Pictures(ProblemClass):
    code = "file.pictures"
    title = "含图片"
    message = "文件里有 {count} 张图片，没有读取"
    fix = "佐证材料另行报送；图片里要上报的内容请填到表格里"
    severity = "notice"


class Charts(ProblemClass):
    code = "file.charts"
    title = "含图表"
    message = "文件里有 {count} 个图表，没有读取"
    fix = "如需上报，请填到表格里；否则可以删去"
    severity = "notice"


class LocalLinks(ProblemClass):
    code = "file.local-links"
    title = "链接到本机或局域网"
    description = "点开这样的超链接，电脑会去连别人的机器，可能泄露登录信息。"
    message = "文件里有 {count} 处超链接指向本机或局域网的文件，没有打开"
    fix = "取消这些超链接；佐证材料另行报送"
    severity = "warning"


class DynamicExchange(ProblemClass):
    code = "file.dde"
    title = "含 DDE 链接"
    description = "DDE 链接会让表格软件去运行别的程序。"
    message = "文件带有 {count} 处 DDE 链接，会运行别的程序，不能接收"
    fix = "在“数据—编辑链接”中断开链接，或把内容复制到原发的工作簿中再交"


class NameStarts(ProblemClass):
    code = "name.starts"
    title = "自动运行的名称"
    message = "工作簿里有打开或关闭时自动运行宏的名称“{name}”，没有运行"
    fix = "在“公式—名称管理器”中删去这个名称"
    severity = "warning"


class NameLinks(ProblemClass):
    code = "name.links-outside"
    title = "名称指向外部"
    message = "名称“{name}”{more?等 {more} 个以上}指向本工作簿之外，没有读取"
    fix = "在“公式—名称管理器”中删去这些名称"
    severity = "warning"


class FormulaReaches(ProblemClass):
    code = "formula.reaches-outside"
    title = "表中公式指向外部"
    description = "自动计算的格、封面、条件格式、数据验证或名称里的公式会去取其他文件、网络或其他程序的内容，打开文件就可能有害。"
    message = "{where}指向本工作簿之外：{formula}"
    fix = "删去这个公式或规则；是自动计算的格，请把内容复制到原发的工作簿中再交"


class FormulaLinks(ProblemClass):
    code = "formula.links-outside"
    title = "多出的工作表链接外部"
    message = "{where}链接到其他文件，没有读取：{formula}"
    fix = "删去公式，只留结果；或删去这张工作表"
    severity = "warning"


class TextBox(ProblemClass):
    code = "sheet.text-box"
    title = "文本框、链接与方案"
    description = "文本框、图形和它的说明，单元格的链接（格中写的就是网址的除外）和提示，方案管理器里的数，修订记录里的旧内容。"
    message = "工作表上{value?有文本框、图形、链接或方案，写着“{value}”}{more?还有 {more} 处文本框、图形、链接或方案}，没有读取"
    fix = "如需上报，请写到表格里；否则可以删去"
    severity = "notice"


class PageHead(ProblemClass):
    code = "sheet.page-head"
    title = "页眉页脚的文字"
    message = "打印的页眉或页脚里写有“{value}”，没有读取"
    fix = "如需上报，请写到表格里；否则可以不管"
    severity = "notice"


class CellUnseen(ProblemClass):
    code = "cell.unseen"
    title = "看不见的内容"
    description = "数字格式不显示任何内容（如 ;;;），字与底的颜色分不出，字小得看不见，或者条件格式会使它这样；格中只有几个字这样的也算。"
    message = "这一格的格式或条件格式使内容（或其中几个字）看不见，其中是“{value}”，已读取"
    fix = "恢复单元格的格式，删去这样的条件格式，核对内容"
    severity = "warning"


class SheetTooLarge(ProblemClass):
    code = "sheet.too-large"
    title = "工作表过大"
    message = "工作表的内容超过 {limit} 个单元格，多半是把一个值一直填到了最后一行"
    fix = "删去表格下方和右侧多余的内容，保存再交；或把内容复制到原发的工作簿中再交"


class Unreadable(ProblemClass):
    code = "file.unreadable"
    title = "无法读取"
    message = "文件无法读取（{error}）"
    fix = "用 Excel 或 WPS 打开，另存为 .xlsx 后再交"


class ReaderKilled(ProblemClass):
    code = "reader.killed"
    title = "读取中止"
    message = "读取这个文件时内存超限，已中止；其他文件不受影响"
    fix = "把内容复制到原发的工作簿中再交"


class ReaderTimeout(ProblemClass):
    code = "reader.timeout"
    title = "读取超时"
    message = "读取这个文件超时，已中止；其他文件不受影响"
    fix = "把内容复制到原发的工作簿中再交"


class NotOurs(ProblemClass):
    code = "file.not-ours"
    title = "不是下发的工作簿"
    message = "这不是由实绩簿下发的工作簿，看不出属于哪个单位"
    fix = "在考评办下发的工作簿中填写"


class IdentityDamaged(ProblemClass):
    code = "file.identity-damaged"
    title = "身份信息损坏"
    message = "工作簿隐藏的身份信息被改动或不完整"
    fix = "请考评办重新下发工作簿，把内容复制过去再交"


class SignatureWrong(ProblemClass):
    code = "identity.signature"
    title = "签名不符"
    message = "工作簿的签名与台账不符，不是本县下发的工作簿，或身份信息被改动"
    fix = "在考评办下发的工作簿中填写"


class SignatureUnchecked(ProblemClass):
    code = "identity.not-verified"
    title = "签名未核验"
    message = "没有台账，签名没有核验"
    fix = "不需要单位处理；考评办汇总时会核验"
    severity = "notice"


class NotIssued(ProblemClass):
    code = "identity.not-issued"
    title = "没有下发过"
    message = "台账中没有向 {unit} 下发过 {period} 的工作簿"
    fix = "核对单位和期次"


class SupersededIssue(ProblemClass):
    code = "identity.superseded-issue"
    title = "已重新下发"
    description = "名册或预填内容没有变动的，是提示；从前已接收、这次没有再交的，是警告，仍计入结果。"
    message = "这是第 {issue} 号工作簿，后来向该单位重新下发了第 {latest} 号（{file}）{changed?，{changed}有变动}"
    fix = "{changed?请在新下发的工作簿中填写后再交}{same?名册和预填内容没有变动，不需要处理}"


class OtherPeriod(ProblemClass):
    code = "period.other"
    title = "不是本期"
    message = "这是 {found} 的工作簿，本次汇总的是 {wanted}"
    fix = "交本期的工作簿"


class OtherScheme(ProblemClass):
    code = "scheme.other"
    title = "不是本方案"
    message = "这是“{found}”的工作簿，本次汇总的是“{wanted}”"
    fix = "交本次考评的工作簿"


class ReturnsDiffer(ProblemClass):
    code = "return.differs"
    title = "两份内容不同"
    message = "{other} 和 {path} 都可以接收，内容不同，按 {path} 计算"
    fix = "向单位核实以哪一份为准；应以另一份为准的，撤回（shijibu withdraw）后再汇总那一份"
    severity = "warning"


class CorrectionRejected(ProblemClass):
    code = "return.correction-rejected"
    title = "更正未接收"
    message = "后来交回的 {other} 有 {errors} 处错误，没有接收，仍按先前的 {path} 计算"
    fix = "请单位改正后再交"
    severity = "warning"


class WithdrawnReturned(ProblemClass):
    code = "return.withdrawn"
    title = "撤回后又交回"
    message = "{path} 曾经撤回，这次又交回，重新计入"
    fix = "不应计入的，从收件文件夹中移走，再撤回一次"
    severity = "warning"


class UnknownSchemeProblem(ProblemClass):
    code = "scheme.unknown"
    title = "方案未知"
    message = "工作簿属于考评方案“{scheme}”，这里没有这个方案"
    fix = "核对考评方案"


class OtherVersion(ProblemClass):
    code = "scheme.other-version"
    title = "方案版本不同"
    message = "工作簿按方案的另一版本下发，已按现行的方案读取和计算，表里自动算出的数字可能不同"
    fix = "如表样有变，请重新下发"
    severity = "warning"


# Sheets, tables, columns


class TableNameGone(ProblemClass):
    code = "table.name-gone"
    title = "表名丢失"
    message = "“{table}”的名称丢失，已按表头找到"
    fix = "不需要处理；请核对各列表头没有改动"
    severity = "notice"


class TableMissing(ProblemClass):
    code = "table.missing"
    title = "缺表"
    message = "找不到“{table}”{near?（是不是工作表“{near}”？）}"
    fix = "恢复该工作表及其表头，或把内容复制到原发的工作簿中"


class ColumnMissing(ProblemClass):
    code = "column.missing"
    title = "缺列"
    message = "找不到“{label}”一列{near?（是不是“{near}”？）}"
    fix = "恢复该列的表头“{label}”"


class LiveColumnMissing(ProblemClass):
    code = "column.live-missing"
    title = "缺自动计算列"
    message = "自动计算的“{label}”一列不见了，结果不受影响"
    fix = "不需要处理；结果由考评办重新计算"
    severity = "notice"


class ColumnTwice(ProblemClass):
    code = "column.twice"
    title = "列重复"
    message = "有两列都叫“{label}”，取的是 {taken} 列"
    fix = "删去或改名多余的一列"
    severity = "warning"


class ColumnExtra(ProblemClass):
    code = "column.extra"
    title = "多出的列"
    message = "多出“{value}”一列，有 {count} 格内容，没有读取"
    fix = "如需上报，请填到下发的各列里；是改了表头的，恢复原来的表头"
    severity = "notice"


class SheetExtra(ProblemClass):
    code = "sheet.extra"
    title = "多出的工作表"
    message = "多出工作表{hidden?（已隐藏）}，内有 {cells} 个单元格，没有读取"
    fix = "如需上报，请填到下发的表格里；否则可以删去"
    severity = "notice"


class SheetCopy(ProblemClass):
    code = "sheet.copy"
    title = "表格的副本"
    description = "多出的工作表里有下发的表格。填在副本里的内容不会读取。"
    message = "多出的工作表像是“{table}”的副本，内有 {cells} 个单元格，没有读取"
    fix = "核对内容是不是填在了副本里：填到原来的工作表，再删去副本"
    severity = "warning"


class SheetHidden(ProblemClass):
    code = "sheet.hidden"
    title = "隐藏的工作表"
    message = "工作表被隐藏但有 {rows} 行内容，已读取"
    fix = "取消隐藏，核对内容"
    severity = "warning"


class SheetUnlocked(ProblemClass):
    code = "sheet.unlocked"
    title = "撤销了保护"
    description = "锁定的单元格可能被改过。预填的内容和自动计算的数都按下发的和重新计算的为准，改动另有说明。"
    message = "工作表的保护被撤销，已逐格核对"
    fix = "不需要处理；请不要撤销工作表保护"
    severity = "notice"


class CoverChanged(ProblemClass):
    code = "cover.changed"
    title = "封面被改"
    description = "封面的单位名称或编码被改写，可能是用了别的单位的工作簿。工作簿属于谁，以下发时为准。"
    message = "封面的“{label}”是“{value}”，但这本工作簿下发给“{issued}”，结果计入“{issued}”"
    fix = "在下发给本单位的工作簿中填写；没有的，请向考评办索取"
    severity = "warning"


class CellNote(ProblemClass):
    code = "cell.note"
    title = "批注"
    message = "{value?这一格有批注“{value}”}{more?还有 {more} 条批注}，没有读取"
    fix = "如需上报，请写到表格里；否则可以不管"
    severity = "notice"


class CellPicture(ProblemClass):
    code = "cell.picture"
    title = "单元格里的图片"
    description = "Excel 的“放置在单元格中”和 WPS 的“嵌入单元格”把图片当作一格的内容。图片里的内容没有人读取，这一格按空白处理。"
    message = "{here?{here}}{more?还有 {more} 格}里是图片，没有读取，按空白处理"
    fix = "要上报的内容请用文字或数填在格里；图片作为佐证另行报送"
    severity = "warning"


class CellStray(ProblemClass):
    code = "cell.stray"
    title = "表外内容"
    message = "{where}{more?还有 {more} 处}写有内容，没有读取"
    fix = "如需上报，请写到表格里"
    severity = "notice"


class RowHidden(ProblemClass):
    code = "row.hidden"
    title = "隐藏的行"
    message = "第 {row} 行被隐藏但有内容，已读取"
    fix = "取消隐藏，核对内容"
    severity = "warning"


class ColumnHidden(ProblemClass):
    code = "column.hidden"
    title = "隐藏的列"
    message = "“{label}”一列被隐藏但有内容，已读取"
    fix = "取消隐藏，核对内容"
    severity = "warning"


class CellMerged(ProblemClass):
    code = "cell.merged"
    title = "合并的单元格"
    description = "合并以后，除第一格外各格里原有的内容没有人看得见，不作数。"
    message = "{area} 合并成一格，只读取了 {first}，其余各格按空白读取{unseen?；盖在下面看不见的 {unseen} 没有读取}"
    fix = "取消合并，逐格填写"
    severity = "warning"


class TableTooLong(ProblemClass):
    code = "table.too-long"
    title = "表格下方内容过多"
    message = "“{table}”下方还有 {count} 行内容，一直到第 {last} 行，多半是把一个值拖到了底，没有读取"
    fix = "删去表格下方多余的行；确实写不下的，请告知考评办"


class RowBeyond(ProblemClass):
    code = "row.beyond-table"
    title = "表格下方的行"
    message = "这一行写在表格下方，已读取"
    fix = "不需要处理；请核对这一行是不是要上报的内容"
    severity = "notice"


class RowUnknown(ProblemClass):
    code = "row.unknown"
    title = "多出的行"
    message = "“{value}”不在下发的名单中"
    fix = "删去这一行；人员有变动请先告知考评办"


class RowTwice(ProblemClass):
    code = "row.twice"
    title = "重复的行"
    message = "“{value}”出现了两次"
    fix = "只保留一行"


class RowMissing(ProblemClass):
    code = "row.missing"
    title = "缺行"
    message = "缺少“{which}”一行"
    fix = "恢复下发时的这一行"


class PrefilledChanged(ProblemClass):
    code = "prefilled.changed"
    title = "预填内容被改"
    message = "“{label}”由考评办预填，已按下发的“{issued}”计算"
    fix = "恢复为“{issued}”；有误请告知考评办"
    severity = "warning"


class CommitmentChanged(ProblemClass):
    code = "commitment.changed"
    title = "承诺内容变更"
    message = "“{label}”承诺为“{issued}”，现为“{value}”"
    fix = "确需变更请报考评办；否则恢复为“{issued}”"
    severity = "warning"


class CommitmentGone(ProblemClass):
    code = "commitment.gone"
    title = "承诺事项不见了"
    message = "已承诺的“{issued}”不见了"
    fix = "恢复这一行"
    severity = "warning"


# Values


class ValueMissing(ProblemClass):
    code = "value.missing"
    title = "必填未填"
    message = "缺“{label}”{merged?（这一格与 {merged} 合并了）}"
    fix = "补填“{label}”；这一行不需要就整行清空"


class NotANumber(ProblemClass):
    code = "value.not-a-number"
    title = "不是数字"
    message = "“{value}”不是数字"
    fix = "请填数字{meant?，例如 {meant}}{format?，并把这一格的格式改为“{format}”}"


class TextNumber(ProblemClass):
    code = "value.text-number"
    title = "文字写的数"
    message = "“{value}”是文字，已按 {number} 读取"
    fix = "不需要处理；下次直接填数字"
    severity = "notice"


class PercentAboveOne(ProblemClass):
    code = "percent.above-one"
    title = "百分数写法"
    message = "{number} 即 {percent}，超过 100%；是不是 {suggestion}？"
    fix = "如是 {suggestion}，请填 {suggestion}"


class OutOfRangeProblem(ProblemClass):
    code = "value.out-of-range"
    title = "超出范围"
    message = "“{label}”应为{span}，现为 {value}"
    fix = "改为{span}"


class NotWhole(ProblemClass):
    code = "value.not-whole"
    title = "应为整数"
    message = "“{label}”应为整数，现为 {number}"
    fix = "填整数"


class NotADate(ProblemClass):
    code = "value.not-a-date"
    title = "不是日期"
    message = "“{value}”不是完整的日期"
    fix = "写成 2026-03-05 的样子{meant?；这里是不是 {meant}？}"


class TextDate(ProblemClass):
    code = "value.text-date"
    title = "文字写的日期"
    message = "“{value}”已按 {date} 读取"
    fix = "不需要处理；下次写成 {date} 的样子"
    severity = "notice"


class NotAChoice(ProblemClass):
    code = "value.not-a-choice"
    title = "不在可选项中"
    message = "“{value}”不在可选项中{near?（是不是“{near}”？）}"
    fix = "从下拉单中选择：{choices}"


class OfficialUnknown(ProblemClass):
    code = "official.unknown"
    title = "查无此人"
    message = "本单位没有“{value}”{near?（是不是“{near}”？）}"
    fix = "从下拉单中选择本单位干部，或填干部编号"


class OfficialAmbiguous(ProblemClass):
    code = "official.ambiguous"
    title = "重名"
    message = "本单位有两个以上“{value}”"
    fix = "改填编号：{ids}"


class UnitsUnknown(ProblemClass):
    code = "units.unknown"
    title = "单位编码不对"
    message = "没有编码或名称为“{part}”的单位{near?（是不是“{near}”？）}"
    fix = "填单位编码，多个用“;”隔开；没有就空着"


class UnitsAmbiguous(ProblemClass):
    code = "units.ambiguous"
    title = "单位重名"
    message = "有两个以上单位叫“{part}”"
    fix = "改填单位编码：{codes}"


class UnitsWrongKind(ProblemClass):
    code = "units.wrong-kind"
    title = "单位类别不对"
    message = "“{part}”不能填在“{label}”中"
    fix = "填符合要求的单位编码"


class UnitsByName(ProblemClass):
    code = "units.by-name"
    title = "以名称代编码"
    message = "“{part}”已按编码 {code} 读取"
    fix = "不需要处理；下次填编码 {code}"
    severity = "notice"


class BecameNumber(ProblemClass):
    code = "value.became-number"
    title = "编号变成了数"
    description = "表格软件把编号当作数：0012 成了 12，1E3 成了 1000，很长的编号丢了后几位。名单里只有一个编号对得上时，按它读取。"
    message = "“{value}”是编号变成的数，已按 {id} 读取"
    fix = "不需要处理；下次先把单元格设为文本，再填 {id}"
    severity = "notice"


class DigitsLost(ProblemClass):
    code = "value.digits-lost"
    title = "长数字丢了位数"
    description = "表格软件只保留一个数的前 15 位，更长的证号、文号后面的数字已经丢失。"
    message = "“{shown}”像是一串很长的数字，第 {digits} 位以后的已经丢失"
    fix = "把单元格设为文本，重新填写这串数字"
    severity = "warning"


class ErrorCell(ProblemClass):
    code = "value.error-cell"
    title = "错误值"
    message = "“{label}”里是错误值 {error}"
    fix = "删去公式，直接填写"


class Uncached(ProblemClass):
    code = "value.uncached"
    title = "公式没有结果"
    message = "“{label}”里的公式没有算出结果"
    fix = "用 Excel 或 WPS 打开保存，或直接填写结果"


class InputFormula(ProblemClass):
    code = "value.formula"
    title = "填写处是公式"
    message = "“{label}”里是公式，已取其结果 {value}"
    fix = "不需要处理；下次直接填写结果"
    severity = "notice"


class ReachesOutside(ProblemClass):
    code = "value.reaches-outside"
    title = "公式指向外部"
    description = "填写处的公式取自其他文件、网络或其他程序，其结果无法核对，也可能有害。"
    message = "“{label}”里的公式指向本工作簿之外：{formula}"
    fix = "删去公式，直接填写"


class TooLong(ProblemClass):
    code = "value.too-long"
    title = "文字过长"
    message = "“{label}”有 {length} 字，超过 {limit} 字"
    fix = "精简到 {limit} 字以内"
    severity = "warning"


class Overlong(ProblemClass):
    code = "value.overlong"
    title = "文字超出上限"
    message = "“{label}”有 {length} 字，超过上限 {limit} 字，没有读取"
    fix = "精简到 {limit} 字以内"


class LiveDiffers(ProblemClass):
    code = "live.differs"
    title = "自动计算的数被改"
    description = "表里的得数与按填报内容重新计算的不同，多半是公式被改写。结果以重新计算的为准。"
    message = "“{label}”表中为“{value}”，按填报内容应为“{engine}”"
    fix = "恢复公式；结果以重新计算的为准"
    severity = "warning"


class LiveError(ProblemClass):
    code = "live.error"
    title = "自动计算出错"
    message = "“{label}”显示 {value}，按填报内容应为“{engine}”"
    fix = "先改正标出的错误，公式会恢复"
    severity = "warning"
