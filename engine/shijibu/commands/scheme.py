"""`shijibu schemes`, `shijibu schema`, `shijibu scheme`: the counties' schemes, and what is done with one as a whole."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from shijibu.commands.ledgers import LedgerUrl, needed_ledger
from shijibu.commands.options import Force, Json, PeriodText, SchemeId, Stop, say_next
from shijibu.files import refuse_other, together, write_once
from shijibu.ledger import OtherRules
from shijibu.report.papers.round_papers import form_faults, standard_forms
from shijibu.rounds.rules import change_rules, scheme_and_period
from shijibu.scheme.differing import name_said, value_said
from shijibu.scheme.load import (
    FILE,
    TEMPLATE,
    SchemeFault,
    json_schema,
    load,
    read,
    scheme_ids,
    template_in,
    text_of,
    without_template,
)
from shijibu.scheme.model import Scheme
from shijibu.scheme.yaml_text import YamlText
from shijibu.scheme_book.again import annotated
from shijibu.scheme_book.book import At
from shijibu.scheme_book.draw import draw
from shijibu.scheme_book.load import book_of, failing, judged, read_book, taken, template_beside
from shijibu.scheme_book.named import ENDINGS, forms_named, scheme_named
from shijibu.scheme_book.template import judged_template, said, with_sound_template
from shijibu.scheme_book.worked import failures
from shijibu.scheme_draft.book import SHEET, draft_book
from shijibu.scheme_draft.draft import draft as draft_of
from shijibu.scheme_draft.form import form_of
from shijibu.scheme_draft.template_of_draft import drafted_template
from shijibu.spreadsheet.address import address
from shijibu.spreadsheet.wording import quotes_nested, several
from shijibu.terminal import err, print_json, say

Named = Annotated[str, typer.Argument(metavar="方案", help="方案的编号、县名，或方案文件")]


def schemes(json_: Json = False) -> None:
    loaded = [load(id) for id in scheme_ids()]
    listed = [{"id": s.id, "name": s.name, "cadence": s.cadence, "rules": s.cited} for s in loaded]
    if json_:
        print_json({"schemes": listed})
        return
    for s in listed:
        say(f"{s['id']}  {s['name']}  {s['cadence']}  {', '.join(s['rules'])}")


def schema(out: Annotated[Path | None, typer.Option("--out", help="写到文件；缺省输出到屏幕")] = None, force: Force = False) -> None:
    if out is None:
        print_json(json_schema())
    else:
        write_once(out, (json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n").encode(), force=force)


def export(
    scheme: Named,
    out: Annotated[Path, typer.Option("--out", help="写到哪个文件，如 德清方案.xlsx")],
    force: Force = False,
) -> None:
    named = scheme_named(scheme)
    template, beside = template_in(named), template_beside(out)
    _write({out: draw(named)} | ({beside: template} if template is not None else {}), force=force)
    say(f"已写出{named.county}的方案工作簿：{out}")
    if template is not None:
        say(f"本县的表样（模板）写在旁边：{beside}；要换表样就改它，和方案工作簿放在一起，名字一同改；不换的可以不带，方案工作簿里也有")
    say_next("改好以后检查", "scheme", "check", out)


def _write(files: dict[Path, bytes], *, force: bool) -> None:
    """Several files, or none of them where one may not be written."""
    refuse_other(files, force=force)
    for path, data in files.items():
        write_once(path, data, force=force)


def import_(
    workbook: Annotated[Path, typer.Argument(metavar="方案工作簿", help="改好的方案工作簿")],
    out: Annotated[Path, typer.Option("--out", help="写到哪个文件夹（写出其中的 scheme.yaml）")],
    force: Force = False,
) -> None:
    named = with_sound_template(read_book(workbook, computed=True), template_beside(workbook).name)
    template = template_in(named)
    text = text_of(without_template(named)).encode()
    _write({out / FILE: text} | ({out / TEMPLATE: template} if template is not None else {}), force=force)
    say(quotes_nested(f"已导入“{named.name}”") + f"：{out / FILE}")
    if template is not None:
        say(f"模板一同导入：{out / TEMPLATE}")
    elif (out / TEMPLATE).exists():
        say(f"{out / TEMPLATE} 是原来的模板，仍然照着它画；不要的请删去")


def draft(
    form: Annotated[Path, typer.Argument(metavar="原表", help="现在用的表格（.xlsx 最好；.xls、.ods 等看不到下拉列表和数字格式）")],
    out: Annotated[Path, typer.Option("--out", help="写到哪个文件，如 方案.xlsx")],
    json_: Json = False,
    force: Force = False,
) -> None:
    made = draft_of(form_of(form), form.stem)
    template, beside = drafted_template(made, form), template_beside(out)
    _write({out: draft_book(made)} | ({beside: template} if template is not None else {}), force=force)
    asks, guesses = ([{"form": r.form, "message": r.what} for r in made.remarks if r.asks is wanted] for wanted in (True, False))
    if json_:
        print_json({"path": str(out), "template": str(beside) if template is not None else None,
                    "tables": [t.id for t in made.scheme.unit_workbook.tables_of(1)], "questions": asks, "guesses": guesses})
    else:
        say(f"已照 {form.name} 起草方案：{out}", f"{len(asks)} 处要您定，{len(guesses)} 处是猜的，都写在“{SHEET}”里：")
        say(*(f"  {a['form'] + '：' if a['form'] else ''}{a['message']}" for a in asks))
        if template is not None:
            say(f"原表写上标记作了模板：{beside}；发出的表照它的样子，要系统重新画的请删去")
    say_next("改好以后检查", "scheme", "check", out)


def check(
    path: Annotated[Path, typer.Argument(metavar="方案", help="方案工作簿、scheme.yaml，或它所在的文件夹")],
    annotate: Annotated[Path | None, typer.Option("--annotate", help="写一本标出问题的方案工作簿，如 要改.xlsx")] = None,
    json_: Json = False,
    force: Force = False,
) -> None:
    file = path / FILE if path.is_dir() else path
    sound: Scheme | None
    if file.suffix.lower() in ENDINGS:
        book, template = taken(book_of(file), file), template_beside(file).name
        told = judged(book)
        sound = told if isinstance(told, Scheme) else None
        faults = told if not isinstance(told, Scheme) else failing(book, told)
        listed = [_fault(what, at=at) for at, what in faults] + [_fault(what) for what in form_faults(forms_named(str(file)))]
        if annotate is not None and faults:
            write_once(annotate, annotated(book, faults), force=force)
    else:
        if annotate is not None:
            raise Stop("--annotate 只用于方案工作簿")
        template = TEMPLATE
        sound, lines = _read(file)
        listed = [_fault(what, line=line) for line, what in lines]
        listed += [_fault(what) for what in form_faults(file.parent)]
    listed += [{**_fault(said(f, template)), "sheet": f.sheet, "cell": f.cell, "file": template} for f in judged_template(sound)] if sound else []
    examples = len(sound.examples) if sound else None
    if json_:
        print_json({"path": str(path), "faults": listed, "examples": examples})
    else:
        for f in listed:
            at = "" if f.get("file") else f"{f['sheet']}!{f['cell']}：" if f["sheet"] else f"第 {f['line']} 行：" if f["line"] else ""
            say(f"{at}{f['message']}")
        say(f"共 {len(listed)} 处要改" if listed else f"方案没有问题{f'，{examples} 个算例都算对了' if examples else ''}")
        if annotate is not None and listed:
            say(f"已标出在：{annotate}")
    raise typer.Exit(1 if listed else 0)


def _fault(what: str, at: At | None = None, line: int | None = None) -> dict[str, str | int | None]:
    """A fault as JSON has it."""
    return {"sheet": at.sheet if at else None, "cell": address(at.row, at.column) if at else None, "line": line, "message": what}


def _read(file: Path) -> tuple[Scheme | None, list[tuple[int, str]]]:
    """The scheme if it can be read, and what is wrong with it or its examples, each with its line."""
    try:
        scheme = read(file)
    except SchemeFault as fault:
        return None, fault.lines
    written = YamlText(scheme.text)
    return scheme, [(written.line(f.loc), f.sentence) for f in failures(scheme)]


def papers(
    scheme: Named,
    out: Annotated[Path, typer.Option("--out", help="写到哪个文件夹")],
    force: Force = False,
) -> None:
    named = scheme_named(scheme)
    with together(out, force=force) as batch:
        for name, data in standard_forms(named.signed).items():
            batch.write(name, data)
    say(f"已写出文稿模板：{several(list(standard_forms(named.signed)))}，在 {out}")
    say(f"双花括号里的是要填的位置，其余都可以改；改好放到 {forms_named(scheme)}，以后汇总照着写")


def change(
    scheme: SchemeId,
    period: PeriodText,
    reason: Annotated[str, typer.Option("--reason", help="更改的理由，记入台账和报告")] = "",
    ledger: LedgerUrl = None,
    json_: Json = False,
) -> None:

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
