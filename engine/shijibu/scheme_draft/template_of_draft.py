"""Whether a draft has a template, and what is said of it."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

from shijibu.scheme_book.template import judged_template
from shijibu.scheme_draft.draft import Draft, Remark
from shijibu.scheme_draft.template import marked_form
from shijibu.workbook.template_faults import TemplateFault

_NAMED = 5  # faults that are told one by one


def drafted_template(made: Draft, form: Path) -> bytes | None:
    """The form with marks put in, and in the draft's remarks what became of it; None where it cannot be a template."""
    template = marked_form(form, made.placed, made.forms)
    if template is None:
        if made.placed:
            made.remarks.append(Remark("", "原表不是 .xlsx，看不到样子，没有写模板；要照原表样子下发的，请另存为 .xlsx 再起草"))
        return None
    faults = judged_template(made.scheme.model_copy(update={"template": b64encode(template).decode("ascii")}))
    if faults:
        told = "；".join(_said(f) for f in faults[:_NAMED]) + (f"等 {len(faults)} 处" if len(faults) > _NAMED else "")
        made.remarks.append(Remark("", f"原表不能直接作模板，没有写：{told}。改好原表再起草，或由系统画表", asks=True))
        return None
    made.remarks.append(Remark("", "原表写上标记作了模板，放在方案旁边；发出的表照它的样子。要系统重新画的，请把模板删去"))
    for title in made.forms:
        made.remarks.append(Remark(title, "一人一张的表没有写进模板，由系统画成每名干部一行", asks=False))
    return template


def _said(fault: TemplateFault) -> str:
    return f"{fault.where}：{fault.what}" if fault.where else fault.what
