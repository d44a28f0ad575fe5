"""The questions of a step asked one after another with Excel's own dialogs, which stand over its window and need nothing installed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from shijibu_addin.macros.office.field import Field
from shijibu_addin.macros.result import NotDone

_FILE, _FOLDER = 3, 4  # msoFileDialogFilePicker, msoFileDialogFolderPicker
_OK = -1
_TEXT = 2  # Application.InputBox's type of an answer
_LONGEST = 250  # characters of a question that it takes
_AGAIN = "没有这一项，请重新输入。"
_NEEDED = "这一项要填。"


def answers(excel: Any, title: str, fields: Callable[[Mapping[str, str]], list[Field]], given: Mapping[str, str]) -> dict[str, str] | None:
    """What the person answers; None as soon as they cancel. excel: Excel's Application. Raises NotDone where there is nothing to choose from."""
    told: dict[str, str] = {}
    while (field := next((f for f in fields({**given, **told}) if f.name not in told), None)) is not None:
        ask = _path if field.is_path else _choice if field.kind == "choice" else _text
        answer = ask(excel, title, field)
        if answer is None:
            return None
        told[field.name] = answer
    return told


def _path(excel: Any, title: str, field: Field) -> str | None:
    """A picker, which begins at what was chosen last; cancelling leaves out what may be left out."""
    picker = excel.FileDialog(_FILE if field.kind == "file" else _FOLDER)
    picker.Title = f"{title}：{field.label}" + ("（没有的，按取消）" if field.optional else "")
    picker.AllowMultiSelect = False
    if field.kind == "file":
        picker.Filters.Clear()
        picker.Filters.Add("Excel", "*.xlsx")
    if field.value and "://" not in field.value:
        picker.InitialFileName = field.value if field.kind == "file" else field.value.rstrip("/\\") + "\\"  # which is a folder's sign
    if picker.Show() == _OK:
        return str(picker.SelectedItems.Item(1))
    return "" if field.optional else None


def _text(excel: Any, title: str, field: Field) -> str | None:
    question = f"{field.label}" + (f"（{field.hint}）" if field.hint else "")
    while True:
        answer = _asked(excel, question, title, field.value)
        if answer is None or answer or field.optional:
            return answer
        question = f"{_NEEDED}{field.label}"


def _choice(excel: Any, title: str, field: Field) -> str | None:
    """A number of a list; of what is too long for the question the rest is reached by its own words, such as 2026-Q1."""
    if not field.choices:
        raise NotDone(field.hint)
    values = [value for value, _ in field.choices]
    now = str(values.index(field.value) + 1) if field.value in values else ""
    question = _listed(field)
    while True:
        answer = _asked(excel, question, title, now)
        if answer is None:
            return None
        meant = [value for n, (value, label) in enumerate(field.choices, 1) if answer in (str(n), value, value.rpartition("/")[2], label)]
        if meant:
            return meant[0]
        question = f"{_AGAIN}{_listed(field, len(_AGAIN))}"


def _listed(field: Field, taken: int = 0) -> str:
    """As much of the list as the question takes."""
    text = f"{field.label}（输入编号）"
    for n, (_, label) in enumerate(field.choices, 1):
        if len(text) + len(label) + taken + 10 > _LONGEST:
            return f"{text}\n……"
        text += f"\n{n}  {label}"
    return text


def _asked(excel: Any, question: str, title: str, value: str) -> str | None:
    answer = excel.InputBox(question[:_LONGEST], title, value, Type=_TEXT)
    return None if answer is False else str(answer).strip()
