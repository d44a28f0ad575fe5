"""The LibreOffice extension, made from the catalogue: no SDK, the same bytes for the same catalogue and environment."""

from __future__ import annotations

import io
import json
import site
import sys
import sysconfig
import zipfile
from importlib import resources
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from shijibu import __version__
from shijibu.files import together
from shijibu.rules import Rule
from shijibu.rules.names import PREFIX
from shijibu.scheme import catalogue
from shijibu_addin.libreoffice.menu import commands
from shijibu_addin.libreoffice.office import SPREADSHEET
from shijibu_addin.macros import OFFICE

IDENTIFIER = "org.shijibu.calc"
FILE = "shijibu.oxt"
_COMPONENT = "shijibu_component.py"
_STAMP = (2026, 1, 1, 0, 0, 0)
_XCU = 'xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"'


def environment() -> dict[str, Any]:
    """Where this installation's packages are, for which Python, and where that is: long work is done by it, in a process of its own."""
    folders = [sysconfig.get_paths()["purelib"], *(p for p in site.getsitepackages() if p != sysconfig.get_paths()["purelib"])]
    return {"site_packages": folders[:1], "python": f"{sys.version_info.major}.{sys.version_info.minor}", "executable": sys.executable}


def members() -> dict[str, bytes]:
    """The extension's files by name."""
    rules = catalogue.functions()
    component = resources.files("shijibu_addin.libreoffice").joinpath("component", _COMPONENT).read_bytes()
    return {
        "META-INF/manifest.xml": _manifest().encode(),
        "description.xml": _description().encode(),
        "shijibu.idl": _types(rules).encode(),
        "shijibu.components": _components().encode(),
        "CalcAddIns.xcu": _functions_xcu(rules).encode(),
        "Addons.xcu": _menu_xcu().encode(),
        _COMPONENT: component,
        "functions.json": _json({_method(r): _told(r) for r in rules}),
        "environment.json": _json(environment()),
    }


def build(out: Path, *, force: bool = False) -> Path:
    """Write the extension into the folder `out`. Raises OSError, and WouldReplace unless `force`."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members().items():
            info = zipfile.ZipInfo(name, _STAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    with together(out, force=force) as batch:
        batch.write(FILE, packed.getvalue())
    return out / FILE


def unpack(folder: Path) -> Path:
    """The extension as a folder, as LibreOffice takes bundled ones."""
    for name, data in members().items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return folder


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _method(rule: Rule) -> str:
    return rule.name.lower()


def _argument(number: int) -> str:
    """An argument's name in the type library: its place, for that language keeps words such as `type` and `property` for itself, and one
    such name would take every function away. People see the parameter's own name."""
    return f"p{number}"


def _is_table(rule: Rule) -> bool:
    """Whether it may answer with a column. One value must not go as a table of one: IFERROR(SHIJI.X(...),IF(...)) of an error in a table is
    the error 509 in LibreOffice, unless INDEX takes it out."""
    return rule.returns == "column" or rule.spreads


def _counts_days(rule: Rule) -> bool:
    """Whether it takes days: it is then told of the document, whose first day need not be that of other documents."""
    return any(p.is_day for p in rule.parameters)


def _told(rule: Rule) -> dict[str, Any]:
    told = catalogue.entry(rule)
    return {
        "rule": rule.name, "display": PREFIX + rule.name, "zh": rule.zh, "table": _is_table(rule), "days": _counts_days(rule),
        "parameters": [{"name": p["name"], "zh": p["zh"] + ("（可不填）" if p["optional"] else "")} for p in told["parameters"]],
    }


def _types(rules: list[Rule]) -> str:
    lines = []
    for rule in rules:  # an `any` may be left out, and takes a cell, a range or an array
        document = ["[in] com::sun::star::beans::XPropertySet document"] if _counts_days(rule) else []
        arguments = ", ".join([*document, *(f"[in] any {_argument(n)}" for n, _ in enumerate(rule.parameters, 1))])
        kind = "sequence<sequence<any> >" if _is_table(rule) else "any"
        lines.append(f"        {kind} {_method(rule)}({arguments});")
    return "module org { module shijibu {\n    interface XShijibu {\n" + "\n".join(lines) + "\n    };\n}; };\n"


