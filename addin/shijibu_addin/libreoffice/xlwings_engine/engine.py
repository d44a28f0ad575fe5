"""The engine: its apps, and how values pass between xlwings and cells."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from shijibu_addin.libreoffice.xlwings_engine import values
from shijibu_addin.libreoffice.xlwings_engine.app import Apps
from shijibu_addin.libreoffice.xlwings_engine.registration import ENGINE


class Engine:
    """What `xw.engines["libreoffice"]` wraps."""

    name = ENGINE
    type = "desktop"

    def __init__(self) -> None:
        self.apps = Apps(self)

    @staticmethod
    def prepare_xl_data_element(value: Any, options: Any = None) -> values.Written:
        """A value as a cell takes it."""
        return values.written(value)

    @staticmethod
    def clean_value_data(
        data: list[list[Any]], datetime_builder: Callable[..., Any], empty_as: Any, number_builder: Callable[[float], Any] | None, err_to_str: bool
    ) -> list[list[Any]]:
        """Rows as read from cells, in the form that the options of a range ask for."""
        return [[values.cleaned(value, datetime_builder, empty_as, number_builder, err_to_str) for value in row] for row in data]
