"""xlwings Server as this process runs it: configured by us alone, loaded once."""

from __future__ import annotations

import builtins
import importlib
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any

from shijibu.rules.names import PREFIX
from shijibu_addin.server.auth import PROVIDER, provider_module
from shijibu_addin.server.functions import FUNCTIONS, SCRIPTS, functions_module
from shijibu_addin.server.headers import HEADERS
from shijibu_addin.server.settings import ServerFault

HOME = Path(__file__).parent / "home"
STATIC = "/static"
NAMESPACE = PREFIX.rstrip(".")
_KEPT = "XLWINGS_LICENSE_KEY"
CONFIGURED = {
    "ON_SERVER": "true",
    "PROJECT_DIR": str(HOME),
    "PROJECT_NAME": "实绩簿",
    "ENVIRONMENT": "prod",
    "LOG_LEVEL": "WARNING",
    "FUNCTIONS_NAMESPACE": NAMESPACE,
    "AUTH_PROVIDERS": json.dumps([PROVIDER]),
    "CORS_ALLOW_ORIGINS": "[]",
    "CUSTOM_HEADERS": json.dumps(HEADERS),
    "ADD_SECURITY_HEADERS": "true",
    "CDN_OFFICEJS": "false",
    "ENABLE_ALPINEJS_CSP": "false",
    "ENABLE_EXAMPLES": "false",
    "ENABLE_EXCEL_ONLINE": "false",
    "ENABLE_HOTRELOAD": "false",
    "ENABLE_HTMX": "false",
    "ENABLE_SOCKETIO": "false",
    "ENABLE_TESTS": "false",
    "ENABLE_WASM": "false",
}


@lru_cache(maxsize=1)
def load() -> Any:
    """xlwings Server's FastAPI application with our functions. Sets the environment of this process for it.

    Raises ServerFault where somebody loaded xlwings Server before, with settings that are not ours.
    """
    for name in [n for n in os.environ if n.startswith("XLWINGS_") and n != _KEPT]:
        del os.environ[name]
    os.environ.update({f"XLWINGS_{name}": value for name, value in CONFIGURED.items()})
    os.environ["DOTENV_PATH"] = os.devnull
    os.environ.setdefault(_KEPT, "noncommercial")
    _remote_engine()
    sys.modules[FUNCTIONS] = functions_module()
    sys.modules[SCRIPTS] = ModuleType(SCRIPTS)
    with _plain_imports():
        from xlwings_server.config import settings
        from xlwings_server.main import app

    if settings.project_dir != HOME or settings.auth_providers != [PROVIDER] or settings.enable_socketio:
        raise ServerFault("xlwings_server 已按别的设置载入，不能在同一进程里再作实绩簿的服务器")
    sys.modules[f"auth.{PROVIDER}"] = provider_module()
    _serve_only_what_lies_inside(app)
    return app


def _serve_only_what_lies_inside(app: Any) -> None:
    """The packaged mount joins any path to its folder and does not look where it leads."""
    from starlette.routing import Mount

    served = app.router.routes
    if [route.path for route in served if isinstance(route, Mount)] != [STATIC]:
        raise ServerFault("xlwings_server 的静态文件与所知的不同，不能安全地提供")
    served[:] = [Mount(STATIC, static_files(HOME / "static"), name=r.name) if isinstance(r, Mount) else r for r in served]


def static_files(folder: Path) -> Any:
    """The files of `folder`, and behind them the packaged ones. A link that leads out of both is no file of theirs."""
    from starlette.staticfiles import StaticFiles

    return StaticFiles(directory=folder, packages=[("xlwings_server", "static")], follow_symlink=False)


@contextmanager
def _plain_imports() -> Iterator[None]:
    """LibreOffice's `uno`, where it was loaded before, imports in a way of its own, which says otherwise that a module is missing."""
    before, builtins.__import__ = builtins.__import__, importlib.__import__
    try:
        yield
    finally:
        builtins.__import__ = before


def _remote_engine() -> None:
    """Whoever imported xlwings before us, without a key, has it without the engine for books that a client sends."""
    import xlwings

    if "remote" not in {engine.name for engine in xlwings.engines}:
        from xlwings.pro import _xlremote

        xlwings.engines.add(xlwings.Engine(impl=_xlremote.engine))
