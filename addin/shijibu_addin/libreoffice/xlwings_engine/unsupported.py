"""What this engine cannot do says so, and refusals of LibreOffice become xlwings' own error."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from types import FunctionType, TracebackType
from typing import Any

from xlwings import XlwingsError


class Unsupported(XlwingsError, NotImplementedError):
    """Something that this engine has no way to do."""


def unsupported(what: str) -> Unsupported:
    return Unsupported(f"{what} is not supported by the engine 'libreoffice'.")


def complete(cls: type) -> type:
    """Class decorator: members that the base class leaves open and `cls` does not define raise Unsupported when used, and no other lets an
    error of UNO out, which programs could not name in an `except`."""
    for base in cls.__mro__:
        if base.__module__ != "xlwings.base_classes":
            continue
        for name, member in vars(base).items():
            if _is_open(member) and getattr(cls, name) is member:
                setattr(cls, name, _refusing(cls.__name__, name, member))
                continue
            if isinstance(member, property) and _is_open(member.fset):
                _close_setter(cls, name)
            if getattr(cls, name) is not member:
                _guard(cls, name)
    return cls


def _guard(cls: type, name: str) -> None:
    ours = getattr(cls, name)
    told = f"{cls.__name__}.{name}"
    if isinstance(ours, property):
        read, write = (part and _guarded(part, told) for part in (ours.fget, ours.fset))
        setattr(cls, name, property(read, write, doc=ours.__doc__))
    elif isinstance(ours, FunctionType) and name != "__init__":
        setattr(cls, name, _guarded(ours, told))


def _guarded(function: Callable[..., Any], told: str) -> Callable[..., Any]:
    @wraps(function)
    def call(*arguments: Any, **named: Any) -> Any:
        try:
            return function(*arguments, **named)
        except Exception as error:
            if not _is_of_uno(error):
                raise
            raise _as_xlwings(error, f"do {told}") from None

    return call


def _is_of_uno(error: BaseException) -> bool:
    return "com.sun.star." in f"{type(error).__module__}.{type(error).__name__}"


def _as_xlwings(error: BaseException, doing: str) -> XlwingsError:
    told = str(getattr(error, "Message", "")).strip()
    return XlwingsError(f"LibreOffice could not {doing}: {told or type(error).__name__}")


def _is_open(member: Any) -> bool:
    if isinstance(member, property):
        return _is_open(member.fget)
    if isinstance(member, staticmethod):
        member = member.__func__
    return isinstance(member, FunctionType) and "NotImplementedError" in member.__code__.co_names


def _refusing(cls: str, name: str, member: Any) -> Any:
    def refuse(*_: Any, **__: Any) -> Any:
        raise unsupported(f"{cls}.{name}")

    return property(refuse, refuse) if isinstance(member, property) else refuse


def _close_setter(cls: type, name: str) -> None:
    """A property that can be read here and set elsewhere says so, too."""
    ours = getattr(cls, name)
    if isinstance(ours, property) and ours.fset is None:
        setattr(cls, name, ours.setter(_refusing(cls.__name__, f"{name} (setting it)", None)))


class editing:
    """Like `refused`, for calls that LibreOffice silently leaves undone: on locked cells of a protected sheet, in a book opened to be read."""

    def __init__(self, doing: str, cells: Any) -> None:
        self._refused = refused(lambda: f"{doing} {cells}")
        self._doing, self._cells = doing, cells

    def __enter__(self) -> None:
        if self._cells.document.read_only:
            raise XlwingsError(f"LibreOffice could not {self._doing} {self._cells}: the book was opened to be read only.")
        if self._cells.sheet.model.isProtected():
            protection = self._cells.common("CellProtection")
            if protection is None or protection.IsLocked:
                raise XlwingsError(f"LibreOffice could not {self._doing} {self._cells}: the sheet is protected.")

    def __exit__(self, *error: Any) -> None:
        self._refused.__exit__(*error)


class refused:  # used as a statement: with refused("save the book"): ...
    """Errors of LibreOffice inside come out as XlwingsError that names what was being done.

    A class, because a generator would have contextlib set the traceback of an error of UNO, which UNO does not let it do.
    """

    def __init__(self, doing: str | Callable[[], str]) -> None:
        self._doing = doing

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        if error is not None and _is_of_uno(error):
            raise _as_xlwings(error, self._doing if isinstance(self._doing, str) else self._doing())
