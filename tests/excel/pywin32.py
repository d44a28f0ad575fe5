"""pywin32 emulated, so that xlwings' own Windows code runs here: what arrives at its COM server, its conversion, and what leaves."""

from __future__ import annotations

import ctypes
import datetime as dt
import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any
from unittest.mock import MagicMock

import xlwings

MISSING = -2147352572  # DISP_E_PARAMNOTFOUND: an optional argument that is left out
_MODULES = (
    "pythoncom", "win32api", "win32con", "win32event", "win32gui", "win32process", "win32timezone", "win32com", "win32com.client",
    "win32com.server", "win32com.server.dispatcher", "win32com.server.policy", "win32com.server.util",
)  # fmt: skip
_OURS = ("xlwings._xlwindows", "xlwings._win32patch", "xlwings.udfs", "xlwings.com_server", "shijibu_addin.excel.functions")


def error_code(number: int) -> int:
    """What COM makes of CVErr(number), such as 2042 for #N/A."""
    return 0x800A0000 + number - (1 << 32)


@contextmanager
def emulated() -> Iterator[Any]:
    """xlwings' COM server object, as VBA's XLPy reaches it. Everything is as before afterwards."""
    with _put(sys.modules, {**{name: MagicMock(name=name) for name in _MODULES}, "pywintypes": _pywintypes()}):
        sys.modules["pythoncom"].__file__ = "pythoncom.dll"
        sys.modules["win32com.server.util"].unwrap.side_effect = TypeError  # plain values are no objects of ours
        sys.modules["win32com"].server.util.unwrap.side_effect = TypeError
        sys.modules["win32timezone"].TimeZoneInfo.utc.return_value = dt.UTC
        missing = {name: MagicMock(name=name) for name in ("windll", "oledll")} | {"PyDLL": MagicMock(), "WINFUNCTYPE": ctypes.CFUNCTYPE}
        before = {name: sys.modules.pop(name, None) for name in _OURS}
        engines = xlwings.engines
        kept = list(engines.engines), dict(engines.engines_by_name)
        try:
            with _put(vars(ctypes), missing):
                windows, udfs = (importlib.import_module(f"xlwings.{name}") for name in ("_xlwindows", "udfs"))
                engines.add(xlwings.Engine(impl=windows.engine))
                with _put(vars(xlwings), {"func": udfs.xlfunc, "arg": udfs.xlarg, "ret": udfs.xlret, "_xlwindows": windows}):
                    server = importlib.import_module("xlwings.com_server")
                    yield server.XLPython()
                    server.loop.close()
        finally:
            engines.engines[:], engines.engines_by_name = kept
            for name, module in before.items():
                sys.modules.pop(name, None)
                if module is not None:
                    sys.modules[name] = module


def _pywintypes() -> ModuleType:
    module = ModuleType("pywintypes")
    module.com_error = type("com_error", (Exception,), {})
    module.TimeType, module.Time, module.IID = dt.datetime, lambda t: t, str
    return module


@contextmanager
def _put(where: Any, values: dict[str, Any]) -> Iterator[None]:
    """`values` in a dictionary for a while."""
    before = {name: where[name] for name in values if name in where}
    where.update(values)
    try:
        yield
    finally:
        for name in values:
            where.pop(name, None)
        where.update(before)
