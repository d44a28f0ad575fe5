"""The file as a whole: what it is, what it carries, what it costs."""

from __future__ import annotations

from shijibu.problems.kind import Kind, problem
from shijibu.spreadsheet.wording import count_said, size_said


@problem
class FileEmpty(Kind):
    code = "file.empty"
    title = "空文件"
    message = "文件是空的"
    fix = "重新导出或重新保存后再交"


@problem
class FileTooLarge(Kind):
    code = "file.too-large"
    title = "文件过大"
    message = "文件有 {large}，超过 {most}"
    fix = "删去图片等附件，只交工作簿"

    size: int
    limit: int

    @property
    def large(self) -> str:
        return size_said(self.size)

    @property
    def most(self) -> str:
        return size_said(self.limit)


@problem
class NotAWorkbook(Kind):
    code = "file.not-a-workbook"
    title = "不是工作簿"
    description = "内容不是 .xlsx 工作簿，例如网页、CSV、文本或其他压缩包改了后缀。"
    message = "文件内容不是 Excel 工作簿，像是{kind}"
    fix = "交考评办下发的工作簿本身（.xlsx）；改文件后缀没有用，压缩包请先解压"

    kind: str


@problem
class Encrypted(Kind):
    code = "file.encrypted"
    title = "文件加密"
    message = "文件设有打开密码，无法读取"
    fix = "取消打开密码，保存后再交"


@problem
class Scrambled(Kind):
    code = "file.scrambled"
    title = "文件被加密软件打乱"
    description = "单位装有文档加密软件（如亿赛通、绿盾）时，文件离开本单位的电脑就是一片乱码，只有本单位能解开。"
    message = "文件内容是一片乱码，多半是单位的文档加密软件（如亿赛通、绿盾）加了密，这里打不开"
    fix = "在本单位内网的电脑上解密（或申请外发解密），用 Excel 或 WPS 打开无误后另存为 .xlsx 再交；不清楚的请问本单位的信息管理员"


@problem
class LegacyFormat(Kind):
    code = "file.legacy-format"
    title = "旧格式"
    message = "文件是{kind?（{kind}）}旧格式（.xls、.et 或 .xlsb），而且读不出来"
    fix = "另存为 .xlsx 后再交"

    kind: str | None


@problem
class OpenDocument(Kind):
    code = "file.ods"
    title = "ODS 格式"
    message = "文件是 .ods 或 .fods 格式，而且读不出来"
    fix = "另存为 .xlsx 后再交"


@problem
class Converted(Kind):
    code = "file.converted"
    title = "另一种格式"
    description = ".ods 和 .fods 与 .xlsx 读得一样全，是提示；.xls、.et 和 .xlsb 有读不到的东西，是警告。"
    message = "文件不是 .xlsx，是{kind}格式，已读取{unread?；这种格式里的{unread}读不到，请核对}"
    fix = "下次请按原格式（.xlsx）交回"
    severity = "warning"

    kind: str
    unread: str | None = None


@problem
class Damaged(Kind):
    code = "file.damaged"
    title = "文件损坏"
    message = "文件已损坏（{part}）"
    fix = "用 Excel 或 WPS 打开修复，另存为 .xlsx 后再交"

    part: str


@problem
class TooManyParts(Kind):
    code = "file.too-many-parts"
    title = "部件过多"
    message = "文件内含 {count} 个部件，超过 {limit} 个"
    fix = "把内容复制到原发的工作簿中再交"

    count: int
    limit: int


@problem
class InflatesTooLarge(Kind):
    code = "file.inflates-too-large"
    title = "解压后过大"
    message = "文件解压后过大，超过上限 {most}"
    fix = "把内容复制到原发的工作簿中再交"

    limit: int

    @property
    def most(self) -> str:
        return size_said(self.limit)


@problem
class TooManyTags(Kind):
    code = "file.too-many-tags"
    title = "内容过多"
    description = "多半是给成千上万的空行设了格式。"
    message = "文件内的标记超过 {most}个，多半是给表格以外的大片空行设了格式，或把一个值一直填到了最后一行"
    fix = "选中表格以外的空行空列，删除后保存再交；或把内容复制到原发的工作簿中再交"

    limit: int

    @property
    def most(self) -> str:
        return count_said(self.limit)


