"""The component that LibreOffice loads: every function of the catalogue, and the commands of the menu 实绩簿.

It stands alone in the extension; environment.json beside it says where the Python environment with Shijibu is.
"""

import json
import os
import site
import sys

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

for _folder in ENVIRONMENT["site_packages"]:
    if _folder not in sys.path:
        site.addsitedir(_folder)

from shijibu_addin.libreoffice import calls  # noqa: E402

calls.start_log()


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
    parameters = FUNCTIONS.get(name, {}).get("parameters", [])
    return parameters[number] if 0 <= number < len(parameters) else {}


def _method(name, told):
    def method(self, *arguments):
        return calls.call(told["rule"], arguments)

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
        from shijibu_addin.libreoffice import menu

        menu.run(self.context, command)


g_ImplementationHelper = unohelper.ImplementationHelper()
g_ImplementationHelper.addImplementation(AddIn, SERVICE, ("com.sun.star.sheet.AddIn", SERVICE))
g_ImplementationHelper.addImplementation(Menu, MENU, (MENU,))
