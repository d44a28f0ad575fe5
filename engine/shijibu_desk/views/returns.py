"""What came back: files dropped, problems by cell, the clean copy and the slip, reminders."""

from __future__ import annotations

import secrets
from pathlib import Path
from tempfile import TemporaryDirectory

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from shijibu.files import safe_name
from shijibu.problems.grouped import grouped
from shijibu.problems.problem import Problem
from shijibu_desk.asking import ask
from shijibu_desk.checking import annotated, checked, on_the_sheet
from shijibu_desk.collected import units_now
from shijibu_desk.downloads import attachment, zipped
from shijibu_desk.ledgers import enter, options
from shijibu_desk.models import Upload
from shijibu_desk.places import RoundFolder
from shijibu_desk.role import Role
from shijibu_desk.roles import page
from shijibu_desk.settings import LARGEST_DROP, MOST_DROPPED
from shijibu_desk.uploads import Takes
from shijibu_desk.views.rounds import asked_about, issued_round
from shijibu_desk.work import DROPPED


@page(Role.OFFICE, changes=True, takes=Takes(MOST_DROPPED, LARGEST_DROP))
def upload(request: HttpRequest, scheme: str, period: str) -> HttpResponse:
    """Files that the office drops: each kept, then checked by the worker."""
    asked_about(scheme, period)
    files = request.FILES.getlist("files")
    if not files:
        return redirect("round", scheme, period)
    name = secrets.token_hex(8)
    folder = Path(options().folder) / DROPPED / name
    folder.mkdir(mode=0o700, parents=True)
    for n, file in enumerate(files):
        with (folder / f"{n:05d}_{safe_name(file.name or '')}").open("wb") as kept:
            for piece in file.chunks():
                kept.write(piece)
    by = request.user.get_username()
    enter(by, "returns.dropped", scheme=scheme, period=period, files=len(files))
    return redirect("job", ask("check", f"检查收到的 {len(files)} 个文件", by, scheme=scheme, period=period, folder=name).pk)


def problems_of(upload: Upload, file: Path | None = None) -> list[dict[str, object]]:
    """The problems of a file as people read them, those of one kind on one sheet in one line."""
    return said_problems([Problem(**p) for p in upload.problems], file)


def said_problems(problems: list[Problem], file: Path | None = None) -> list[dict[str, object]]:
    """file: where it lies, for the pieces of its sheets around the problems."""
    groups = grouped(problems)
    pieces = on_the_sheet(file, groups) if file is not None else [None] * len(groups)
    return [{"severity": g.first.severity, "said": g.said, "place": g.first.place, "piece": piece} for g, piece in zip(groups, pieces, strict=True)]


@page(Role.OFFICE)
def unit_returns(request: HttpRequest, scheme: str, period: str, unit: str) -> HttpResponse:
    """All that a unit returned in a round, the latest first, and what each attempt mended; of the latest, or of the one that is asked for, its
    problems with the sheet around them."""
    status, rules, when = asked_about(scheme, period)
    own = next((u for u, _ in units_now(status, rules, when, issued_round(scheme, period)) if u.code == unit), None)
    if own is None:
        raise Http404
    attempts = list(Upload.objects.filter(scheme=scheme, period=period, unit=unit))
    asked = request.GET.get("attempt", "")
    opened = next((u for u in attempts if str(u.pk) == asked), attempts[0] if attempts else None)
    opened_at = _place(opened) if opened is not None else None
    listed = [{"upload": u, "problems": problems_of(u, opened_at if u is opened else None), "mended": _mended(u, before), "opened": u is opened}
              for u, before in zip(attempts, [*attempts[1:], None], strict=False)]
    return render(request, "desk/unit_returns.html",
                  {"unit": own, "rules": rules, "when": when, "attempts": listed, "scheme": scheme, "period": period, "status": status})


def _mended(upload: Upload, before: Upload | None) -> int | None:
    """How many problems of the attempt before are not there any more; None of a first one."""
    if before is None:
        return None
    left = {(p["code"], p["sheet"], p["cell"]) for p in upload.problems}
    return sum((p["code"], p["sheet"], p["cell"]) not in left for p in before.problems)


def _place(upload: Upload) -> Path | None:
    """Where the file lies; None where it is gone."""
    place = RoundFolder(upload.scheme, upload.period).returns / upload.path
    return place if place.is_file() else None


def _upload(scheme: str, period: str, number: int) -> tuple[Upload, Path]:
    one = Upload.objects.filter(scheme=scheme, period=period, pk=number).first()
    place = _place(one) if one is not None else None
    if one is None or place is None:
        raise Http404
    return one, place


@page(Role.OFFICE)
def file(request: HttpRequest, scheme: str, period: str, number: int) -> HttpResponse:
    """A file as it came."""
    one, place = _upload(scheme, period, number)
    return FileResponse(place.open("rb"), as_attachment=True, filename=one.name)


@page(Role.OFFICE)
def copy(request: HttpRequest, scheme: str, period: str, number: int) -> HttpResponse:
    """The clean copy of a return with its slip."""
    one, place = _upload(scheme, period, number)
    return copy_of(place, one.name)


def copy_of(place: Path, name: str) -> HttpResponse:
    """The clean copy of the file at `place`, which people know by `name`, with its slip in one zip; 404 of what is no workbook of ours."""
    told = checked(place)
    with TemporaryDirectory(dir=Path(options().folder)) as out:
        made = annotated(told, Path(out))
        if not made:
            raise Http404
        stem = Path(name).stem
        named = [p.rename(p.with_name(p.name.replace(place.stem, stem))) for p in made]
        if len(named) == 1:
            return attachment(named[0].read_bytes(), named[0].name)
        return zipped(named, f"{stem}_批注.zip")


@page(Role.OFFICE)
def reminders(request: HttpRequest, scheme: str, period: str) -> HttpResponse:
    """A text to paste for each unit that owes something."""
    status, rules, when = asked_about(scheme, period)
    owing = [u for u, _ in units_now(status, rules, when, issued_round(scheme, period)) if u.reminder]
    return render(request, "desk/reminders.html", {
        "units": owing, "rules": rules, "when": when, "scheme": scheme, "period": period, "status": status})