@problem
class Ratio(Kind):
    code = "file.ratio"
    title = "压缩比异常"
    message = "文件的压缩比异常（{part}）"
    fix = "把内容复制到原发的工作簿中再交"

    part: str


@problem
class DocumentType(Kind):
    code = "file.dtd"
    title = "含外部定义"
    description = "工作簿的部件里不应有 DTD 或实体，这类文件可能有害。"
    message = "文件部件 {part} 含有不允许的定义（DTD）"
    fix = "把内容复制到原发的工作簿中再交"

    part: str


@problem
class Macros(Kind):
    code = "file.macros"
    title = "含宏"
    message = "文件带有宏，宏没有读取也没有运行"
    fix = "另存为不带宏的 .xlsx"
    severity = "warning"


@problem
class ExternalLinks(Kind):
    code = "file.external-links"
    title = "含外部链接"
    message = "文件链接了其他文件 {count} 处，链接没有读取"
    fix = "在“数据—编辑链接”中断开链接"
    severity = "warning"

    count: int


@problem
class Embedded(Kind):
    code = "file.embedded"
    title = "含嵌入对象"
    message = "文件嵌入了 {count} 个对象，没有读取"
    fix = "删去嵌入的对象，佐证材料另行报送"
    severity = "warning"

    count: int


@problem
class Pictures(Kind):
    code = "file.pictures"
    title = "含图片"
    message = "文件里有 {count} 张图片，没有读取"
    fix = "佐证材料另行报送；图片里要上报的内容请填到表格里"
    severity = "notice"

    count: int


@problem
class Charts(Kind):
    code = "file.charts"
    title = "含图表"
    message = "文件里有 {count} 个图表，没有读取"
    fix = "如需上报，请填到表格里；否则可以删去"
    severity = "notice"

    count: int


@problem
class LocalLinks(Kind):
    code = "file.local-links"
    title = "链接到本机或局域网"
    description = "点开这样的超链接，电脑会去连别人的机器，可能泄露登录信息。"
    message = "文件里有 {count} 处超链接指向本机或局域网的文件，没有打开"
    fix = "取消这些超链接；佐证材料另行报送"
    severity = "warning"

    count: int


@problem
class DynamicExchange(Kind):
    code = "file.dde"
    title = "含 DDE 链接"
    description = "DDE 链接会让表格软件去运行别的程序。"
    message = "文件带有 {count} 处 DDE 链接，会运行别的程序，不能接收"
    fix = "在“数据—编辑链接”中断开链接，或把内容复制到原发的工作簿中再交"

    count: int


@problem
class NameStarts(Kind):
    code = "name.starts"
    title = "自动运行的名称"
    message = "工作簿里有打开或关闭时自动运行宏的名称“{name}”，没有运行"
    fix = "在“公式—名称管理器”中删去这个名称"
    severity = "warning"

    name: str


@problem
class NameLinks(Kind):
    code = "name.links-outside"
    title = "名称指向外部"
    message = "名称“{name}”{more?等 {more} 个以上}指向本工作簿之外，没有读取"
    fix = "在“公式—名称管理器”中删去这些名称"
    severity = "warning"

    name: str
    more: int | None = None


@problem
class SheetTooLarge(Kind):
    code = "sheet.too-large"
    title = "工作表过大"
    message = "工作表的内容超过 {most}个单元格，多半是把一个值一直填到了最后一行"
    fix = "删去表格下方和右侧多余的内容，保存再交；或把内容复制到原发的工作簿中再交"

    limit: int

    @property
    def most(self) -> str:
        return count_said(self.limit)


@problem
class Unreadable(Kind):
    code = "file.unreadable"
    title = "无法读取"
    message = "文件无法读取（{error}）"
    fix = "用 Excel 或 WPS 打开，另存为 .xlsx 后再交"

    error: object


@problem
class ReaderKilled(Kind):
    code = "reader.killed"
    title = "读取中止"
    message = "读取这个文件时内存超限，已中止；其他文件不受影响"
    fix = "把内容复制到原发的工作簿中再交"


@problem
class ReaderTimeout(Kind):
    code = "reader.timeout"
    title = "读取超时"
    message = "读取这个文件超时，已中止；其他文件不受影响"
    fix = "把内容复制到原发的工作簿中再交"
