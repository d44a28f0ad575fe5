"""Entries, and the figures that a sheet computes of them."""

from __future__ import annotations

from shijibu.problems.kind import Kind, problem
from shijibu.spreadsheet.number import number_text
from shijibu.spreadsheet.wording import count_said


@problem
class ValueMissing(Kind):
    code = "value.missing"
    title = "必填未填"
    message = "缺“{label}”{merged?（这一格与 {merged} 合并了）}"
    fix = "补填“{label}”；这一行不需要就整行清空"

    label: str
    merged: str | None = None


@problem
class NotANumber(Kind):
    code = "value.not-a-number"
    title = "不是数字"
    message = "“{value}”不是数字"
    fix = "请填数字{meant?，例如 {meant}}{format?，并把这一格的格式改为“{format}”}"

    value: object
    meant: str | None
    format: str | None = None


@problem
class TextNumber(Kind):
    code = "value.text-number"
    title = "文字写的数"
    message = "“{value}”是文字，已按 {number} 读取"
    fix = "不需要处理；下次直接填数字"
    severity = "notice"

    value: object
    number: float | str


@problem
class PercentAboveOne(Kind):
    code = "percent.above-one"
    title = "百分数写法"
    message = "{number} 即 {percent}，超过 100%；是不是 {suggestion}？"
    fix = "如是 {suggestion}，请填 {suggestion}"

    number: float
    suggestion: str

    @property
    def percent(self) -> str:
        return f"{number_text(self.number * 100)}%"


@problem
class ValueOutOfRange(Kind):
    code = "value.out-of-range"
    title = "超出范围"
    message = "“{label}”应{allowed}，现为 {value}"
    fix = "改为{wanted}"

    label: str
    span: str
    value: object

    @property
    def allowed(self) -> str:
        return f"为{self.span}" if self.span[0].isdigit() else self.span

    @property
    def wanted(self) -> str:
        return self.span if self.span[0].isdigit() else f"{self.span} 的数"


@problem
class NotWhole(Kind):
    code = "value.not-whole"
    title = "应为整数"
    message = "“{label}”应为整数，现为 {number}"
    fix = "填整数"

    label: str
    number: float | str


@problem
class NotADate(Kind):
    code = "value.not-a-date"
    title = "不是日期"
    message = "“{value}”不是完整的日期"
    fix = "写成 2026-03-05 的样子{meant?；这里是不是 {meant}？}"

    value: object
    meant: str | None


@problem
class DateElsewhere(Kind):
    code = "value.date-elsewhere"
    title = "不是本期的日期"
    description = "方案写明这一栏记的是本期（或本年）的事，日期却在别的期"
    message = "“{label}”写的是 {date}，不在 {first} 至 {last} 之间"
    fix = "核对日期；写错的改正，是别的期的事就不填在这里，确实要填的可以不改"
    severity = "warning"

    label: str
    date: str
    first: str
    last: str


@problem
class TextDate(Kind):
    code = "value.text-date"
    title = "文字写的日期"
    message = "“{value}”不是日期格式，已按 {date} 读取"
    fix = "不需要处理；表里的公式认不出，最好在格里重新输入 {date}"
    severity = "notice"

    value: object
    date: str


@problem
class NotAChoice(Kind):
    code = "value.not-a-choice"
    title = "不在可选项中"
    message = "“{value}”不在可选项中{near?（是不是“{near}”？）}"
    fix = "从下拉单中选择：{choices}"

    value: object
    near: str | None
    choices: str


@problem
class OfficialUnknown(Kind):
    code = "official.unknown"
    title = "查无此人"
    message = "干部名单里没有“{value}”{near?（是不是“{near}”？）}"
    fix = "从下拉单中选择干部，或填干部编号"

    value: object
    near: str | None


@problem
class OfficialAmbiguous(Kind):
    code = "official.ambiguous"
    title = "重名"
    message = "干部名单里有两个以上“{value}”"
    fix = "写明是哪一个：{officials}"

    value: object
    officials: str


@problem
class UnitsUnknown(Kind):
    code = "units.unknown"
    title = "没有这个单位"
    message = "没有名称或编码为“{part}”的单位{near?（是不是“{near}”？）}"
    fix = "填单位名称（见“单位名单”表），多个用“；”隔开；没有就空着"

    part: str
    near: str | None


