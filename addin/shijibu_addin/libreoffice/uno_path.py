"""Where LibreOffice and its Python bridge `uno` are, and how this Python comes to import it.

Distributions keep uno.py outside of every virtual environment. Putting the whole system's packages on the path would let them
shadow ours, so the two modules of the bridge alone are linked: `python -m shijibu_addin.libreoffice.uno_path` does it.
"""

from __future__ import annotations

import importlib
import os
import re
import shutil
import sys
import sysconfig
from pathlib import Path
from types import ModuleType

from shijibu.errors import ShijibuError

MODULES = ("uno.py", "unohelper.py")
_SYSTEM_PACKAGES = (Path("/usr/lib/python3/dist-packages"), Path("/usr/lib64/python3/site-packages"))
_PROGRAMS = (
    Path("/usr/lib/libreoffice/program"),
    Path("/usr/lib64/libreoffice/program"),
    Path("/opt/libreoffice/program"),
    Path("/snap/libreoffice/current/lib/libreoffice/program"),
    Path("/Applications/LibreOffice.app/Contents/MacOS"),
    Path("/Applications/LibreOffice.app/Contents/Resources"),
    Path(os.environ.get("PROGRAMFILES", "C:/Program Files")) / "LibreOffice/program",
)
_MISSING = "{what} was not found: install LibreOffice Calc and its Python bridge (Debian and Ubuntu: libreoffice-calc python3-uno)."


class OfficeMissing(ShijibuError, RuntimeError):
    """LibreOffice or its Python bridge is not on this machine; the text names the package."""


def soffice() -> Path:
    """The program that starts LibreOffice: from PATH, or from the usual places. Raises OfficeMissing."""
    for name in ("soffice", "libreoffice"):
        found = shutil.which(name)
        if found:
            return Path(found).resolve()
    for folder in [*_PROGRAMS, *sorted(Path("/opt").glob("libreoffice*/program"), reverse=True)]:
        for name in ("soffice", "soffice.exe"):
            if (folder / name).is_file():
                return folder / name
    raise OfficeMissing(_MISSING.format(what="LibreOffice"))


def import_uno() -> ModuleType:
    """The bridge module `uno`, found outside of the environment if need be. Raises OfficeMissing."""
    try:
        return importlib.import_module("uno")
    except ImportError:
        folder = bridge()
    sys.path.append(str(folder))
    try:
        return importlib.import_module("uno")
    except ImportError as error:
        raise OfficeMissing(f"LibreOffice's Python bridge in {folder} cannot be loaded by Python {_minor()}: {error}") from None
    finally:
        sys.path.remove(str(folder))


def bridge() -> Path:
    """The folder that holds uno.py for this Python's version. Raises OfficeMissing."""
    folder = next((f for f in (*_SYSTEM_PACKAGES, *_beside_soffice()) if (f / "uno.py").is_file()), None)
    if folder is None:
        raise OfficeMissing(_MISSING.format(what="LibreOffice's Python bridge `uno`"))
    built_for = _built_for(folder)
    if built_for and built_for != _minor():
        raise OfficeMissing(
            f"LibreOffice's Python bridge is built for Python {built_for} and this environment is Python {_minor()}: "
            f"make the environment from python{built_for} (Debian and Ubuntu: /usr/bin/python3)."
        )
    return folder


def link(target: Path) -> Path:
    """Make `uno` and `unohelper`, and nothing else, importable from the site-packages folder `target`; gives where they are."""
    folder = bridge()
    if list(folder.glob("*pyuno.*")):
        # The modules lie beside the library that they load: they find it only with their own folder on the path.
        (target / "shijibu_uno.pth").write_text(f"{folder}\n", encoding="utf-8")
        return folder
    for name in MODULES:
        if (folder / name).is_file():
            place = target / name
            place.unlink(missing_ok=True)
            place.symlink_to(folder / name)
    return folder


def _beside_soffice() -> list[Path]:
    try:
        program = soffice().parent
    except OfficeMissing:
        return []
    return [program, program.parent / "Resources"]


def _minor() -> str:
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def _built_for(folder: Path) -> str | None:
    """The Python version that the bridge's library was linked with, read from its list of needed libraries; None if it does not say."""
    for place in (folder, *_beside_soffice()):
        for library in place.glob("*pyuno.*"):
            told = re.search(rb"(?:libpython|[pP]ython\.framework/Versions/)(3\.\d+)", library.read_bytes())
            if told:
                return told[1].decode()
    return None


def built_for() -> str | None:
    """The minor version of the Python that LibreOffice runs; None where it does not say. Raises OfficeMissing."""
    folder = next((f for f in (*_SYSTEM_PACKAGES, *_beside_soffice()) if (f / "uno.py").is_file()), None)
    if folder is None:
        raise OfficeMissing(_MISSING.format(what="LibreOffice's Python bridge `uno`"))
    return _built_for(folder)


def main() -> int:
    """Link the bridge into this environment; one sentence and 1 when it cannot be."""
    from shijibu.terminal import complain, say

    try:
        folder = link(Path(sysconfig.get_path("purelib")))
    except OfficeMissing as error:
        complain(error)
        return 1
    say(f"uno is linked from {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
