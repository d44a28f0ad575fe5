"""A workbook as LibreOffice leaves it."""

from __future__ import annotations

from pathlib import Path

from shijibu_addin.libreoffice.office import Office


def saved_again(office: Office, file: Path, target: Path, filter: str = "xlsx", **properties: str) -> Path:
    """The file opened, nothing computed anew, and saved as the target; they may be the same."""
    document = office.open(file, recalculate=False)
    if properties:
        told = office.properties(FilterName={"ods": "calc8"}.get(filter, filter), **properties)
        document.storeToURL(target.as_uri(), told)
    else:
        office.save(document, target, filter)
    document.close(True)
    return target
