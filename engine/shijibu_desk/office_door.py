"""The office's work in Excel's task pane, as the desk admits it: for accounts of the office, on its ledger, and seen at the desk afterwards."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from asgiref.sync import sync_to_async
from django.db import connections

from shijibu.files import RECORD, together
from shijibu.report.write import RESULTS
from shijibu.scheme.load import scheme_ids
from shijibu.workbook.file_names import MANIFEST
from shijibu_addin.server.office_door import NotTheOffice
from shijibu_desk.addin_figures import DeskFigures
from shijibu_desk.asking import ask
from shijibu_desk.ledgers import options
from shijibu_desk.places import RoundFolder
from shijibu_desk.role import Role
from shijibu_desk.schemes import scheme_path
from shijibu_desk.visitors import account_of_visitor

_SIGN_IN = "请先用考评办的账号登录"
_NOT_YOURS = "这是考评办的功能，您的账号不能用"


class DeskDoor:
    """`shijibu_addin.server.office_door.OfficeDoor`."""

    @property
    def ledger(self) -> str:
        return options().ledger

    async def admits(self, cookies: str, authorization: str) -> str:
        account = await sync_to_async(account_of_visitor)(cookies, authorization)
        if account is None:
            raise NotTheOffice(401, _SIGN_IN)
        if account.role != Role.OFFICE:
            raise NotTheOffice(403, _NOT_YOURS)
        return str(account.username)

    def figures(self, cookies: str, authorization: str) -> DeskFigures:
        return DeskFigures(cookies, authorization)

    def schemes(self) -> Mapping[str, str]:
        """As the office put them in force."""
        return {id: str(scheme_path(id)) for id in scheme_ids()}

    def finished(self, by: str, step: str, written: Path) -> None:
        """What went out lies in the round's folder as well, and a result is written and shown anew from the ledger."""
        try:
            for manifest in written.rglob(MANIFEST):
                told = json.loads(manifest.read_bytes())
                _keep_issued(manifest.parent, RoundFolder(told["scheme"], told["period"]).issued)
            for results in written.rglob(RESULTS):
                told = json.loads(results.read_bytes())
                ask("rewrite", f"写出 {told['period']} 的结果", by, scheme=told["scheme"], period=told["period"])
        finally:
            connections.close_all()  # of this thread


def _keep_issued(folder: Path, place: Path) -> None:
    with together(place, force=True) as batch:
        for file in folder.iterdir():
            if file.is_file() and file.name != RECORD:
                batch.write(file.name, file.read_bytes())
