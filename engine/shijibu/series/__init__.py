"""The rules of the catalogue on Series and arrays: what a sheet's function gives for ranges and cells, for people who work in Python."""

from shijibu.series.function import Errors, SeriesFunction, on_series

__all__ = ["Errors", "SeriesFunction", "on_series"]
