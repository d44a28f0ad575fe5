"""The office decides what a round proposes: ties, measures, lists; several at once, each once, and another mind is another entry."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from shijibu.errors import ShijibuError
from shijibu.ledger import Confirmation
from shijibu.report.proposals import CONFIRMED, DECLINED, counted, decision_said, subject_name
from shijibu.report.reported_round import ReportedRound
from shijibu.rounds.confirming import LONGEST, ConfirmingRefused, confirm
from shijibu_desk.held import held_round
from shijibu_desk.ledgers import ledger
from shijibu_desk.models import Job
from shijibu_desk.proposals import GONE, SHOWN, WAITING, bring_up_to_date, parts_of, state_shown, wanted_of
from shijibu_desk.role import Role
from shijibu_desk.roles import page
from shijibu_desk.views.results import pages_of

_NAMED = 5  # that a message names


@page(Role.OFFICE)
def proposals(request: HttpRequest, scheme: str, period: str) -> HttpResponse:
    """What is to be decided, what was, or what counts no more."""
    pages = pages_of(scheme, period)
    if pages is None:
        return render(request, "desk/not_decided.html", {"scheme": scheme, "period": period}, status=404)
    shown = request.GET.get("state", WAITING)
    shown = shown if shown in SHOWN else WAITING
    with held_round(scheme, period) as decided:
        reported = ReportedRound(decided)
        parts, counts = parts_of(reported, shown, pages.reasons()), counted(reported)
        numbers = {state: sum(state_shown(c) == state for c in reported.considered) for state in SHOWN}
        facts = {"rules": decided.scheme, "when": decided.period, "revision": decided.revision}
    writing = Job.objects.filter(kind="rewrite", scheme=scheme, period=period).first()
    return render(request, "desk/proposals.html", {
        **facts, "parts": parts, "counts": counts, "tabs": [(state, label, numbers[state]) for state, label in SHOWN.items()], "shown": shown,
        "gone": shown == GONE, "choosing": any(part.kind != "tie" for part in parts), "longest": LONGEST,
        "open_job": writing if writing and writing.open else None, "round": pages.overview(), "name": "proposals", "scheme": scheme,
        "period": period})


@page(Role.OFFICE, changes=True)
def decide(request: HttpRequest, scheme: str, period: str) -> HttpResponse:
    """What was chosen, confirmed or turned down; what somebody else decided meanwhile stays, and is said."""
    given, by = request.POST, request.user.get_username()
    back = f"{reverse('proposals', args=(scheme, period))}?state={given.get('state') if given.get('state') in SHOWN else WAITING}"
    how = given.get("decision")
    if how not in ("confirm", "decline"):
        messages.warning(request, "请选确认或不采纳")
        return redirect(back)
    wanted = wanted_of(given.getlist("item"), confirmed=how == "confirm", reason=given.get("reason", ""), awarded=given.getlist("award"))
    try:
        with held_round(scheme, period) as decided:
            if given.get("revision") != str(decided.revision):
                raise ConfirmingRefused(["这一期刚刚重新汇总过，没有记下任何决定；请看过新的结果再决定"])
            done = confirm(ledger(), decided, wanted, by)
            reported = ReportedRound(decided)
            told = [_told(reported, r) for r in done.in_the_way]
            label = decided.period.label
    except ShijibuError as error:
        for sentence in error.sentences:
            messages.warning(request, sentence)
        return redirect(back)
    if done.entered:
        written = bring_up_to_date(scheme, period, label, by)
        did = "确认" if how == "confirm" else "记为不采纳"
        messages.success(request, f"已{did} {len(done.entered)} 项{'，报告和公文正在更新' if written else ''}")
    for sentence in told[:_NAMED]:
        messages.warning(request, sentence)
    if len(told) > _NAMED:
        messages.warning(request, f"另有 {len(told) - _NAMED} 项别人已经决定，没有改动")
    return redirect(back)


def _told(reported: ReportedRound, record: Confirmation) -> str:
    """What stood in the way: who had decided what, and when."""
    one = reported.open_proposals.get(record.proposal)
    whose = f"{one.proposal.title}：{subject_name(reported, one.proposal)}" if one else record.proposal
    return f"{whose} 别人已经决定，没有改动：{CONFIRMED if record.confirmed else DECLINED} {decision_said(reported, record)}"
