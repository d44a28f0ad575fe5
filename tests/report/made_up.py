"""A made-up county over several rounds, without workbooks or ledger: rosters, entries and what is decided from them."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

from shijibu.checks.checked import Checked
from shijibu.figures.evaluation import Book, Evaluation, PastRound, Row
from shijibu.ledger import Issue, Round
from shijibu.problems.problem import Problem
from shijibu.rounds.computed import figures_of, past_round, results_of
from shijibu.rounds.decided import DecidedRound
from shijibu.rounds.sorting import Sorted
from shijibu.rounds.standing import Standing
from shijibu.scheme.load import load
from shijibu.scheme.period import Period
from shijibu.scheme.roster import Official, Roster, Unit

TOWNSHIPS, DEPARTMENTS = 12, 20
_SURNAMES, _GIVEN = "赵钱孙李周吴郑王冯陈褚卫", ["明远", "丽华", "建国", "思齐", "文博", "海燕", "志强", "雨桐"]


def problem(severity: str = "error", value: Any = "九成", code: str = "value.not-a-number", **said: Any) -> Problem:
    told = {"sheet": "工作亮相", "cell": "F8", "field": "tasks[1].planned", "message": f"“{value}”不是数字", "fix": "请填 90%"} | said
    return Problem(code, severity, value=value, **told)  # type: ignore[arg-type]


def roster(names: dict[str, str] | None = None) -> Roster:
    """12 townships and 20 departments with teams of four to six; `names` overrides names by code or id."""
    random, given = Random(1), names or {}
    scheme = load("deqing")
    towns = [Unit(code=f"T{i + 1:02}", name=n, kind="township") for i, n in enumerate(scheme.demo.names["township"][:TOWNSHIPS])]
    offices = [Unit(code=f"D{i + 1:02}", name=n, kind="department", links=(f"T{i % TOWNSHIPS + 1:02}",))
               for i, n in enumerate(scheme.demo.names["department"][:DEPARTMENTS])]
    units = [u.model_copy(update={"name": given.get(u.code, u.name)}) for u in (*towns, *offices)]
    officials = []
    for unit in units:
        for n in range(random.randint(4, 6)):
            id = f"{unit.code}-{n + 1:02}"
            name = given.get(id, random.choice(_SURNAMES) + random.choice(_GIVEN))
            officials.append(Official(id=id, name=name, unit=unit.code, post="副职" if n else "正职", team=True))
        officials.append(Official(id=f"{unit.code}-09", name=random.choice(_SURNAMES) + random.choice(_GIVEN), unit=unit.code, post="副职"))
    return Roster.of(units, officials)


def book(people: Roster, code: str, period: Period, titles: dict[str, str] | None = None) -> Book:
    """What a unit fills in; its pace differs from unit to unit and gets better over the year."""
    random = Random(f"{code}{period}")
    pace = Random(code).choice((0.62, 0.8, 0.93, 1.0, 1.0, 1.1)) + 0.04 * (period.round - 1)
    share, team = 0.25 * period.round, people.team(code)

    def done() -> dict[str, float]:
        planned = round(share * random.uniform(0.8, 1), 2)
        return {"planned": planned, "actual": min(1.0, round(planned * pace * random.uniform(0.96, 1.04), 2))}

    tasks = [
        {"title": (titles or {}).get(code, f"任务{i}：村道提级改造"), "category": "共性指标", "weight": float(random.randint(5, 20)),
         "owner": team[0].id, "responsible": "D03;D11" if i == 1 and code.startswith("T") else None, **done()}
        for i in range(1, 6)
    ]
    projects = [{"owner": o.id, "title": f"项目{n}", **done()} for o in team for n in range(1, 4)]
    stars = [
        {"id": o.id, "name": o.name, "post": o.post, "leader": float(random.randint(82, 99)), "talk": float(random.randint(80, 98)),
         "good": float(random.randint(14, 30)), "fairly_good": 3.0, "average": 1.0, "poor": 0.0, "proposed": None}
        for o in team
    ]
    columns = {"tasks": "ABCDEFGHI", "projects": "ABCDEF", "stars": "ABCDEFGHIJ"}
    order = {"tasks": ["title", "category", "weight", "owner", "responsible", "planned", "actual"],
             "projects": ["owner", "title", "target", "planned", "actual"],
             "stars": ["id", "name", "post", "leader", "talk", "good", "fairly_good", "average", "poor", "proposed"]}

    def rows(table: str, values: list[dict[str, Any]]) -> list[Row]:
        return [Row(i, v, {c: f"{columns[table][n]}{7 + i}" for n, c in enumerate(order[table]) if c in v}) for i, v in enumerate(values, start=1)]

    return Book(code, {"tasks": rows("tasks", tasks), "projects": rows("projects", projects), "stars": rows("stars", stars)})


def reviews(people: Roster, period: Period) -> Book:
    """The county's own workbook: one review of each unit and of each head, in two rater groups."""
    random, found = Random(f"reviews{period}"), []
    subjects = [("千人评议机关（单位）", u.code, u.name) for u in people.units]
    subjects += [("千人评议乡镇部门正职领导", o.id, o.name) for o in people.officials if o.post == "正职"]
    for kind, code, name in subjects:
        for group, weight in (("服务对象", 0.6), ("基层干部群众", 0.4)):
            i = len(found) + 1
            found.append(Row(i, {"kind": kind, "subject": code, "subject_name": name, "rater_group": group, "weight": weight,
                                 "good": float(random.randint(50, 90)), "fairly_good": 10.0, "average": 5.0, "poor": 1.0},
                             {"good": f"F{i + 5}", "fairly_good": f"G{i + 5}", "average": f"H{i + 5}", "poor": f"I{i + 5}", "weight": f"E{i + 5}"}))
    return Book("COUNTY", {"reviews": found})


