"""The ribbon's tab 实绩簿: a button a command, told to Excel in the add-in's part customUI14.xml."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from shijibu_addin.excel.vba import RIBBON
from shijibu_addin.macros.menu import menu

PART = "customUI/customUI14.xml"
RELATIONSHIP = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"
_NAMESPACE = "http://schemas.microsoft.com/office/2009/07/customui"
_TITLE = "实绩簿"
# Excel's own pictures for the commands that have an obvious one.
_PICTURES = {"check": "Spelling", "submit": "FileSaveAs", "undo": "Undo", "office_issue": "FileSendAsAttachment", "office_check": "Spelling"}
_PICTURE = "MacroPlay"


def ribbon() -> str:
    """The part's text."""
    groups = "".join(
        f'<group id="shijibuGroup{n}" label={quoteattr(group)}>{"".join(_button(name, command.title) for name, command in own.items())}</group>'
        for n, (group, own) in enumerate(menu().items(), 1)
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<customUI xmlns="{_NAMESPACE}"><ribbon><tabs>'
        f'<tab id="shijibuTab" label="{_TITLE}">{groups}</tab>'
        "</tabs></ribbon></customUI>\n"
    )


def _button(name: str, title: str) -> str:
    return (
        f'<button id="shijibu_{name}" tag="{name}" label={quoteattr(title)} screentip={quoteattr(title)} size="large"'
        f' imageMso="{_PICTURES.get(name, _PICTURE)}" onAction="{RIBBON}"/>'
    )
