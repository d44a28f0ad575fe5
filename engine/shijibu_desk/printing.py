"""Papers of a round as PDF, by this computer's LibreOffice, where it has one. Everything of it is loaded when it is asked for."""

from __future__ import annotations

from pathlib import Path

from shijibu.checks.printable import printable
from shijibu.errors import ShijibuError
from shijibu.files import write_whole


class CannotPrint(ShijibuError):
    """There is no LibreOffice here, or it does not start."""


def can_print() -> bool:
    """Whether this computer has a LibreOffice."""
    from shijibu_addin.libreoffice.uno_path import OfficeMissing, soffice

    try:
        return soffice().is_file()
    except OfficeMissing:
        return False


def print_paper(paper: Path, target: Path) -> None:
    """A paper's pages as a PDF at `target`. Raises CannotPrint, NotPrinted, OSError."""
    from shijibu_addin.libreoffice.office import OfficeFailed, OfficeMissing
    from shijibu_addin.libreoffice.printing import Printer

    try:
        with Printer() as printer:
            pages = printer.print(printable(paper))
    except OfficeMissing:
        raise CannotPrint("这台电脑没有装 LibreOffice，不能转成 PDF；请下载 .docx，用 WPS 或 Word 另存") from None
    except OfficeFailed:
        raise CannotPrint("LibreOffice 没有启动，没有转成 PDF；请再试一次，或下载 .docx 另存") from None
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_whole(target, pages.pdf)
