"""Making accounts: one, or all of a round's units and officials; their one-time passwords."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from shijibu.rounds.kept import roster_of
from shijibu_desk.ledgers import enter, ledger
from shijibu_desk.models import Account
from shijibu_desk.role import Role
from shijibu_desk.setup import LOCAL

# Without what is read for something else on paper: 0 O, 1 l I, 2 Z, 5 S, 8 B.
_LETTERS = "abcdefghijkmnpqrstuvwxyz34679"
_GROUPS, _GROUP = 3, 4


@dataclass(frozen=True, slots=True)
class Wanted:
    """An account that is to be there."""

    username: str
    title: str
    role: Role
    scheme: str = ""
    unit: str = ""
    official: str = ""


def office_signs_in() -> bool:
    """Whether somebody of the office has an account that can sign in."""
    return bool(Account.objects.filter(role=Role.OFFICE, is_active=True).exclude(username=LOCAL).exists())


def one_time_password() -> str:
    """Three groups of four letters that nobody misreads: 58 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))


def made(wanted: Wanted, by: str) -> str:
    """Makes the account, and gives its one-time password. Raises ValidationError where it cannot be."""
    password = one_time_password()
    Account.objects.create_user(wanted.username, one_time=password, title=wanted.title, role=wanted.role, scheme=wanted.scheme, unit=wanted.unit,
                                official=wanted.official)
    enter(by, "account.made", account=wanted.username, role=str(wanted.role))
    return password


def renewed(account: Account, by: str) -> str:
    """A new one-time password in place of a forgotten one; whoever is signed in under it is out."""
    password = one_time_password()
    account.set_password(password)
    account.must_change = True
    account.save()
    enter(by, "account.renewed", account=account.username)
    return password


def locked(account: Account, lock: bool, by: str) -> None:
    """The account can sign in no more, or again."""
    account.is_active = not lock
    account.save()
    enter(by, "account.locked" if lock else "account.unlocked", account=account.username)


def wanted_in(scheme: str, period: str) -> list[Wanted]:
    """An account for every unit and official of a round that has none yet."""
    round_ = ledger().issued(scheme, period)
    if round_ is None:
        return []
    roster = roster_of(round_.roster)
    has = {(a.scheme, a.unit, a.official) for a in Account.objects.filter(scheme__in=("", scheme))}
    names = set(Account.objects.values_list("username", flat=True))

    def listed() -> Iterator[Wanted]:
        for unit in roster.units:
            if not {(scheme, unit.code, ""), ("", unit.code, "")} & has:
                yield Wanted(_free(unit.code, names), unit.name, Role.UNIT, scheme, unit=unit.code)
        for official in roster.officials:
            if not {(scheme, "", official.id), ("", "", official.id)} & has:
                yield Wanted(_free(official.id, names), official.name, Role.OFFICIAL, scheme, official=official.id)

    return list(listed())


def _free(wanted: str, names: set[str]) -> str:
    """The code as a name to sign in with, which nobody has yet."""
    plain = "".join(c if c.isalnum() or c in "@.+-_" else "-" for c in wanted)
    name, n = plain, 1
    while name in names:
        n += 1
        name = f"{plain}-{n}"
    names.add(name)
    return name


def make_all(scheme: str, period: str, by: str, step: Callable[[int, int], None]) -> list[dict[str, str]]:
    """Every account that the round lacks: name, title, role and one-time password of each."""
    wanted, out = wanted_in(scheme, period), []
    for n, one in enumerate(wanted, 1):
        password = made(one, by)
        out.append({"username": one.username, "title": one.title, "role": one.role.label, "password": password})
        step(n, len(wanted))
    return out
