"""Rows of tables."""

from __future__ import annotations

from shijibu.problems.kind import Kind, problem


@problem
class TableTooLong(Kind):
    code = "table.too-long"
    title = "表格下方内容过多"
    message = "“{table}”下方还有 {count} 行内容，一直到第 {last} 行，多半是把一个值拖到了底，没有读取"
    fix = "删去表格下方多余的行；确实写不下的，请告知考评办"

    table: str
    count: int
    last: int


@problem
class RowBeyond(Kind):
    code = "row.beyond-table"
    title = "表格下方的行"
    message = "这一行写在表格下方，已读取"
    fix = "不需要处理；请核对这一行是不是要上报的内容"
    severity = "notice"


@problem
class RowInserted(Kind):
    code = "row.inserted"
    title = "插入的行"
    message = "这一行是插入的，表里没有它的提示和自动计算，已读取、已计入"
    fix = "请核对这一行；表里还有空行的，下次填在原有的空行里"
    severity = "notice"


@problem
class RowMoved(Kind):
    code = "row.moved"
    title = "剪切或拖动过的行"
    description = "格子被剪切或拖走以后，这一行的提示和自动计算跟着它走，说的不再是这一行；交回的内容仍照格子读取。"
    message = "这一行有格子被剪切或拖动过，表里的提示和自动计算不可靠，内容照格子读取"
    fix = "请核对这一行；还没有上报的，撤销（Ctrl+Z）或换用批注副本。以后移动内容用复制和“选择性粘贴”的数值"
    severity = "warning"


@problem
class RowUnknown(Kind):
    code = "row.unknown"
    title = "多出的行"
    message = "“{value}”不在下发的名单中"
    fix = "删去这一行；人员有变动请先告知考评办"

    value: object


@problem
class RowTwice(Kind):
    code = "row.twice"
    title = "重复的行"
    message = "“{value}”出现了两次"
    fix = "只保留一行"

    value: object


@problem
class RowMissing(Kind):
    code = "row.missing"
    title = "缺行"
    message = "缺少“{which}”一行"
    fix = "恢复下发时的这一行"

    which: str


@problem
class PrefilledChanged(Kind):
    code = "prefilled.changed"
    title = "预填内容被改"
    message = "“{label}”由考评办预填，已按下发的“{issued}”计算"
    fix = "恢复为“{issued}”；有误请告知考评办"
    severity = "warning"

    label: str
    issued: object


@problem
class CommitmentChanged(Kind):
    code = "commitment.changed"
    title = "承诺内容变更"
    message = "“{label}”承诺为“{issued}”，现为“{value}”"
    fix = "确需变更请报考评办；否则恢复为“{issued}”"
    severity = "warning"

    label: str
    issued: object
    value: object


@problem
class CommitmentGone(Kind):
    code = "commitment.gone"
    title = "承诺事项不见了"
    message = "已承诺的“{issued}”不见了"
    fix = "恢复这一行"
    severity = "warning"

    issued: object
