"""A unit's or an official's own objections to a published round: to the own figures alone."""

from __future__ import annotations

from datetime import date

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from shijibu_desk.models import Account
from shijibu_desk.objections import own_round, receive
from shijibu_desk.role import Role
from shijibu_desk.roles import form_page

_LONGEST = 2000


class OwnObjection(forms.Form):
    """Which figure, and what is wrong with it."""

    figure = forms.ChoiceField(label="对哪个数字或名单有异议")
    text = forms.CharField(label="异议的内容", max_length=_LONGEST, widget=forms.Textarea(attrs={"rows": 5}),
                           help_text=f"写明事实和依据，至多 {_LONGEST} 字")


@form_page(Role.UNIT, Role.OFFICIAL)
def own_objections(request: HttpRequest, scheme: str, period: str) -> HttpResponse:
    """The notice's days, the own objections and how they were settled, and a form for another."""
    account: Account = request.user
    own = own_round(account, scheme, period)
    if own is None:
        raise Http404
    form = OwnObjection(request.POST or None)
    form.fields["figure"].choices = [("", "请选择"), *own.figures]
    listed, today = own.listed(), date.today()
    if request.method == "POST" and form.is_valid():
        figure = form.cleaned_data["figure"]
        if any(o["figure"] == figure and not o["decided"] for o in listed):
            form.add_error("figure", "对这一项已经提过异议，还没有决定；有补充的请找考评办")
        else:
            number = receive(scheme, period, subject=own.subject, figure=figure, text=form.cleaned_data["text"], received=today,
                             by=account.username)
            messages.success(request, f"已收到，第 {number} 号异议")
            return redirect("own_objections", scheme, period)
    return render(request, "desk/own_objections.html", {
        "form": form, "objections": listed, "rules": own.scheme, "when": own.period, "posting": own.posting, "today": today,
        "up": own.posting.stands(today) if own.posting else None, "back": "unit" if account.role == Role.UNIT else "own_file"})
