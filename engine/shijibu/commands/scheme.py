"""`shijibu scheme`: what is done with a scheme as a whole."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shijibu.commands.loading import loaded_for_good
from shijibu.commands.options import Force, Json, Stop, say_next
from shijibu.terminal import print_json, say

if TYPE_CHECKING:
    from shijibu.scheme.model import Scheme
    from shijibu.scheme_book.book import At

Named = Annotated[str, typer.Argument(metavar="方案", help="方案的编号、县名，或方案文件")]


def export(
    scheme: Named,
    out: Annotated[Path, typer.Option("--out", help="写到哪个文件，如 德清方案.xlsx")],
    force: Force = False,
) -> None:
    with loaded_for_good():
        from shijibu.scheme.load import template_in
        from shijibu.scheme_book.draw import draw
        from shijibu.scheme_book.load import template_beside
        from shijibu.scheme_book.named import scheme_named

    named = scheme_named(scheme)
    template, beside = template_in(named), template_beside(out)
    _write({out: draw(named)} | ({beside: template} if template is not None else {}), force=force)
    say(f"已写出{named.county}的方案工作簿：{out}")
    if template is not None:
        say(f"本县的表样（模板）写在旁边：{beside}；要换表样就改它，和方案工作簿放在一起，名字一同改；不换的可以不带，方案工作簿里也有")
    say_next("改好以后检查", "scheme", "check", out)


def _write(files: dict[Path, bytes], *, force: bool) -> None:
    """Several files, or none of them where one may not be written."""
    from shijibu.files import refuse_other, write_once

    refuse_other(files, force=force)
    for path, data in files.items():
        write_once(path, data, force=force)


def import_(
    workbook: Annotated[Path, typer.Argument(metavar="方案工作簿", help="改好的方案工作簿")],
    out: Annotated[Path, typer.Option("--out", help="写到哪个文件夹（写出其中的 scheme.yaml）")],
    force: Force = False,
) -> None:
    with loaded_for_good():
        from shijibu.scheme.load import FILE, TEMPLATE, template_in, text_of, without_template
        from shijibu.scheme_book.load import read_book, template_beside
        from shijibu.scheme_book.template import with_sound_template
        from shijibu.spreadsheet.wording import quotes_nested

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
    with loaded_for_good():
        from shijibu.scheme_book.load import template_beside
        from shijibu.scheme_draft.book import SHEET, draft_book
        from shijibu.scheme_draft.draft import draft as draft_of
        from shijibu.scheme_draft.form import form_of
        from shijibu.scheme_draft.template_of_draft import drafted_template

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
    with loaded_for_good():
        from shijibu.files import write_once
        from shijibu.report.papers.round_papers import form_faults
        from shijibu.scheme.load import FILE, TEMPLATE
        from shijibu.scheme.model import Scheme
        from shijibu.scheme_book.again import annotated
        from shijibu.scheme_book.load import book_of, failing, judged, taken, template_beside
        from shijibu.scheme_book.named import ENDINGS, forms_named
        from shijibu.scheme_book.template import judged_template, said

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
    from shijibu.spreadsheet.address import address

    return {"sheet": at.sheet if at else None, "cell": address(at.row, at.column) if at else None, "line": line, "message": what}


def _read(file: Path) -> tuple[Scheme | None, list[tuple[int, str]]]:
    """The scheme if it can be read, and what is wrong with it or its examples, each with its line."""
    from shijibu.scheme.load import SchemeFault, read
    from shijibu.scheme.yaml_text import YamlText
    from shijibu.scheme_book.worked import failures

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
    with loaded_for_good():
        from shijibu.files import together
        from shijibu.report.papers.round_papers import standard_forms
        from shijibu.scheme_book.named import forms_named, scheme_named
        from shijibu.spreadsheet.wording import several

    named = scheme_named(scheme)
    with together(out, force=force) as batch:
        for name, data in standard_forms(named.signed).items():
            batch.write(name, data)
    say(f"已写出文稿模板：{several(list(standard_forms(named.signed)))}，在 {out}")
    say(f"双花括号里的是要填的位置，其余都可以改；改好放到 {forms_named(scheme)}，以后汇总照着写")
