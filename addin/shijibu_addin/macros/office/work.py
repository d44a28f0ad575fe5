"""What a step of the office works on: the answers, where it says how far it is, and the ledger that they name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from shijibu.ledger import Ledger
from shijibu.ledger.address import LEDGER, file_of, shown, sqlite_url
from shijibu.ledger.made import new_or_existing
from shijibu.rounds.rules import adopt
from shijibu.rules.values import WrongInput
from shijibu.rules.values import day as day_in
from shijibu.spreadsheet.wording import cut
from shijibu_addin.macros.result import NotDone

if TYPE_CHECKING:
    from shijibu.checks.checked import Checked

_NAME = 40  # characters of a file's name in a line that says how far it is


@dataclass(frozen=True, slots=True)
class Work:
    """given: the answers by the names of the questions. by: the account of the desk that asks, for its trail; linked: whether the files lie on the
    computer of who asks, so that links lead to them; schemes: the file of a scheme that counts in place of its own, by id."""

    given: Mapping[str, str]
    say: Callable[[str], object] = lambda text: None
    by: str = ""
    linked: bool = True
    schemes: Mapping[str, str] = field(default_factory=dict)

    def path(self, name: str) -> Path:
        return Path(self.given[name])

    @property
    def round(self) -> tuple[str, str]:
        """Scheme and period of the round that was chosen."""
        scheme, _, period = self.given["round"].partition("/")
        return scheme, period

    @property
    def now(self) -> datetime:
        return datetime.now().replace(microsecond=0)

    @contextmanager
    def ledger(self, *, made: bool = False) -> Iterator[Ledger]:
        """The ledger; made where there is none, if it may be. Raises NotDone, LedgerUnavailable."""
        url = ledger_url(self.given["ledger"])
        if (file := file_of(url)) and Path(file).is_file() and not Path(file).stat().st_size:
            raise NotDone(f"这不是台账，是空文件：{file}；有备份的请先恢复备份")
        if made:
            if file:
                Path(file).parent.mkdir(parents=True, exist_ok=True)
            with new_or_existing(url) as (book, _):
                yield book
            return
        if file and not Path(file).exists():
            raise NotDone(f"没有台账：{file}。请选下发时的台账所在的文件夹；还没有下发过的，先做“下发本期”")
        with Ledger.open(url) as book:
            adopt(book)
            yield book

    def day(self, name: str, label: str) -> date | None:
        """The day that an answer names; None where there is none. Raises NotDone."""
        text = self.given.get(name, "").strip()
        try:
            meant = day_in(text, label) if text else None
        except WrongInput:
            meant = None
        if text and meant is None:
            raise NotDone(f"{label}应为日期，如 2026-04-10，现为“{cut(text, _NAME)}”")
        return meant.date if meant else None

    def enter(self, what: str, ledger: Ledger, **about: object) -> None:
        """In the ledger's trail, where an account of the desk asked."""
        if self.by:
            ledger.enter_act(self.by, what, about)

    def counting(self, total: int) -> Callable[[Checked], None]:
        """What is called with each file that was checked, and says how far it is."""
        done = 0

        def one(checked: Checked) -> None:
            nonlocal done
            done += 1
            self.say(f"检查 {done}/{total}：{cut(checked.path, _NAME)}")

        self.say(f"检查 0/{total}")
        return one


def ledger_url(text: str) -> str:
    """The URL of the ledger that an answer names: a URL, its file, or the folder that it lies in."""
    if "://" in text:
        return text
    place = Path(text)
    return sqlite_url((place if place.suffix == ".db" and not place.is_dir() else place / LEDGER).as_posix())


def ledger_shown(text: str) -> str:
    """How people are told of it: a file by its folder, where it has the usual name."""
    url = ledger_url(text)
    if (file := file_of(url)) is None:
        return shown(url)
    place = Path(file).absolute()  # whoever is told of it may start elsewhere
    return str(place.parent if place.name == LEDGER else place)
