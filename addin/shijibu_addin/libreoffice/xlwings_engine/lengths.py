"""Lengths: LibreOffice counts hundredths of a millimetre, Excel points and characters."""

from __future__ import annotations

_PER_POINT = 2540 / 72
_PER_PIXEL = 2540 / 96
_TWIPS = 20  # LibreOffice keeps lengths in twentieths of a point
_CHARACTER, _PADDING = 7, 5  # pixels, of the font that Excel measures columns with


def points(hundredths: int) -> float:
    return round(hundredths / _PER_POINT * _TWIPS) / _TWIPS


def of_points(value: float) -> int:
    return round(value * _PER_POINT)


def characters(hundredths: int) -> float:
    """The width of a column in characters; under one character it is counted without the padding, as in Excel."""
    pixels = round(hundredths / _PER_PIXEL, 1)
    if pixels < _CHARACTER + _PADDING:
        return round(pixels / (_CHARACTER + _PADDING), 2)
    return round((pixels - _PADDING) / _CHARACTER, 2)


def of_characters(value: float) -> int:
    pixels = value * (_CHARACTER + _PADDING) if value < 1 else value * _CHARACTER + _PADDING
    return round(pixels * _PER_PIXEL)
