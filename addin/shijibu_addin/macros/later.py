"""The macros that rest on much of the library, loaded when they are called: a menu that only shows them starts no slower."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import xlwings as xw

    from shijibu_addin.macros.result import Result

def explain_figure(book: xw.Book, ledger: Any = None) -> Result:
    """这个数怎么来的: `explaining.explain_figure`."""
    from shijibu_addin.macros import explaining

    return explaining.explain_figure(book, ledger)


def try_rules(book: xw.Book, ask: Any = None) -> Result:
    """试改规则: `simulating.try_rules`."""
    from shijibu_addin.macros import simulating

    return simulating.try_rules(book, ask)
