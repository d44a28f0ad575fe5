"""What is shown where a page cannot be."""

from __future__ import annotations

import sys

from django.core.exceptions import TooManyFilesSent
from django.db.utils import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from shijibu.ledger import LedgerUnavailable
from shijibu_desk.settings import MOST_DROPPED

_AWAY = "暂时不能用", "台账或数据库连不上，没有做任何改动。请过一会儿再试；一直这样的，请找维护的人。"

_COUNT = f"单位一次交一个，考评办收件一次至多 {MOST_DROPPED} 个"


def _said(request: HttpRequest, status: int, title: str, what: str) -> HttpResponse:
    return render(request, "desk/error.html", {"title": title, "what": what}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    many = isinstance(exception, TooManyFilesSent)
    return _said(request, 400, "请求有误", f"一次交的文件太多，没有收下：{_COUNT}。" if many else "请求的内容读不懂，请返回再试。")


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _said(request, 403, "没有权限", "这个账号不能看这一页。需要的话，请找考评办。")


def not_here(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _said(request, 404, "没有这一页", "地址不对，或内容已不在。")


def failed(request: HttpRequest) -> HttpResponse:
    """A page that breaks off. Whose page it was is not asked: that may be what cannot be answered."""
    away = isinstance(sys.exc_info()[1], (OperationalError, InterfaceError, LedgerUnavailable))
    title, what = _AWAY if away else ("没有做成", "程序出了错，已经记下。请过一会儿再试；还是不行的，请找维护的人。")
    return HttpResponse(render_to_string("desk/error.html", {"title": title, "what": what}), status=503 if away else 500)


def form_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that this desk did not give out, or that has grown old."""
    return _said(request, 403, "页面过期", "这一页放得太久，或不是从本系统打开的。请重新打开页面再提交。")