def _manifest() -> str:
    kinds = {
        "shijibu.idl": "application/vnd.sun.star.uno-typelibrary;type=RDB", "shijibu.components": "application/vnd.sun.star.uno-components",
        "CalcAddIns.xcu": "application/vnd.sun.star.configuration-data", "Addons.xcu": "application/vnd.sun.star.configuration-data",
    }
    entries = "".join(f' <manifest:file-entry manifest:full-path="{name}" manifest:media-type="{kind}"/>\n' for name, kind in kinds.items())
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<manifest:manifest xmlns:manifest="http://openoffice.org/2001/manifest">\n{entries}</manifest:manifest>\n'


def _description() -> str:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<description xmlns="http://openoffice.org/extensions/description/2006" xmlns:xlink="http://www.w3.org/1999/xlink">
 <identifier value="{IDENTIFIER}"/>
 <version value="{__version__}"/>
 <display-name><name lang="zh-CN">实绩簿</name><name lang="en">Shijibu</name></display-name>
</description>
"""


def _components() -> str:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<components xmlns="http://openoffice.org/2010/uno-components">
 <component loader="com.sun.star.loader.Python" uri="{_COMPONENT}">
  <implementation name="SHIJI"><service name="com.sun.star.sheet.AddIn"/><service name="SHIJI"/></implementation>
  <implementation name="org.shijibu.Menu"><service name="org.shijibu.Menu"/></implementation>
 </component>
</components>
"""


def _value(text: str, lang: str = ' xml:lang="en"') -> str:
    return f"<value{lang}>{escape(text)}</value>"


def _functions_xcu(rules: list[Rule]) -> str:
    nodes = []
    for rule in rules:
        told = _told(rule)
        parameters = "".join(
            f'<node oor:name="{_argument(n)}" oor:op="replace">'
            f'<prop oor:name="DisplayName">{_value(p["name"])}</prop><prop oor:name="Description">{_value(p["zh"])}</prop></node>'
            for n, p in enumerate(told["parameters"], 1)
        )
        nodes.append(
            f'<node oor:name="{_method(rule)}" oor:op="replace"><prop oor:name="DisplayName">{_value(told["display"])}</prop>'
            f'<prop oor:name="Description">{_value(told["zh"])}</prop><prop oor:name="Category">{_value("Add-In", "")}</prop>'
            f'<prop oor:name="CompatibilityName">{_value(told["display"])}</prop><node oor:name="Parameters">{parameters}</node></node>'
        )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<oor:component-data {_XCU} oor:name="CalcAddIns" oor:package="org.openoffice.Office">'
        f'<node oor:name="AddInInfo"><node oor:name="SHIJI" oor:op="replace"><node oor:name="AddInFunctions">{"".join(nodes)}</node></node></node>'
        "</oor:component-data>\n"
    )


def _menu_xcu() -> str:
    groups = commands()
    items = "".join(_entries(f"{n}", list(own.items()), folded=group == OFFICE) for n, (group, own) in enumerate(groups.items(), 1))
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<oor:component-data {_XCU} oor:name="Addons" oor:package="org.openoffice.Office">'
        '<node oor:name="AddonUI"><node oor:name="OfficeMenuBar"><node oor:name="org.shijibu.menu" oor:op="replace">'
        f'{_titled("实绩簿")}<node oor:name="Submenu">{items}</node></node></node></node></oor:component-data>\n'
    )


def _entries(number: str, own: list[tuple[str, str]], *, folded: bool) -> str:
    """A group of the menu: a line, and its commands; those of the office in a menu of their own, which units need not look through."""
    line = _entry(f"m{number}00", _text("URL", "<value>private:separator</value>")) if number != "1" else ""
    entries = "".join(
        _entry(f"m{number}{i:02}", _text("URL", f"<value>service:org.shijibu.Menu?{command}</value>") + _titled(title))
        for i, (command, title) in enumerate(own, 1)
    )
    if not folded:
        return line + entries
    return line + _entry(f"m{number}01", _text("URL", "<value/>") + _titled(OFFICE) + f'<node oor:name="Submenu">{entries}</node>')


def _entry(name: str, inside: str) -> str:
    return f'<node oor:name="{name}" oor:op="replace">{inside}</node>'


def _titled(title: str) -> str:
    return _text("Title", _value(title)) + _text("Context", f"<value>{SPREADSHEET}</value>")


def _text(name: str, value: str) -> str:
    return f'<prop oor:name="{name}" oor:type="xs:string">{value}</prop>'
