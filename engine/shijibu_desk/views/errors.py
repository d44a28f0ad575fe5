"""What is shown where a page cannot be."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def _said(request: HttpRequest, status: int, title: str, what: str) -> HttpResponse:
    return render(request, "desk/error.html", {"title": title, "what": what}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _said(request, 400, "请求有误", "请求的内容读不懂，请返回再试。")


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _said(request, 403, "没有权限", "这个账号不能看这一页。需要的话，请找考评办。")


def not_here(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _said(request, 404, "没有这一页", "地址不对，或内容已不在。")


def failed(request: HttpRequest) -> HttpResponse:
    return _said(request, 500, "没有做成", "程序出了错，已经记下。请过一会儿再试；还是不行的，请找维护的人。")


def form_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that this desk did not give out, or that has grown old."""
    return _said(request, 403, "页面过期", "这一页放得太久，或不是从本系统打开的。请重新打开页面再提交。")
