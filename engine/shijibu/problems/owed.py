"""What is owed and is not there."""

from __future__ import annotations

from shijibu.problems.kind import Kind, problem


@problem
class OwedNothing(Kind):
    code = "owed.nothing"
    title = "应填的表没有填"
    description = "方案写明这张表至少要填多少，交回的表里一行也没有"
    message = "“{table}”应填 {owed} {measure}，还没有填写"
    fix = "填好以后再上报；本期确实没有的，请先告知考评办"

    table: str
    owed: float
    measure: str


@problem
class OwedTooFew(Kind):
    code = "owed.too-few"
    title = "填得比应填的少"
    description = "方案写明这张表（或其中每个人）至少要填多少，交回的不足"
    message = "“{table}”{who?中{who}}应填 {owed} {measure}，已填 {there} {measure}"
    fix = "补填；确实没有的不必补，核对后可以上报"
    severity = "warning"

    table: str
    who: str | None
    owed: float
    there: int
    measure: str


@problem
class BookUntouched(Kind):
    code = "book.untouched"
    title = "整个工作簿没有填写"
    message = "工作簿和下发时一样，还什么都没有填"
    fix = "填好以后再上报；本期确实没有可填的，请告知考评办"
    severity = "warning"
