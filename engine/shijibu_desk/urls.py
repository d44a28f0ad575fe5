"""Every address of the desk."""

from __future__ import annotations

from django.urls import path, register_converter

from shijibu_desk.converters import CodeConverter, NumberConverter, PeriodConverter
from shijibu_desk.views import (
    accounts,
    backups,
    entry,
    explanations,
    jobs,
    objections,
    own_file,
    own_objections,
    pane,
    papers,
    people,
    proposals,
    result_lists,
    results,
    returns,
    rounds,
    rules,
    unit,
)

register_converter(PeriodConverter, "period")
register_converter(CodeConverter, "code")
register_converter(NumberConverter, "number")
_ROUND = "rounds/<slug:scheme>/<period:period>/"

urlpatterns = [
    path("", entry.home, name="home"),
    path("login/", entry.sign_in, name="login"),
    path("logout/", entry.sign_out, name="logout"),
    path("pane/session/", pane.session, name="pane_session"),
    path("password/", entry.password, name="password"),
    path("rounds/", rounds.rounds, name="rounds"),
    path("rounds/new/", rounds.new, name="new_round"),
    path("rounds/roster/<slug:scheme>/", rounds.blank_roster, name="blank_roster"),
    path(_ROUND, rounds.round_, name="round"),
    path(f"{_ROUND}workbooks/", rounds.workbooks, name="workbooks"),
    path(f"{_ROUND}workbooks/<code:unit>/", rounds.workbook, name="workbook"),
    path(f"{_ROUND}uploads/", returns.upload, name="upload"),
    path(f"{_ROUND}reminders/", returns.reminders, name="reminders"),
    path(f"{_ROUND}units/<code:unit>/", returns.unit_returns, name="unit_returns"),
    path(f"{_ROUND}returns/<number:number>/file/", returns.file, name="return_file"),
    path(f"{_ROUND}returns/<number:number>/copy/", returns.copy, name="return_copy"),
    path(f"{_ROUND}consolidate/", results.consolidate, name="consolidate"),
    path(f"{_ROUND}results/", results.results, name="results"),
    path(f"{_ROUND}results/lists/<slug:listing>/", result_lists.result_list, name="result_list"),
    path(f"{_ROUND}results/units/<code:unit>/", explanations.of_unit, name="why_unit"),
    path(f"{_ROUND}results/officials/<code:official>/", explanations.of_official, name="why_official"),
    path(f"{_ROUND}proposals/", proposals.proposals, name="proposals"),
    path(f"{_ROUND}proposals/decide/", proposals.decide, name="decide_proposals"),
    path(f"{_ROUND}publish/", results.publish, name="publish"),
    path(f"{_ROUND}results/<number:number>/", results.written, name="written"),
    path(f"{_ROUND}papers/", papers.papers, name="papers"),
    path(f"{_ROUND}papers/notice/", papers.notice, name="notice"),
    path(f"{_ROUND}papers/<number:number>/", papers.paper, name="paper"),
    path(f"{_ROUND}papers/<number:number>/pdf/", papers.pdf, name="paper_pdf"),
    path(f"{_ROUND}papers/<number:number>/print/", papers.print_, name="print_paper"),
    path(f"{_ROUND}objections/", objections.objections, name="objections"),
    path(f"{_ROUND}objections/recompute/", objections.recompute, name="recompute"),
    path(f"{_ROUND}objections/<number:number>/", objections.objection, name="objection"),
    path(f"{_ROUND}objections/<number:number>/look/", objections.look, name="look_into"),
    path(f"{_ROUND}objections/<number:number>/settle/", objections.settle, name="settle"),
    path("own/<slug:scheme>/<period:period>/objections/", own_objections.own_objections, name="own_objections"),
    path("rules/", rules.rules, name="rules"),
    path("rules/<slug:scheme>/", rules.scheme, name="scheme"),
    path("rules/<slug:scheme>/workbook/", rules.workbook, name="scheme_workbook"),
    path("rules/<slug:scheme>/upload/", rules.upload, name="upload_scheme"),
    path("rules/<slug:scheme>/marked/", rules.marked, name="marked_scheme"),
    path("rules/<slug:scheme>/simulate/", rules.simulate, name="simulate"),
    path("rules/<slug:scheme>/simulation/", rules.simulation, name="simulation"),
    path("rules/<slug:scheme>/force/", rules.force, name="force_scheme"),
    path("jobs/<number:number>/", jobs.job, name="job"),
    path("jobs/<number:number>/progress/", jobs.progress, name="job_progress"),
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/new/", accounts.new, name="new_account"),
    path("accounts/bulk/", accounts.bulk, name="bulk_accounts"),
    path("accounts/<number:number>/", accounts.change, name="change_account"),
    path("accounts/passwords/<number:number>/", accounts.passwords, name="passwords"),
    path("accounts/passwords/<number:number>/done/", accounts.passwords_done, name="passwords_done"),
    path("backups/", backups.backups, name="backups"),
    path("backups/make/", backups.back_up, name="back_up"),
    path("backups/file/", backups.backup_file, name="backup_file"),
    path("unit/", unit.unit, name="unit"),
    path("unit/<slug:scheme>/<period:period>/workbook/", unit.workbook, name="unit_workbook"),
    path("unit/<slug:scheme>/<period:period>/results/", unit.results, name="unit_results"),
    path("unit/<slug:scheme>/<period:period>/check/", unit.check, name="unit_check"),
    path("unit/<slug:scheme>/<period:period>/copy/", unit.copy, name="unit_copy"),
    path("unit/<slug:scheme>/<period:period>/hand-in/", unit.hand_in, name="hand_in"),
    path("file/", own_file.own_file, name="own_file"),
    path("file/<slug:scheme>/page/", own_file.own_page, name="own_page"),
    path("file/<slug:scheme>/workbook/", own_file.own_workbook, name="own_workbook"),
    path("file/<slug:scheme>/<period:period>/", own_file.own_results, name="own_results"),
    path("people/", people.people, name="people"),
    path("people/<slug:scheme>/<code:official>/", people.person, name="person"),
    path("people/<slug:scheme>/<code:official>/page/", people.person_page, name="person_page"),
    path("people/<slug:scheme>/<code:official>/workbook/", people.person_workbook, name="person_workbook"),
]
handler400 = "shijibu_desk.views.errors.bad_request"
handler403 = "shijibu_desk.views.errors.not_allowed"
handler404 = "shijibu_desk.views.errors.not_here"
handler500 = "shijibu_desk.views.errors.failed"