def decided(rounds: int = 3, *, missing: tuple[str, ...] = ("T07",), rejected: tuple[str, ...] = ("D05",), late: tuple[str, ...] = ("T02",),
            names: dict[str, str] | None = None, titles: dict[str, str] | None = None, ties: bool = False) -> DecidedRound:
    """The last of `rounds` rounds; only in it units are missing, rejected or late."""
    scheme, people, past = load("deqing"), roster(names), []
    for n in range(1, rounds + 1):
        period, last = Period(2026, n, "quarter"), n == rounds
        absent = {*missing, *rejected} if last else set()
        books = {u.code: book(people, u.code, period, titles) for u in people.units if u.code not in absent}
        if scheme.county_workbook(n):
            books["COUNTY"] = reviews(people, period)
        if ties and last:
            _tie(books["D01"])
        evaluation = Evaluation(scheme, period, people, books, list(past))
        if not last:
            past.append(as_ledger_has_it(period, evaluation))
    files = _files(books, period, rejected)
    results = results_of(evaluation, files, Standing(list(missing), list(late)))
    codes = [*(u.code for u in people.units), *(["COUNTY"] if "COUNTY" in books else [])]
    issued = {code: Issue(code, number, f"{code}.xlsx", "") for number, code in enumerate(codes, start=1)}
    sent = Round(scheme.id, str(period), "", date(2026, 10, 10), people.kept(), issued)
    return DecidedRound(scheme, period, sent, files, [], results, figures_of(evaluation), lambda: evaluation)


def as_ledger_has_it(period: Period, evaluation: Evaluation) -> PastRound:
    return past_round(str(period), figures_of(evaluation), evaluation.scheme)


def _tie(own: Book) -> None:
    """Everybody has the same scores, more than there are places."""
    for row in own.tables["stars"]:
        row.values |= {"leader": 95.0, "talk": 95.0, "good": 28.0}
    for row in own.tables["tasks"]:
        row.values |= {"planned": 0.5, "actual": 0.5}


def _files(books: dict[str, Book], period: Period, rejected: tuple[str, ...]) -> Sorted:
    accepted = {c: Checked(f"{period}_{c}_实绩簿.xlsx", unit=c, tables=b.tables) for c, b in books.items()}
    accepted["T01"].problems.append(problem("notice", value="４５％", message="“４５％”已当作 45% 接收", fix=""))
    accepted["T03"].problems.append(problem("warning", value=5.0, sheet="项目领办", cell=None, message="领办5个项目", fix="领办 3 至 4 个"))
    back = [Checked(f"{period}_{c}_实绩簿.xlsx", unit=c, problems=[problem(), problem("warning", value="=1+1")]) for c in rejected]
    unreadable = problem(sheet=None, cell=None, value=None, message="文件内容不是 Excel 工作簿（docx）", fix="另存后再交")
    stranger = Checked("其他/说明.docx", problems=[unreadable])
    return Sorted(accepted, [*back, stranger], [Checked("旧/2026-Q3_T01.xlsx", unit="T01")], [Checked("~$锁.xlsx", ignored=True)])
