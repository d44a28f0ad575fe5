"""The ribbon's tab 实绩簿: a button a macro, told to Excel in the add-in's part customUI14.xml."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from shijibu_addin.excel.vba import RIBBON
from shijibu_addin.macros import MACROS

PART = "customUI/customUI14.xml"
RELATIONSHIP = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"
_NAMESPACE = "http://schemas.microsoft.com/office/2009/07/customui"
_TITLE = "实绩簿"
# Excel's own pictures for the macros that have an obvious one.
_PICTURES = {"check": "Spelling", "submit": "FileSaveAs", "undo": "Undo"}
_PICTURE = "MacroPlay"


def ribbon() -> str:
    """The part's text."""
    buttons = "".join(
        f'<button id="shijibu_{name}" tag="{name}" label={quoteattr(macro.title)} screentip={quoteattr(macro.title)} size="large"'
        f' imageMso="{_PICTURES.get(name, _PICTURE)}" onAction="{RIBBON}"/>'
        for name, macro in MACROS.items()
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<customUI xmlns="{_NAMESPACE}"><ribbon><tabs>'
        f'<tab id="shijibuTab" label="{_TITLE}"><group id="shijibuMacros" label="本工作簿">{buttons}</group></tab>'
        "</tabs></ribbon></customUI>\n"
    )
