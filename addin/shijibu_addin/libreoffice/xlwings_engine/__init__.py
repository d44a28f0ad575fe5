"""An engine of xlwings that drives LibreOffice Calc over UNO, on the BSD part of xlwings alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import xlwings

__all__ = ["attach"]


def attach(context: Any) -> xlwings.App:
    """The LibreOffice in which this code runs (or to which it is connected), as the active app of the active engine.

    context: a component context, as macros and components of LibreOffice are given. No process is started, and quit() of this app
    only lets go of it.
    """
    import xlwings

    from shijibu_addin.libreoffice.xlwings_engine.registration import ENGINE, register_with_xlwings

    register_with_xlwings()
    engine = xlwings.engines[ENGINE]
    engine.activate()
    return xlwings.App(impl=engine.impl.apps.attach(context))
