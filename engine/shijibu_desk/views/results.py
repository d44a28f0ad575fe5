"""Consolidating a round, and what came of it."""

from __future__ import annotations

from pathlib import Path

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from shijibu.errors import ShijibuError
from shijibu.report.write import NOTICE, REPORT, RESULTS
from shijibu_desk.asking import ask
from shijibu_desk.downloads import PAPER_POLICY
from shijibu_desk.ledgers import ledger
from shijibu_desk.places import RoundFolder
from shijibu_desk.publishing import publication
from shijibu_desk.publishing import publish as publish_results
from shijibu_desk.result_pages import ResultPages, result_pages
from shijibu_desk.role import Role
from shijibu_desk.roles import page
from shijibu_desk.views.rounds import asked_about

_SHOWN = {".html"}
_LABELS = {REPORT: "报告（工作簿）", NOTICE: "公示（网页）", RESULTS: "结果数据（JSON）"}


@page(Role.OFFICE, changes=True)
def consolidate(request: HttpRequest, scheme: str, period: str) -> HttpResponse:
    """All that came, computed and written, as a job."""
    _, rules, when = asked_about(scheme, period)
    return redirect("job", ask("consolidate", f"汇总{rules.name}{when.label}", request.user.get_username(), scheme=scheme, period=period).pk)


def _written(scheme: str, period: str) -> list[Path]:
    """The files of a round's result that people want, in order of name; hidden ones are the program's."""
    folder = RoundFolder(scheme, period).result
    return sorted(p for p in folder.rglob("*") if p.is_file() and not p.name.startswith(".")) if folder.is_dir() else []


def pages_of(scheme: str, period: str) -> ResultPages | None:
    """The pages of a round; None where nothing is decided that can be read."""
    try:
        return result_pages(scheme, period)
    except ShijibuError:
        return None


@page(Role.OFFICE, Role.READER)
def results(request: HttpRequest, scheme: str, period: str) -> HttpResponse:
    """The leader's page: what the round came to, in sentences, then its papers."""
    pages = pages_of(scheme, period)
    if pages is None:
        return render(request, "desk/not_decided.html", {"scheme": scheme, "period": period}, status=404)
    folder = RoundFolder(scheme, period).result
    files = [{"number": n, "name": _LABELS.get(p.name, p.relative_to(folder).as_posix()), "shown": p.suffix in _SHOWN}
             for n, p in enumerate(_written(scheme, period))]
    return render(request, "desk/results.html", {
        "round": pages.overview(), "files": files, "scheme": scheme, "period": period, "published": publication(scheme, period)})


@page(Role.OFFICE, Role.READER)
def written(request: HttpRequest, scheme: str, period: str, number: int) -> HttpResponse:
    """One file of the result."""
    files = _written(scheme, period)
    if number >= len(files):
        raise Http404
    file = files[number]
    answer = FileResponse(file.open("rb"), as_attachment=file.suffix not in _SHOWN, filename=file.name)
    answer["Content-Security-Policy"] = PAPER_POLICY
    return answer


@page(Role.OFFICE, changes=True)
def publish(request: HttpRequest, scheme: str, period: str) -> HttpResponse:
    """Units and officials may see their own results, as of the decision that was on the page. A decision made meanwhile is not published unseen."""
    asked_about(scheme, period)
    decision = ledger().decision(scheme, period)
    if decision is None:
        raise Http404
    if request.POST.get("revision") != str(decision.revision):
        messages.warning(request, "这一期刚刚重新汇总过，没有公布；请看过新的结果再公布")
    else:
        publish_results(scheme, period, decision.revision, request.user.get_username())
        messages.success(request, "已公布")
    return redirect("results", scheme, period)
