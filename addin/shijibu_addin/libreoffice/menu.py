"""The commands of the menu 实绩簿 in LibreOffice."""

from __future__ import annotations

from typing import Any

from shijibu.rules.names import canonical_formula
from shijibu_addin.libreoffice.calls import LOG

COMMANDS = {"fix_names": "修正函数名", "about": "关于实绩簿"}


def run(context: Any, command: str) -> None:
    """Run a command on the document in front; a failure is a line in the log and a message."""
    desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    document = desktop.getCurrentComponent()
    try:
        message = fix_names(document) if command == "fix_names" else about()
    except Exception:
        LOG.exception("menu %s", command)
        message = "没有完成，原因见日志"
    _show(context, document, message)


def about() -> str:
    from shijibu.scheme import catalogue

    return str(catalogue.call("VERSION", []))


def fix_names(document: Any) -> str:
    """Formulas that came from another host get the names that this one knows. Gives what was done, in words."""
    changed = 0
    for sheet in document.Sheets:
        cursor = sheet.createCursor()
        cursor.gotoEndOfUsedArea(False)
        used = sheet.getCellRangeByPosition(0, 0, cursor.RangeAddress.EndColumn, cursor.RangeAddress.EndRow)
        for r, row in enumerate(used.getFormulaArray()):
            for c, formula in enumerate(row):
                if "SHIJI_" not in formula.upper() or not formula.startswith(("=", "{=")):
                    continue
                cell = sheet.getCellByPosition(c, r)
                put = cell.setFormula
                if formula.startswith("{="):
                    whole = sheet.createCursorByRange(cell)
                    whole.collapseToCurrentArray()  # of an array no single cell can be changed
                    if (whole.RangeAddress.StartColumn, whole.RangeAddress.StartRow) != (c, r):
                        continue
                    formula, put = formula[1:-1], whole.setArrayFormula
                fixed = canonical_formula(formula)
                if fixed != formula:
                    put(fixed)
                    changed += 1
    return f"修正了 {changed} 个公式" if changed else "没有需要修正的公式"


def _show(context: Any, document: Any, message: str) -> None:
    controller = document.CurrentController if document is not None else None
    if controller is None:  # nobody is looking
        LOG.info("%s", message)
        return
    window = controller.Frame.ContainerWindow
    toolkit = context.ServiceManager.createInstanceWithContext("com.sun.star.awt.Toolkit", context)
    import uno

    box = toolkit.createMessageBox(window, uno.Enum("com.sun.star.awt.MessageBoxType", "INFOBOX"), 1, "实绩簿", message)
    box.execute()
