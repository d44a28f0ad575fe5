"""The backup of ledger and desk: made as a job, downloaded as one file, and when the last one was."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from shijibu.backup import ACT, BACKUPS
from shijibu.ledger.address import file_of
from shijibu_desk.asking import ask
from shijibu_desk.ledgers import enter, ledger, options
from shijibu_desk.models import Job
from shijibu_desk.role import Role
from shijibu_desk.roles import page

REMINDED_AFTER = 7
"""Days after which the desk says that a backup is due."""


def days_since_backup() -> int | None:
    """Days since the last backup, by whomever; None where there was none."""
    last = ledger().last_act(ACT)
    return None if last is None else max(0, (datetime.now(UTC) - last).days)


def backup_due() -> str:
    """What the desk reminds of; nothing where nothing is due."""
    days = days_since_backup()
    if days is not None and days < REMINDED_AFTER:
        return ""
    return "还没有备份过" if days is None else f"上次备份是 {days} 天前"


def _made() -> Path | None:
    """The file of the last job that made one here."""
    files = sorted((Path(options().folder) / BACKUPS).glob("*.zip"))
    return files[-1] if files else None


@page(Role.OFFICE)
def backups(request: HttpRequest) -> HttpResponse:
    """When the last backup was, and the file of the last that was made here."""
    return render(request, "desk/backups.html", {
        "days": days_since_backup(), "due": backup_due(), "made": _made(), "after": REMINDED_AFTER, "in_database": file_of(options().ledger) is None,
        "job": next((j for j in Job.objects.filter(kind="backup")[:3] if j.open), None)})


@page(Role.OFFICE, changes=True)
def back_up(request: HttpRequest) -> HttpResponse:
    return redirect("job", ask("backup", "备份台账和考评台", request.user.get_username()).pk)


@page(Role.OFFICE)
def backup_file(request: HttpRequest) -> HttpResponse:
    """The file to be kept elsewhere. It holds everybody's data, and who fetched it is entered."""
    file = _made()
    if file is None:
        raise Http404
    enter(request.user.get_username(), "backup.downloaded", file=file.name)
    return FileResponse(file.open("rb"), as_attachment=True, filename=file.name, content_type="application/zip")
