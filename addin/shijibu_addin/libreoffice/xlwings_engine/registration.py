"""Adding the engine to xlwings, now or when xlwings is imported."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

ENGINE = "libreoffice"


def register_with_xlwings() -> None:
    """Add the engine; where xlwings is not loaded yet, leave word to add it then. Doing it again changes nothing."""
    loaded = sys.modules.get("xlwings")
    if loaded is not None and hasattr(loaded, "engines"):
        add_engine(loaded)
    elif not any(isinstance(finder, _AfterXlwings) for finder in sys.meta_path):
        sys.meta_path.insert(0, _AfterXlwings())


def add_engine(xlwings: ModuleType) -> None:
    """Put the engine into `xlwings.engines`, which stays without an active one where it had none."""
    if ENGINE not in xlwings.engines.engines_by_name:
        from shijibu_addin.libreoffice.xlwings_engine.engine import Engine

        xlwings.engines.add(xlwings.Engine(impl=Engine()))


class _AfterXlwings(MetaPathFinder):
    """Lets the import of xlwings run as ever and then adds the engine; any other import passes by."""

    def find_spec(self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None) -> ModuleSpec | None:
        if fullname != "xlwings":
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(fullname)
        if spec is None or spec.loader is None:
            sys.meta_path.insert(0, self)  # not installed: nothing to do, and the import fails as it would without us
            return None
        spec.loader = _ThenRegister(spec.loader)
        return spec


class _ThenRegister(Loader):
    """The loader of xlwings, followed by the registration."""

    def __init__(self, loader: Loader) -> None:
        self._loader = loader

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        assert module.__spec__ is not None
        module.__spec__.loader = module.__loader__ = self._loader
        self._loader.exec_module(module)
        add_engine(module)
