"""The LibreOffice of this machine as commands use it: to print, and to write papers as PDF. Where there is none, a sentence says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from shijibu.commands.options import Stop
from shijibu.terminal import err

if TYPE_CHECKING:
    from shijibu_addin.libreoffice.printing import Printer

PDF = ".pdf"
AsPdf = Callable[[Mapping[str, bytes]], dict[str, bytes]]
_NEEDED = "要用本机的 LibreOffice，请先装 LibreOffice 和它的 Python 接口（Debian、Ubuntu 上是 libreoffice-calc 和 python3-uno）"


@contextmanager
def office_printer(what: str) -> Iterator[Printer]:
    """A running one. what: what it is for, as the sentence begins that says that there is none. Raises Stop."""
    from shijibu_addin.libreoffice.office import OfficeFailed, OfficeMissing
    from shijibu_addin.libreoffice.printing import Printer

    try:
        with Printer() as printer:
            yield printer
    except OfficeMissing as error:
        raise Stop(f"{what}{_NEEDED}（{error}）") from None
    except OfficeFailed as error:
        raise Stop(f"LibreOffice 没有启动，请关闭后再试，或重新安装 LibreOffice（{error}）") from None


@contextmanager
def papers_as_pdf(*, wanted: bool) -> Iterator[AsPdf | None]:
    """What makes PDF files of papers of our own (.docx by name), by name; None where none are wanted.

    LibreOffice runs from the beginning, so that it is said before a round is decided where there is none. Raises Stop.
    """
    if not wanted:
        yield None
        return
    with office_printer("写 PDF ") as printer:
        yield lambda papers: _as_pdf(printer, papers)


def _as_pdf(printer: Printer, papers: Mapping[str, bytes]) -> dict[str, bytes]:
    """One that LibreOffice fails at is said, and the others are there."""
    from shijibu.checks.printable import Printable  # it needs what draws workbooks
    from shijibu_addin.libreoffice.printing import NotPrinted

    out = {}
    for name, data in papers.items():
        try:
            out[str(PurePosixPath(name).with_suffix(PDF))] = printer.print(Printable(data, "docx")).pdf
        except NotPrinted as error:
            err.print(f"{name} 没有写成 PDF：{error}")
    return out
