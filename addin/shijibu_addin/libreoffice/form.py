"""A small dialog in LibreOffice: questions below one another, each with the means to answer it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import unohelper
from com.sun.star.awt import XActionListener, XItemListener

from shijibu_addin.libreoffice import dialogs
from shijibu_addin.macros.office.field import Field, unanswered

OK, CANCEL, CHOOSE = "确定", "取消", "选择…"
# In the dialog's own units, a quarter of a character wide and an eighth high.
_LABEL, _CONTROL, _BUTTON, _EDGE, _HIGH, _HINT = 72, 196, 46, 8, 15, 10
ACCEPTED = 1
_PUSH_CANCEL = 2  # com.sun.star.awt.PushButtonType


class _Pressed(unohelper.Base, XActionListener):  # type: ignore[misc]
    """Calls a function when a button is pressed."""

    def __init__(self, pressed: Callable[[], object]) -> None:
        self._pressed = pressed

    def actionPerformed(self, event: Any) -> None:  # the interface's own name
        self._pressed()

    def disposing(self, event: Any) -> None:
        """Nothing to let go of."""


class _Chosen(unohelper.Base, XItemListener):  # type: ignore[misc]
    """Calls a function when something of a list is chosen."""

    def __init__(self, chosen: Callable[[], object]) -> None:
        self._chosen = chosen

    def itemStateChanged(self, event: Any) -> None:
        self._chosen()

    def disposing(self, event: Any) -> None:
        """Nothing to let go of."""


class Dialog:
    """A dialog of LibreOffice over a window; controls by name."""

    def __init__(self, context: Any, window: Any, title: str, width: int) -> None:
        create = context.ServiceManager.createInstanceWithContext
        self._context, self.window = context, window
        self.model = create("com.sun.star.awt.UnoControlDialogModel", context)
        self.model.Width, self.model.Title, self.model.Closeable = width, title, True
        self.dialog = create("com.sun.star.awt.UnoControlDialog", context)
        self.dialog.setModel(self.model)

    def add(self, kind: str, name: str, place: tuple[int, int, int, int], **properties: Any) -> Any:
        """A control's model. place: left, top, width, height."""
        model = self.model.createInstance(f"com.sun.star.awt.UnoControl{kind}Model")
        model.PositionX, model.PositionY, model.Width, model.Height = place
        for property, value in properties.items():
            setattr(model, property, value)
        self.model.insertByName(name, model)
        return model

    def control(self, name: str) -> Any:
        return self.dialog.getControl(name)

    def pressed(self, name: str, function: Callable[[], object]) -> None:
        """The function is called when the button of that name is pressed."""
        self.control(name).addActionListener(_Pressed(function))

    def end(self, how: int) -> None:
        self.dialog.endDialog(how)

    def execute(self, height: int) -> int:
        """Show it until it ends; gives how."""
        self.model.Height = height
        self.dialog.createPeer(self._context.ServiceManager.createInstanceWithContext("com.sun.star.awt.Toolkit", self._context), self.window)
        try:
            return int(self.dialog.execute())
        finally:
            self.dialog.dispose()


class Form:
    """The questions of a step, asked in one dialog."""

    def __init__(self, context: Any, window: Any, title: str, fields: Callable[[Mapping[str, str]], list[Field]], given: Mapping[str, str]) -> None:
        self._context, self._ask = context, fields
        self.given = dict(given)
        self._fields = fields(self.given)
        self.given |= {field.name: field.value for field in self._fields}
        self._dialog = Dialog(context, window, title, 2 * _EDGE + _LABEL + _CONTROL + _BUTTON)

    def answers(self) -> dict[str, str] | None:
        """What the person answers; None where they would rather not."""
        top = _EDGE
        for field in self._fields:
            top = self._draw(field, top)
        right = 2 * _EDGE + _LABEL + _CONTROL + _BUTTON - _EDGE
        self._dialog.add("Button", "ok", (right - 2 * 56 - 6, top + 4, 56, _HIGH), Label=OK, DefaultButton=True)
        self._dialog.add("Button", "cancel", (right - 56, top + 4, 56, _HIGH), Label=CANCEL, PushButtonType=_PUSH_CANCEL)
        self._dialog.pressed("ok", self._accept)
        return self.given if self._dialog.execute(top + 4 + _HIGH + _EDGE) == ACCEPTED else None

    def _draw(self, field: Field, top: int) -> int:
        """The question with its control; gives where the next one stands."""
        add, left = self._dialog.add, _EDGE + _LABEL
        add("FixedText", f"label {field.name}", (_EDGE, top + 3, _LABEL - 4, _HIGH), Label=field.label)
        place = (left, top, _CONTROL, _HIGH)
        if field.kind == "choice":
            add("ListBox", field.name, place, Dropdown=True, StringItemList=tuple(label for _, label in field.choices), LineCount=12)
            self._dialog.control(field.name).addItemListener(_Chosen(lambda: self._led(field)))
        else:
            add("Edit", field.name, place, Text=field.value, ReadOnly=field.is_path)
        if field.is_path:
            add("Button", f"choose {field.name}", (left + _CONTROL + 4, top, _BUTTON - 4, _HIGH), Label=CHOOSE, HelpText=field.label)
            self._dialog.pressed(f"choose {field.name}", lambda: self._choose(field))
        self._show(field)
        add("FixedText", f"hint {field.name}", (left, top + _HIGH + 1, _CONTROL + _BUTTON, _HINT), Label=field.hint, TextColor=0x595959)
        return top + _HIGH + _HINT + 5

    def _show(self, field: Field) -> None:
        """The question's choices and value, as they are now."""
        model = self._dialog.model.getByName(field.name)
        if field.kind == "choice":
            model.StringItemList = tuple(label for _, label in field.choices)
            values = [value for value, _ in field.choices]
            model.SelectedItems = (values.index(field.value),) if field.value in values else ()
        else:
            model.Text = field.value

    def _choose(self, field: Field) -> None:
        before = self.given.get(field.name, "")
        here = Path(before) if before and "://" not in before else None
        folder = here if here is None or here.is_dir() else here.parent
        pick = dialogs.choose_file if field.kind == "file" else dialogs.choose_folder
        chosen = pick(self._context, field.label, folder if folder is not None and folder.is_dir() else None)
        if chosen is not None:
            self.given[field.name] = str(chosen)
            self._dialog.model.getByName(field.name).Text = str(chosen)
            self._led(field)

    def _led(self, field: Field) -> None:
        """What hangs on the answer is asked anew; what somebody answered already stays where it is still possible."""
        self._read()
        if not field.leads:
            return
        before = {f.name: f for f in self._fields}
        untouched = {n: f.value for n, f in before.items() if self.given.get(n) == f.value}
        self._fields = self._ask(self.given)
        for now in self._fields:
            if now.kind == "choice" or now.name in untouched:
                self.given[now.name] = now.value
                self._show(now)
            self._dialog.model.getByName(f"hint {now.name}").Label = now.hint

    def _read(self) -> None:
        for field in self._fields:
            model = self._dialog.model.getByName(field.name)
            if field.kind == "choice":
                at = model.SelectedItems
                self.given[field.name] = field.choices[at[0]][0] if at and at[0] < len(field.choices) else ""
            elif field.kind == "text":
                self.given[field.name] = model.Text.strip()

    def _accept(self) -> None:
        self._read()
        if missing := unanswered(self._fields, self.given):
            dialogs.show_box(self._context, self._dialog.dialog.getPeer(), f"还没有选或没有填：{'、'.join(missing)}", kind="WARNINGBOX")
        else:
            self._dialog.end(ACCEPTED)
