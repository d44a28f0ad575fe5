"""All words and forms of the language, by name: whatever stands in the files of `words/` and `forms/`."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from types import ModuleType

from shijibu.language import forms as _forms
from shijibu.language import words as _words
from shijibu.language.form import Form
from shijibu.language.kinds import Kind
from shijibu.language.word import Word


@cache
def words() -> dict[str, Word]:
    """Every word, in the order of the files and, within one, of its lines."""
    return {word.name: word for module in _modules(_words) for word in vars(module).values() if isinstance(word, Word)}


@cache
def forms() -> dict[str, type[Form]]:
    """Every form, by the names of their files."""
    found = (form for module in _modules(_forms) for form in vars(module).values() if isinstance(form, type) and issubclass(form, Form))
    return {form.name: form for form in found if form.__dict__.get("name")}


def takes(name: str) -> tuple[Kind | None, ...]:
    """What a parameter must be that stands in an argument's place of a word or form."""
    said = words().get(name) or forms().get(name)
    return said.takes if said else ()


def places() -> list[str]:
    """The names of the modules that words and forms stand in, for whoever loads them before they are asked for."""
    return [name for package in (_words, _forms) for name in _names(package)]


def _modules(package: ModuleType) -> Iterator[ModuleType]:
    for name in _names(package):
        yield import_module(name)


def _names(package: ModuleType) -> list[str]:
    return [f"{package.__name__}.{name}" for name in sorted(module.name for module in pkgutil.iter_modules(package.__path__))]
