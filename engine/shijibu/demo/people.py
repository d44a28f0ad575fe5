"""Made-up units and people, the same for the same seed."""

from __future__ import annotations

from random import Random

from shijibu.scheme.model import Scheme
from shijibu.scheme.roster import Official, Roster, Unit

PER_KIND = 2
"""Units of each kind, where the scheme says nothing of its demo."""
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
_GIVEN = "明华建国志强文静丽军伟芳敏磊洋勇艳杰娟涛超秀霞平刚桂英玉兰晓东海燕春梅立新永康安宁思远雨泽欣怡"


def made_up_roster(scheme: Scheme, units: int | None, random: Random) -> Roster:
    """A roster by the scheme's demo: its kinds of units in proportion, a team for each, links from the linking kind."""
    sizes = _sizes(scheme.demo.kinds or {k.id: PER_KIND for k in scheme.roster.kinds}, units)
    made: list[Unit] = []
    officials: list[Official] = []
    for kind in scheme.roster.kinds:
        names = scheme.demo.names.get(kind.id, [])
        for n in range(1, sizes.get(kind.id, 0) + 1):
            code = f"{kind.id[0].upper()}{n:02}"
            name = names[n - 1] if n <= len(names) else f"第{n}{kind.label}"
            made.append(Unit(code=code, name=name, kind=kind.id))
    targets = [u.code for u in made if u.kind == scheme.roster.link_to]
    made = [u.model_copy(update={"links": _links(u, scheme, targets, random)}) for u in made]
    made = [u.model_copy(update={"extra": _drawn(scheme, "units", u, made, random)}) for u in made]
    for unit in made:
        officials += [o.model_copy(update={"extra": _drawn(scheme, "officials", unit, made, random) | o.extra}) for o in _staff(scheme, unit, random)]
    return Roster.of(made, officials)


def _drawn(scheme: Scheme, of: str, unit: Unit, units: list[Unit], random: Random) -> dict[str, str]:
    """The columns that the scheme adds to the roster, for one unit or one of its officials."""
    demo, out = scheme.demo, {}
    for column in scheme.roster.columns:
        values = demo.columns.get(column.id, [])
        values = values.get(unit.kind, []) if isinstance(values, dict) else values
        if column.of != of:
            continue
        if column.id in demo.named_units:
            others = [u.code for u in units if u.code != unit.code]
            value = random.choice(others) if others and random.random() < demo.named_units[column.id] else ""
        else:
            value = random.choice(values) if values else ""
        if value:
            out[column.id] = value
    return out


def _sizes(kinds: dict[str, int], units: int | None) -> dict[str, int]:
    """How many units of each kind: as the scheme says, or `units` altogether in the same proportion."""
    total = sum(kinds.values())
    if units is None or not total:
        return kinds
    sizes = {k: max(1, units * n // total) if units >= len(kinds) else 0 for k, n in kinds.items()}
    largest = max(kinds, key=lambda k: kinds[k])
    sizes[largest] += units - sum(sizes.values())
    return sizes


def _links(unit: Unit, scheme: Scheme, targets: list[str], random: Random) -> tuple[str, ...]:
    if unit.kind != scheme.roster.link_from or not targets:
        return ()
    return tuple(sorted(random.sample(targets, min(len(targets), random.choice((1, 1, 2))))))


def _staff(scheme: Scheme, unit: Unit, random: Random) -> list[Official]:
    team = random.randint(*scheme.demo.team)
    least, most = scheme.demo.staff
    others = random.randint(least, most) if least < most else least
    head, deputy = scheme.roster.head, next((p for p in scheme.roster.posts if p != scheme.roster.head), scheme.roster.head)
    taken: set[str] = set()
    staff = []
    for n in range(1, team + others + 1):
        outside = n > team
        ways = scheme.demo.staff_as.get(unit.kind, []) if outside else []
        extra = dict(scheme.demo.extra) | (ways[(n - team - 1) % len(ways)] if ways else {}) if outside else {}
        extra |= scheme.demo.head_as.get(unit.kind, {}) if n == 1 else {}
        post = extra.pop("post", head if n == 1 else deputy)
        staff.append(Official(id=f"{unit.code}-{n:02}", name=_name(random, taken), unit=unit.code, post=post, team=not outside, extra=extra))
    return staff


def _name(random: Random, taken: set[str]) -> str:
    while True:
        name = random.choice(_SURNAMES) + "".join(random.choice(_GIVEN) for _ in range(random.choice((1, 2, 2))))
        if name not in taken:
            taken.add(name)
            return name
