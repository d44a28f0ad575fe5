"""The component that LibreOffice loads: every function of the catalogue, and the commands of the menu 实绩簿.

It stands alone in the extension; environment.json beside it says where the Python environment with Shijibu is. Whatever fails, LibreOffice
gets an error value from here and the log a line: when this module cannot be loaded, no function exists and nobody learns why.
"""

import contextlib
import json
import os
import site
import struct
import sys
import time
import traceback

import uno
import unohelper
from com.sun.star.lang import XServiceInfo, XServiceName
from com.sun.star.sheet import XAddIn
from com.sun.star.task import XJobExecutor
from org.shijibu import XShijibu

HERE = os.path.dirname(__file__)
with open(os.path.join(HERE, "environment.json"), encoding="utf-8") as _file:
    ENVIRONMENT = json.load(_file)
with open(os.path.join(HERE, "functions.json"), encoding="utf-8") as _file:
    FUNCTIONS = json.load(_file)
SERVICE = "SHIJI"
MENU = "org.shijibu.Menu"

# What a cell shows as #VALUE!, for when not even the module that makes error values can be loaded.
FAILED = struct.unpack("<d", struct.pack("<Q", 0x7FF8 << 48 | 519))[0]


def _note(text):
    """A line, and what follows it, in the log; the same file as shijibu_addin.libreoffice.calls writes. No log is no reason to fail."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA", os.path.expanduser("~"))
    else:
        base = os.environ.get("XDG_STATE_HOME", os.path.join(os.path.expanduser("~"), ".local", "state"))
    file = os.environ.get("SHIJIBU_ADDIN_LOG") or os.path.join(base, "shijibu", "addin.log")
    with contextlib.suppress(OSError):
        os.makedirs(os.path.dirname(file), exist_ok=True)
        with open(file, "a", encoding="utf-8") as log:
            log.write(time.strftime("%Y-%m-%d %H:%M:%S ") + text + "\n")


def _find_shijibu():
    """The module that calls the rules; None where it cannot be loaded, which the log then explains."""
    for folder in ENVIRONMENT["site_packages"]:
        if folder not in sys.path:
            site.addsitedir(folder)
    try:
        from shijibu_addin.libreoffice import calls
    except Exception:
        running = "{}.{}".format(*sys.version_info)
        _note(
            f"找不到实绩簿：环境在 {'、'.join(ENVIRONMENT['site_packages'])}（Python {ENVIRONMENT['python']}），LibreOffice 内是 Python {running}；"
            f"请重新运行 shijibu addin install libreoffice\n{traceback.format_exc()}"
        )
        return None
    with contextlib.suppress(OSError):  # functions go on without a log
        calls.start_log()
    return calls


CALLS = _find_shijibu()


class AddIn(unohelper.Base, XAddIn, XServiceName, XServiceInfo, XShijibu):
    """The functions; one method a function, made below."""

    def __init__(self, context):
        self.locale = None

    def getServiceName(self):
        return SERVICE

    def getImplementationName(self):
        return SERVICE

    def supportsService(self, name):
        return name in self.getSupportedServiceNames()

    def getSupportedServiceNames(self):
        return ("com.sun.star.sheet.AddIn", SERVICE)

    def setLocale(self, locale):
        self.locale = locale

    def getLocale(self):
        return self.locale

    def getProgrammaticFuntionName(self, display):  # the interface spells it so
        return next((name for name, told in FUNCTIONS.items() if told["display"] == display), "")

    def getDisplayFunctionName(self, name):
        return FUNCTIONS[name]["display"] if name in FUNCTIONS else ""

    def getFunctionDescription(self, name):
        return FUNCTIONS[name]["zh"] if name in FUNCTIONS else ""

    def getDisplayArgumentName(self, name, number):
        return _parameter(name, number).get("name", "")

    def getArgumentDescription(self, name, number):
        return _parameter(name, number).get("zh", "")

    def getProgrammaticCategoryName(self, name):
        return "Add-In"

    def getDisplayCategoryName(self, name):
        return "Add-In"


def _parameter(name, number):
    function = FUNCTIONS.get(name, {})
    parameters = function.get("parameters", [])
    number -= function.get("days", False)  # the document, which LibreOffice counts and nobody types
    return parameters[number] if 0 <= number < len(parameters) else {}


def _method(name, told):
    def answer(arguments):
        if CALLS is None:
            return FAILED
        document, given = (arguments[0], arguments[1:]) if told["days"] else (None, arguments)
        try:
            return CALLS.call(told["rule"], given, document)
        except Exception:
            _note(f"{told['rule']}{arguments!r}\n{traceback.format_exc()}")
            return FAILED

    def method(self, *arguments):
        value = answer(arguments)
        return ((value,),) if told["table"] and not isinstance(value, tuple) else value

    method.__name__ = name
    return method


for _name, _told in FUNCTIONS.items():
    setattr(AddIn, _name, _method(_name, _told))


class Menu(unohelper.Base, XJobExecutor, XServiceInfo):
    """The commands of the menu."""

    def __init__(self, context):
        self.context = context

    def getImplementationName(self):
        return MENU

    def supportsService(self, name):
        return name == MENU

    def getSupportedServiceNames(self):
        return (MENU,)

    def trigger(self, command):
        try:
            from shijibu_addin.libreoffice import menu

            menu.run(self.context, command, ENVIRONMENT.get("executable"))
        except Exception:
            _note(f"menu {command}\n{traceback.format_exc()}")
            with contextlib.suppress(Exception):
                self._tell("没有完成：找不到实绩簿的程序。请重新运行 shijibu addin install libreoffice，再启动 LibreOffice")

    def _tell(self, message):
        """A box over the window in front; a headless LibreOffice shows none, and does not wait."""
        create = self.context.ServiceManager.createInstanceWithContext
        window = create("com.sun.star.frame.Desktop", self.context).getCurrentFrame().ContainerWindow
        if window.isVisible():
            kind = uno.Enum("com.sun.star.awt.MessageBoxType", "ERRORBOX")
            create("com.sun.star.awt.Toolkit", self.context).createMessageBox(window, kind, 1, "实绩簿", message).execute()


g_ImplementationHelper = unohelper.ImplementationHelper()
g_ImplementationHelper.addImplementation(AddIn, SERVICE, ("com.sun.star.sheet.AddIn", SERVICE))
g_ImplementationHelper.addImplementation(Menu, MENU, (MENU,))
