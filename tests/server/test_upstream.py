"""xlwings Server is configured, not copied: what we lean on in it is named here, so that a new version that changes it fails here first."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys

import pytest

from shijibu_addin.server import upstream
from shijibu_addin.server.app import ungated
from shijibu_addin.server.auth import PROVIDER, provider_module
from shijibu_addin.server.pane import WORDS
from shijibu_addin.server.settings import Settings

upstream.load()

import xlwings  # noqa: E402
import xlwings.server  # noqa: E402
from xlwings.pro import _xlremote  # noqa: E402
from xlwings_server import config, dependencies, main, object_handles, routers, templates  # noqa: E402

STATIC = config.PACKAGE_DIR / "static" / "js"


def script(path: str) -> str:
    return (STATIC / path).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", upstream.CONFIGURED)
def test_every_setting_that_we_make_is_one(name: str):
    """An unknown setting is ignored without a word."""
    assert name.lower() in config.Settings.model_fields or f'"XLWINGS_{name}"' in inspect.getsource(config)


def test_our_settings_hold():
    told = config.settings
    assert (told.environment, told.auth_providers, told.functions_namespace, told.cors_allow_origins) == ("prod", [PROVIDER], "SHIJI", [])
    assert not (told.enable_socketio or told.enable_wasm or told.enable_examples or told.enable_hotreload or told.cdn_officejs)
    assert told.project_dir == upstream.HOME and main.main_app is main.cors_app


def test_every_switch_of_the_packaged_server_has_been_thought_of():
    """A new feature that is on by default must be decided on, not slip in."""
    switches = {n for n, f in config.Settings.model_fields.items() if n.startswith("enable_") and f.default is True}
    assert switches - {"enable_bootstrap"} <= {n.lower() for n in upstream.CONFIGURED}


def test_the_provider_is_asked_as_we_answer():
    source = inspect.getsource(dependencies.authenticate)
    assert 'importlib.import_module(f"auth.{provider}")' in source and "await module.validate_token(token_string)" in source
    assert inspect.iscoroutinefunction(provider_module().validate_token)


def test_our_functions_are_those_that_it_serves():
    assert routers.xlwings.custom_functions.__name__ == upstream.FUNCTIONS and hasattr(routers.xlwings.custom_functions, "STARLIMIT")
    assert callable(xlwings.server.custom_functions_meta) and callable(xlwings.server.custom_scripts_meta)


def test_its_errors_are_those_that_we_map():
    packaged = ungated(Settings()).routes[-1].app
    ours = {kind for kind, handler in packaged.exception_handlers.items() if handler.__module__.startswith("shijibu_addin")}
    assert {kind.__name__ for kind in set(packaged.exception_handlers) - ours} <= {"WebSocketRequestValidationError"}
    assert {xlwings.XlwingsError, object_handles.XlwingsOperationalError, Exception} <= ours


def test_a_workbook_is_taken_and_given_back_as_we_do():
    assert "json" in inspect.signature(xlwings.Book.__init__).parameters and callable(xlwings.Book.json)
    assert _xlremote.datetime_regex.match("2026-01-10T00:00:00.000Z") and "value[:-1]" in inspect.getsource(_xlremote._clean_value_data_element)
    assert _xlremote.engine.name == "remote"


def test_the_page_has_the_places_that_we_fill():
    source = templates.templates.env.loader.get_source(templates.templates.env, "base.html")[0]
    assert "{% block content %}" in source and 'id="global-error-alert"' in source
    assert "path='/js/main.js'" in source and "path='/css/style.css'" in source and "path='/js/ribbon.js'" in source


@pytest.mark.parametrize("english", WORDS)
def test_the_page_still_says_what_we_put_into_chinese(english: str):
    assert english in templates.templates.env.loader.get_source(templates.templates.env, "base.html")[0]


def test_functions_are_posted_through_what_we_replace():
    code = script("custom-functions/custom-functions-code.js")
    assert "await globalThis.xwRequest.post(" in code and "func_name: funcName" in code and "runtime: runtime" in code
    assert "new Semaphore(1000)" in code, "calls.js waits for at most as many"
    assert "(data && data.detail)" in code and "config.customFunctionsRetryCodes" in code
    assert config.settings.custom_functions_retry_codes == [500, 502, 503, 504], "we answer with none of them"
    assert "globalThis.xwRequest = request;" in script("utils.js")


def test_macros_are_started_and_told_of_as_we_expect():
    code = script("custom-scripts/index.js")
    buttons = ('"[xw-click]"', 'getAttribute("xw-args")', 'setAttribute("disabled", "true")', 'removeAttribute("disabled")')
    errors = ('"#global-error-alert"', "No response received from server", "Unknown server error", "This add-in will not run")
    for expected in (*buttons, *errors, "export function registerCallback", "globalThis.callbacks[action.args[0].toString()]"):
        assert expected in code, expected
    assert re.search(r"Action \$\{actionIndex \+ 1\} \(\$\{actionFunc\}\) failed: ", script("custom-scripts/action-dispatch.js"))


def test_it_loads_in_a_process_that_has_uno():
    """The importer of `uno` tells a missing module by another exception than the packaged server waits for."""
    code = "import uno; before = __import__; from shijibu_addin.server import upstream; upstream.load(); print(__import__ is before)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert done.stdout.strip() == "True", done.stderr
