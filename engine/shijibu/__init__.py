"""Shijibu 实绩簿: county work reviews, from the workbook that goes out to a result that anyone can retrace.

What Python may call is in `shijibu.api`, which is loaded when one of its names is asked for here, and in `shijibu.rules`.
"""

__version__ = "0.1.0"
__all__ = [
    "DecidedRound", "Explanation", "Ledger", "OpenLedger", "Prospect", "ResultFiles", "Results", "RoundTables", "Scheme", "ShijibuError",
    "Simulation", "Status", "__version__", "check", "consolidate", "explain", "issue", "load_scheme", "open_ledger", "rules", "simulate",
    "status", "write_result",
]

TYPE_CHECKING = False  # as in `typing`, which takes its time to load and would delay every start of the command
if TYPE_CHECKING:
    from shijibu import rules
    from shijibu.api import (
        DecidedRound,
        Explanation,
        Ledger,
        OpenLedger,
        Prospect,
        ResultFiles,
        Results,
        RoundTables,
        Scheme,
        ShijibuError,
        Simulation,
        Status,
        check,
        consolidate,
        explain,
        issue,
        load_scheme,
        open_ledger,
        simulate,
        status,
        write_result,
    )


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return import_module("shijibu.rules") if name == "rules" else getattr(import_module("shijibu.api"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