@problem
class UnitsAmbiguous(Kind):
    code = "units.ambiguous"
    title = "单位重名"
    message = "有两个以上单位叫“{part}”"
    fix = "写明是哪一个：{units}"

    part: str
    units: str


@problem
class UnitsWrongKind(Kind):
    code = "units.wrong-kind"
    title = "单位类别不对"
    message = "“{part}”不能填在“{label}”中"
    fix = "改填符合要求的单位，见“单位名单”表"

    part: str
    label: str


@problem
class UnitsTooMany(Kind):
    code = "units.too-many"
    title = "单位多了"
    message = "“{label}”只填一个单位，现有 {units}"
    fix = "只留一个；别的另填一行"

    label: str
    units: str


@problem
class NotYours(Kind):
    code = "value.not-yours"
    title = "不由本单位填写"
    message = "“{label}”不由本单位填写{by?，由{by}填写}，这里的内容没有读取"
    fix = "清空这一格"

    label: str
    by: str | None


@problem
class BecameNumber(Kind):
    code = "value.became-number"
    title = "编号变成了数"
    description = "表格软件把编号当作数：0012 成了 12，1E3 成了 1000，很长的编号丢了后几位。名单里只有一个编号对得上时，按它读取。"
    message = "“{value}”是编号变成的数，已按 {id} 读取"
    fix = "不需要处理；下次先把单元格设为文本，再填 {id}"
    severity = "notice"

    value: object
    id: str


@problem
class DigitsLost(Kind):
    code = "value.digits-lost"
    title = "长数字丢了位数"
    description = "表格软件只保留一个数的前 15 位，更长的证号、文号后面的数字已经丢失。"
    message = "“{shown}”像是一串很长的数字，第 {digits} 位以后的已经丢失"
    fix = "把单元格设为文本，重新填写这串数字"
    severity = "warning"

    shown: str
    digits: int


@problem
class ErrorCell(Kind):
    code = "value.error-cell"
    title = "错误值"
    message = "“{label}”里是错误值 {error}"
    fix = "删去公式，直接填写"

    label: str
    error: object


@problem
class Uncached(Kind):
    code = "value.uncached"
    title = "公式没有结果"
    message = "“{label}”里的公式没有算出结果"
    fix = "用 Excel 或 WPS 打开保存，或直接填写结果"

    label: str


@problem
class InputFormula(Kind):
    code = "value.formula"
    title = "填写处是公式"
    message = "“{label}”里是公式，已取其结果 {value}"
    fix = "不需要处理；下次直接填写结果"
    severity = "notice"

    label: str
    value: object


@problem
class ReachesOutside(Kind):
    code = "value.reaches-outside"
    title = "公式指向外部"
    description = "填写处的公式取自其他文件、网络或其他程序，其结果无法核对，也可能有害。"
    message = "“{label}”里的公式指向本工作簿之外：{formula}"
    fix = "删去公式，直接填写"

    label: str
    formula: str


@problem
class TooLong(Kind):
    code = "value.too-long"
    title = "文字过长"
    message = "“{label}”有 {long}字，超过 {most}字"
    fix = "精简到 {most}字以内"
    severity = "warning"

    label: str
    length: int
    limit: int

    @property
    def long(self) -> str:
        return count_said(self.length)

    @property
    def most(self) -> str:
        return count_said(self.limit)


@problem
class Overlong(Kind):
    code = "value.overlong"
    title = "文字超出上限"
    message = "“{label}”有 {long}字，超过上限 {most}字，没有读取"
    fix = "精简到 {most}字以内"

    label: str
    length: int
    limit: int

    @property
    def long(self) -> str:
        return count_said(self.length)

    @property
    def most(self) -> str:
        return count_said(self.limit)


@problem
class LiveDiffers(Kind):
    code = "live.differs"
    title = "自动计算的数被改"
    description = "表里的得数与按填报内容重新计算的不同，多半是公式被改写。结果以重新计算的为准。"
    message = "“{label}”表中为“{value}”，按填报内容应为“{engine}”"
    fix = "恢复公式；结果以重新计算的为准"
    severity = "warning"

    label: str
    value: object
    engine: object


@problem
class LiveError(Kind):
    code = "live.error"
    title = "自动计算出错"
    message = "“{label}”显示 {value}，按填报内容应为“{engine}”"
    fix = "先改正标出的错误，公式会恢复"
    severity = "warning"

    label: str
    value: object
    engine: object
