"""`shijibu scheme change`: a round that is out goes by the scheme's file as it is now."""

from __future__ import annotations

from typing import Annotated

import typer

from shijibu.commands.ledgers import LedgerUrl, needed_ledger
from shijibu.commands.loading import loaded_for_good
from shijibu.commands.options import Json, PeriodText, SchemeId, Stop
from shijibu.terminal import err, print_json, say


def change(
    scheme: SchemeId,
    period: PeriodText,
    reason: Annotated[str, typer.Option("--reason", help="更改的理由，记入台账和报告")] = "",
    ledger: LedgerUrl = None,
    json_: Json = False,
) -> None:
    with loaded_for_good():
        from shijibu.ledger import OtherRules
        from shijibu.rounds.rules import change_rules, scheme_and_period
        from shijibu.scheme.differing import name_said, value_said
        from shijibu.spreadsheet.wording import quotes_nested

    rules, when = scheme_and_period(scheme, period)
    with needed_ledger(ledger) as book:
        decided = book.decision(rules.id, str(when)) is not None
        try:
            done = change_rules(book, rules, when, reason.strip())
        except KeyError:
            raise Stop(quotes_nested(f"台账里没有“{rules.name}”{when.label}的下发记录，不用更改：下发时自然用现在的方案")) from None
        except OtherRules:
            raise Stop("该期的方案刚刚被别人更改，没有再更改；请再执行一次") from None
    if json_:
        print_json({"scheme": rules.id, "period": str(when), "changed": done is not None, "before": done.before if done else None,
                    "after": done.after if done else None, "reason": reason.strip(), "differences": done.differences if done else []})
    tell = err.print if json_ else say
    if done is None:
        tell(f"{when.label}用的就是现在的方案，没有更改")
        return
    tell(f"{when.label}改用现在的方案（版本 {done.before} → {done.after}），已记入台账：")
    if done.differences is None:
        tell("  台账没有保存原来的方案，说不出改了哪些")
    for d in done.differences or ():
        tell(f"  {name_said(d)}：{value_said(d['before'])} → {value_said(d['after'])}")
    tell("已下发的工作簿仍可交回，按新的方案检查和计算；表样或表内公式要跟着变的，请重新下发（shijibu issue）")
    if decided:
        tell("已汇总的结果没有变；重新汇总（shijibu consolidate）或按台账重新计算（shijibu objection recompute）后才按新的方案")
