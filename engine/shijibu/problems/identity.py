"""Whose workbook a file is, and which of several counts."""

from __future__ import annotations

from shijibu.problems.kind import Kind, problem


@problem
class NotOurs(Kind):
    code = "file.not-ours"
    title = "不是下发的工作簿"
    message = "这不是由实绩簿下发的工作簿，看不出属于哪个单位"
    fix = "在考评办下发的工作簿中填写"


@problem
class IdentityDamaged(Kind):
    code = "file.identity-damaged"
    title = "身份信息损坏"
    message = "工作簿隐藏的身份信息被改动或不完整"
    fix = "请考评办重新下发工作簿，把内容复制过去再交"


@problem
class SignatureWrong(Kind):
    code = "identity.signature"
    title = "签名不符"
    message = "工作簿的签名与台账不符，不是本县下发的工作簿，或身份信息被改动"
    fix = "在考评办下发的工作簿中填写"


@problem
class SignatureUnchecked(Kind):
    code = "identity.not-verified"
    title = "签名未核验"
    message = "没有台账，签名没有核验"
    fix = "不需要单位处理；考评办汇总时会核验"
    severity = "notice"


@problem
class NotIssued(Kind):
    code = "identity.not-issued"
    title = "没有下发过"
    message = "台账中没有向 {unit} 下发过 {period} 的工作簿"
    fix = "核对单位和期次"

    unit: str
    period: str


@problem
class SupersededIssue(Kind):
    code = "identity.superseded-issue"
    title = "已重新下发"
    description = "名册或预填内容没有变动的，是提示；从前已接收、这次没有再交的，是警告，仍计入结果。"
    message = "这是第 {issue} 号工作簿，后来向该单位重新下发了第 {latest} 号（{file}）{changed?，{changed}有变动}"
    fix = "{changed?请在新下发的工作簿中填写后再交}{same?名册和预填内容没有变动，不需要处理}"

    issue: int
    latest: int
    file: str
    changed: str

    @property
    def same(self) -> str:
        """Something, where nothing changed."""
        return "" if self.changed else "是"


@problem
class OtherPeriod(Kind):
    code = "period.other"
    title = "不是本期"
    message = "这是 {found} 的工作簿，本次汇总的是 {wanted}"
    fix = "交本期的工作簿"

    found: str
    wanted: str


@problem
class OtherScheme(Kind):
    code = "scheme.other"
    title = "不是本方案"
    message = "这是“{found}”的工作簿，本次汇总的是“{wanted}”"
    fix = "交本次考评的工作簿"

    found: str
    wanted: str


@problem
class ReturnsDiffer(Kind):
    code = "return.differs"
    title = "两份内容不同"
    message = "{other} 和 {path} 都可以接收，内容不同，按 {path} 计算"
    fix = "向单位核实以哪一份为准；应以另一份为准的，撤回（shijibu withdraw）后再汇总那一份"
    severity = "warning"

    other: str
    path: str


@problem
class CorrectionRejected(Kind):
    code = "return.correction-rejected"
    title = "更正未接收"
    message = "后来交回的 {other} 有 {errors} 处错误，没有接收，仍按先前的 {path} 计算"
    fix = "请单位改正后再交"
    severity = "warning"

    other: str
    errors: int
    path: str


@problem
class WithdrawnReturned(Kind):
    code = "return.withdrawn"
    title = "撤回后又交回"
    message = "{path} 曾经撤回，这次又交回，重新计入"
    fix = "不应计入的，从收件文件夹中移走，再撤回一次"
    severity = "warning"

    path: str


@problem
class SchemeUnknown(Kind):
    code = "scheme.unknown"
    title = "方案未知"
    message = "工作簿属于考评方案“{scheme}”，这里没有这个方案"
    fix = "核对考评方案"

    scheme: str


@problem
class OtherVersion(Kind):
    code = "scheme.other-version"
    title = "方案版本不同"
    message = "工作簿按方案的另一版本下发，已按现行的方案读取和计算，表里自动算出的数字可能不同"
    fix = "如表样有变，请重新下发"
    severity = "warning"
