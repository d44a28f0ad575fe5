"""How far a piece of long work is."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from shijibu_desk.models import Job, Upload
from shijibu_desk.role import Role
from shijibu_desk.roles import page

_LEADS_TO = {"issue": "round", "check": "round", "consolidate": "results", "recompute": "results", "print": "papers"}


def _job(number: int) -> Job:
    job = Job.objects.filter(pk=number).first()
    if job is None:
        raise Http404
    return job


def leads_to(job: Job) -> str:
    """Where one goes on when it is done."""
    if job.kind == "accounts":
        return reverse("passwords", args=[job.pk])
    if job.kind == "uphold":
        return reverse("objection", args=[job.scheme, job.period, job.facts["objection"]])
    if job.kind == "simulate":
        return reverse("scheme", args=[job.scheme])
    if job.kind == "backup":
        return reverse("backups")
    return reverse(_LEADS_TO[job.kind], args=[job.scheme, job.period])


def _facts(job: Job) -> dict[str, object]:
    """What both pages show; counts: of the files that are checked by now, how many are in order, sent back, passed over."""
    counts = [(label, job.result.get(state, 0)) for state, label in Upload.State.choices] if job.kind == "check" else []
    return {"job": job, "leads_to": leads_to(job), "counts": [(label, n) for label, n in counts if n]}


@page(Role.OFFICE)
def job(request: HttpRequest, number: int) -> HttpResponse:
    one = _job(number)
    return render(request, "desk/job.html", _facts(one))


@page(Role.OFFICE)
def progress(request: HttpRequest, number: int) -> HttpResponse:
    """The part of a page that asks again until the job is done, and then leads on by itself."""
    one = _job(number)
    answer = render(request, "desk/job_progress.html", _facts(one))
    if one.state == Job.State.DONE and not one.sentences:
        answer["HX-Redirect"] = leads_to(one)
    return answer
