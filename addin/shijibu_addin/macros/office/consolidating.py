"""汇总: a round's result from what came back."""

from __future__ import annotations

from shijibu.ledger import DecidedMeanwhile, Ledger
from shijibu.report.headlines import headlines
from shijibu.report.papers.round_papers import refuse_bad_forms
from shijibu.report.reported_round import ReportedRound
from shijibu.report.verdicts import foreign_said, signatures_said
from shijibu.report.write import refuse_edited_result, result_folder, write_result
from shijibu.returns.worker import WORKERS
from shijibu.rounds.consolidate import consolidate
from shijibu.rounds.decided import DecidedRound
from shijibu.rounds.rules import round_and_period
from shijibu.scheme_book.named import forms_named
from shijibu_addin.macros.office.looking import files_in
from shijibu_addin.macros.office.work import Work, ledger_shown
from shijibu_addin.macros.result import NotDone, Result


def does(work: Work) -> Result:
    """The round decided and written; its report is what opens."""
    received, total = work.day("received", "收到日期"), files_in(work)
    if work.path("into").resolve().is_relative_to(work.path("inbox").resolve()):
        raise NotDone("结果不要写到收件夹里：下次检查会把它们当作交回的文件")
    with work.ledger() as ledger:
        scheme, period = work.round
        rules, when = round_and_period(ledger, scheme, period)
        out, forms = work.path("into") / result_folder(rules, when), forms_named(scheme)
        refuse_edited_result(out, force=False)
        refuse_bad_forms(forms)
        try:
            done = consolidate([work.path("inbox")], rules, when, ledger, received=received, workers=WORKERS, progress=work.counting(total))
        except DecidedMeanwhile:
            raise NotDone("该期刚刚改了方案，没有写出结果；请再汇总一次") from None
        work.enter("round.consolidated", ledger, scheme=rules.id, period=str(when), revision=done.revision)
        work.say("正在写出报告和文稿")
        written = write_result(done, out, forms=forms)
        told = _told(work, done, ledger)
    where = f"报告已打开；公示、通报、情况汇报、领导简报和退回回执在同一个文件夹：{out}" if work.linked else "报告已打开。"
    return Result(True, "\n".join([*told, where]), path=written.report, opens=written.report)


def _told(work: Work, done: DecidedRound, ledger: Ledger) -> list[str]:
    files = [*done.files.accepted.values(), *done.files.rejected, *done.files.superseded]
    other = signatures_said(files, ledger_shown(work.given["ledger"]) if work.linked else "台账")
    remarks = [text for text in (foreign_said(done.files), other, done.notice, str(done.clock) if done.clock else "") if text]
    return [*headlines(ReportedRound(done)), *remarks]
