"""The round's notice and papers: looked at, downloaded, as PDF."""

from __future__ import annotations

from pathlib import Path

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from shijibu.report.papers.round_papers import FILES
from shijibu.report.write import NOTICE
from shijibu.scheme.posting import posting
from shijibu_desk.asking import ask
from shijibu_desk.downloads import PAPER_POLICY
from shijibu_desk.ledgers import ledger
from shijibu_desk.places import RoundFolder
from shijibu_desk.printing import can_print
from shijibu_desk.publishing import publication
from shijibu_desk.role import Role
from shijibu_desk.roles import page
from shijibu_desk.views.rounds import asked_about

_KINDS = list(FILES)


def pdf_of(folder: RoundFolder, paper: Path) -> Path:
    """Where the PDF of a paper lies once it is made."""
    return folder.printed / f"{paper.stem}.pdf"


def is_printed(folder: RoundFolder, paper: Path) -> bool:
    """Whether the PDF of a paper is there, and of the paper as it now is."""
    pdf = pdf_of(folder, paper)
    return pdf.is_file() and pdf.stat().st_mtime_ns >= paper.stat().st_mtime_ns


def _paper(scheme: str, period: str, number: int) -> tuple[RoundFolder, Path]:
    """One of the papers by its place among their kinds, from 1; 404 where it is not written."""
    folder = RoundFolder(scheme, period)
    if not 0 < number <= len(_KINDS):
        raise Http404
    file = folder.result / FILES[_KINDS[number - 1]]
    if not file.is_file():
        raise Http404
    return folder, file


@page(Role.OFFICE, Role.READER)
def papers(request: HttpRequest, scheme: str, period: str) -> HttpResponse:
    """When the notice stands, how it looks, and the papers to download."""
    _, rules, when = asked_about(scheme, period)
    folder, decision = RoundFolder(scheme, period), ledger().decision_head(scheme, period)
    written = [{"kind": kind, "number": n, "printed": is_printed(folder, folder.result / FILES[kind])}
               for n, kind in enumerate(_KINDS, 1) if (folder.result / FILES[kind]).is_file()]
    return render(request, "desk/papers.html", {
        "rules": rules, "when": when, "scheme": scheme, "period": period, "papers": written, "posting": posting(rules, when),
        "notice": (folder.result / NOTICE).is_file(), "can_print": can_print(), "decided": decision is not None,
        "published": publication(scheme, period)})


@page(Role.OFFICE, Role.READER)
def notice(request: HttpRequest, scheme: str, period: str) -> HttpResponse:
    """The notice as a page, to look at and to print."""
    file = RoundFolder(scheme, period).result / NOTICE
    if not file.is_file():
        raise Http404
    answer = FileResponse(file.open("rb"), content_type="text/html; charset=utf-8")
    answer["Content-Security-Policy"] = PAPER_POLICY
    return answer


@page(Role.OFFICE, Role.READER)
def paper(request: HttpRequest, scheme: str, period: str, number: int) -> HttpResponse:
    """A paper as .docx."""
    _, file = _paper(scheme, period, number)
    return FileResponse(file.open("rb"), as_attachment=True, filename=file.name)


@page(Role.OFFICE, Role.READER)
def pdf(request: HttpRequest, scheme: str, period: str, number: int) -> HttpResponse:
    """A paper as PDF, once it was made of the paper as it now is."""
    folder, file = _paper(scheme, period, number)
    if not is_printed(folder, file):
        raise Http404
    made = pdf_of(folder, file)
    return FileResponse(made.open("rb"), as_attachment=True, filename=made.name, content_type="application/pdf")


@page(Role.OFFICE, changes=True)
def print_(request: HttpRequest, scheme: str, period: str, number: int) -> HttpResponse:
    """A paper's PDF, as a job."""
    _, file = _paper(scheme, period, number)
    return redirect("job", ask("print", f"把{file.stem}转成 PDF", request.user.get_username(), scheme=scheme, period=period, paper=file.name).pk)
