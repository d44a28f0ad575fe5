"""What a desk is started with."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """ledger: its URL. folder: where uploaded and written files lie, and the desk's own database where the ledger is a file.
    origins: whole addresses by which a proxy in front is reached. encrypted: whether browsers come by https. login: without one only
    whoever sits at this computer is served, as the office. first: the trace of the token with which the office's first account is made in the
    browser (starting/token.py); empty where it is made by the command alone.
    """

    ledger: str
    folder: str
    origins: tuple[str, ...] = ()
    encrypted: bool = False
    login: bool = True
    first: str = ""

    def text(self) -> str:
        """For a process that is started with the same options."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def parse(cls, text: str) -> Options:
        read = json.loads(text)
        return cls(**{**read, "origins": tuple(read["origins"])})
