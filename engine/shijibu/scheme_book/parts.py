"""What sheets a scheme workbook has: which part of the scheme each holds, one row a piece, one column a field.

The columns follow from the models of `scheme/`: a field that the language gains has a column of its own as soon as `headings` names it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from shijibu.scheme.demo import DemoTable
from shijibu.scheme.model import Clause, Reference, RosterColumn, Scheme, UnitKind
from shijibu.scheme.outcomes import Check, Figure, ListRule, Penalty, PenaltyTarget, Reason, Similar, Tie
from shijibu.scheme.parameters import ParameterRelation, ParameterValue
from shijibu.scheme.reports import ReportSheet
from shijibu.scheme.sheets import Column, Fact, Sheet, SubjectRows, Table, Workbook
from shijibu.scheme.worked import MOST_COLUMNS, Earlier, Expected, Given, Subject, WorkedExample
from shijibu.scheme_book.forms import CHOICE, LINES, NUMBER, NUMBERS, STRUCTURE, TEXT, TRUTH, VALUE, VALUES, Form
from shijibu.scheme_book.headings import heading
from shijibu.spreadsheet.severity import SEVERITIES

Loc = tuple[str | int, ...]
_NAMES = {
    "Check.each": "表", "PenaltyTarget.table": "表", "Tie.table": "表", "Similar.table": "表", "PersonalSheet.of": "表",
    "Roster.link_from": "单位类别", "Roster.link_to": "单位类别", "Column.unit_kind": "单位类别", "Figure.limit": "单位指标",
    **{f"Report.{field}": "单位指标" for field in ("rank_by", "rank", "trend", "cards")},
    **dict.fromkeys(("Scheme.notice_days", "Scheme.notice_start", "Similar.at_least", "Similar.least_length", "Similar.rounds", "SubjectRows.groups"),
                    "parameter"),
    "WorkedExample.period": "period", "Earlier.period": "period", "WorkedExample.kind": "kind", "Subject.kind": "kind",
    "Given.table": "title", "Earlier.figure": "figure", "Expected.figure": "figure",
    **dict.fromkeys(("Subject.links", "Subject.unit", "Earlier.of", "Given.of", "Expected.of"), "算例名册"),
}
"""Fields that name a piece of another sheet; `rule` is one everywhere."""
_ONE_CELL: dict[tuple[type[BaseModel], str], Form] = {
    (ParameterValue, "value"): VALUE, (ParameterValue, "one_of"): VALUE, (Expected, "value"): VALUES, (Earlier, "value"): VALUES}


@dataclass(frozen=True, slots=True)
class Place:
    """A column of a sheet, or a line of 基本.

    path: where its value stands in the row's piece. words: a fixed list, by what stands in the
    scheme. names: of which sheet it names a piece, or `rule`, `parameter`, `period`; `kind`, `title` (of a table), `figure`: what people
    call it.
    """

    path: tuple[str, ...]
    label: str
    note: str
    form: Form
    required: bool = False
    words: tuple[str, ...] = ()
    names: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A sheet of pieces of one kind.

    into: where the pieces stand in what they belong to, which is the scheme, or a piece of the sheet `of`. keyed: names that tell a
    piece among its like, where the scheme keeps them by name. alone: a piece is one value, not several fields. known_by: the field
    by which sheets below name a piece of this one. without, flat: fields that stand elsewhere, and whose own fields stand here. blocks: a
    piece is a heading row with rows of cells below it (`given`). gained: workbooks that were exported earlier do without the sheet.
    """

    title: str
    model: type[BaseModel] | None
    into: Loc
    of: str = ""
    keyed: tuple[str, ...] = ()
    alone: Place | None = None
    known_by: str = "id"
    without: tuple[str, ...] = ()
    flat: tuple[str, ...] = ()
    about: str = ""
    blocks: bool = False
    gained: bool = False

    @property
    def above(self) -> tuple[Part, ...]:
        """The sheets whose pieces a row names to say what it belongs to; a sheet's title alone does not tell it, for each workbook has a cover."""
        if not self.of:
            return ()
        owner = part(self.of)
        return (*owner.above, owner) if owner.known_by == "title" else (owner,)

    @property
    def places(self) -> tuple[Place, ...]:
        if self.blocks:
            return (*_places(Given, ("columns", "rows"), ()), *_CELLS)
        return (self.alone,) if self.alone else tuple(_places(self.model, self.without, self.flat)) if self.model else ()


def _places(model: type[BaseModel], without: tuple[str, ...], flat: tuple[str, ...], before: tuple[str, ...] = ()) -> Iterator[Place]:
    for name, info in model.model_fields.items():
        if name in without:
            continue
        key = info.alias or name
        if name in flat:
            inner = next(t for t in _kinds(info.annotation) if isinstance(t, type) and issubclass(t, BaseModel))
            yield from _places(inner, without, flat, (*before, key))
            continue
        yield place_of(model, name, (*before, key))


def place_of(model: type[BaseModel], name: str, path: tuple[str, ...]) -> Place:
    """The column of a model's field."""
    info = model.model_fields[name]
    form, words = _form(info)
    form = _ONE_CELL.get((model, name), form)
    label, note = heading(model.__name__, name)
    names = "rule" if name == "rule" else _NAMES.get(f"{model.__name__}.{name}", "")
    return Place(path, label, note, form, info.is_required(), words, names)


def _form(info: FieldInfo) -> tuple[Form, tuple[str, ...]]:
    kinds = list(_kinds(info.annotation))
    literals = [get_args(k) for k in kinds if get_origin(k) is Literal]
    if literals:
        return CHOICE, tuple(literals[0])
    of_words = [get_args(k)[1] for k in kinds if get_origin(k) is dict and get_origin(get_args(k)[1]) is Literal]
    if of_words:
        return STRUCTURE, get_args(of_words[0])
    simple = {_plain(k) for k in kinds}
    if simple == {bool}:
        return TRUTH, ()
    if simple <= {int, float}:
        return NUMBER, ()
    if len(simple) == 1 and isinstance(only := simple.pop(), type) and issubclass(only, str):
        return TEXT, ()
    if len(kinds) == 1 and get_origin(kinds[0]) is list:
        inner = {_plain(k) for k in _kinds(get_args(kinds[0])[0])}
        if inner == {int}:
            return NUMBERS, ()
        if all(isinstance(k, type) and issubclass(k, str) for k in inner):
            return LINES, ()
    return STRUCTURE, ()


def _kinds(annotation: Any) -> Iterator[Any]:
    """The kinds that a field may have, None aside."""
    if get_origin(annotation) is Annotated:
        yield from _kinds(get_args(annotation)[0])
    elif get_origin(annotation) in (Union, UnionType):
        for kind in get_args(annotation):
            yield from _kinds(kind)
    elif annotation is not NoneType:
        yield annotation


def _plain(kind: Any) -> Any:
    return next(_kinds(kind), kind) if get_origin(kind) is Annotated else get_origin(kind) or kind


_CELLS = tuple(Place(("cells", str(n)), f"第{n}栏", "", VALUES) for n in range(1, MOST_COLUMNS + 1))
PARTS: tuple[Part, ...] = (
    Part("单位类别", UnitKind, ("roster", "kinds"), about="被考评的单位分几类；排名在同类单位之间进行。"),
    Part("名册栏目", RosterColumn, ("roster", "columns"), about="名册工作簿在固定栏目之外多问的栏目；名册可以不填这些栏目。"),
    Part("参数", ParameterValue, ("parameters",), keyed=("rule", "name"),
         about="规则里的每个数、每个词。改“取值”一栏即可；“来源未定”为“是”的，是来源文本没有说、由本方案先定的，可以按本地规定改。"),
    Part("参数关系", ParameterRelation, ("relations",), about="几个参数之间应有的关系，例如权重之和为 1；不合的，导入时指出。"),
    Part("等次", None, ("scales",), keyed=("id",), alone=Place((), *heading("Scheme", "scales"), VALUE, True),
         about="由分数换成等次的分数线：一行“分数线 | 等次”，从高到低；或写一个参数，如 LS-6.bands。"),
    Part("依据", Clause, ("clauses",), keyed=("rule",), about="来源文本的原文，逐句照录，一句一行。"),
    Part("不计算的规则", Reference, ("references",), about="不必计算、由制度本身满足的规则，以及在哪里满足。"),
    Part("工作簿", Workbook, ("workbooks",), without=("sheets",), about="下发哪几种工作簿：各单位一种，办公室自己的可以另有一种。"),
    Part("工作表", Sheet, ("sheets",), of="工作簿", known_by="title", without=("tables", "facts"), flat=("personal",),
         about="每种工作簿里有哪些工作表，按次序。有“登记表”各栏的，是从一张表里取一个人的各行打印的表。"),
    Part("登记表项目", Fact, ("personal", "facts"), of="工作表", about="登记表上从别的表取来的一项，写作 表.栏目。"),
    Part("表", Table, ("tables",), of="工作表", without=("columns", "subjects"),
         about="工作表里的表，按次序。行数、按成员、按干部、固定行，只能填一种。"),
    Part("固定行", SubjectRows, ("subjects",), of="表", about="行由办公室定好的表：每个被评对象一行，或每个被评对象、每个评议主体一行。"),
    Part("栏目", Column, ("columns",), of="表", about="每张表的栏目，按次序。有“自动计算”的不用填，有“预填”的由办公室填好。"),
    Part("单位指标", Figure, ("unit_figures",), about="由填报的内容算出的单位指标，可以用前面定的参数和栏目。"),
    Part("干部指标", Figure, ("official_figures",), about="由填报的内容算出的干部指标。"),
    Part("扣分", Penalty, ("penalties",), without=("to",), about="一个单位的结果使另一个单位扣分。"),
    Part("扣分对象", PenaltyTarget, ("to",), of="扣分", about="扣哪些单位的分：名册里联系的单位，或某张表的栏目里写的单位。"),
    Part("核查", Check, ("checks",), about="不应出现的情况，和对填报人说的话。“条件”成立时提出。"),
    Part("问题轻重", None, ("severities",), keyed=("code",), alone=Place((), *heading("Scheme", "severities"), CHOICE, True, SEVERITIES),
         about="系统自带的检查，本县要改轻重的写在这里；编号见 docs/problems.md。"),
    Part("名单", ListRule, ("lists",), without=("reasons",), about="系统按条件提出的名单；是否采纳由人决定。"),
    Part("名单理由", Reason, ("reasons",), of="名单", about="列入名单的理由，写在每个人后面。"),
    Part("理由", Reason, ("reasons",), about="写在每名干部结果后面的理由。"),
    Part("并列", Tie, ("ties",), about="系统分不出先后、要由人定的情况。"),
    Part("雷同", Similar, ("similar",), about="比较哪一栏的文字，找出几乎一样的供人核查。"),
    Part("报告", ReportSheet, ("report", "sheets"), about="结果报告里除总览、排名以外的各张表。"),
    Part("算例", WorkedExample, ("examples",), known_by="title", without=("roster", "before", "given", "expects"), gained=True,
         about="按规则算好的例子：改了参数或算式，检查、导入时逐个计算，算出来不一样的指出来。一行一个算例，内容在后面四张表。"),
    Part("算例名册", Subject, ("roster",), of="算例", known_by="name", gained=True,
         about="算例里有哪些单位和干部。写了“单位类别”的是单位，没有写的是干部；只有一个单位的，在“算例”里写类别，就叫“本单位”。"),
    Part("算例前期", Earlier, ("before",), of="算例", gained=True, about="以前各期定下的指标，本期要用到的才写。"),
    Part("算例填写", None, ("given",), of="算例", blocks=True, gained=True,
         about="填了什么：先写一行算例、表和各栏目，下面一行填一行内容；换一张表，再写一行。新的算例可以复制几行来改。"),
    Part("算例应为", Expected, ("expects",), of="算例", gained=True,
         about="算出来应当是多少：数按两位小数比较，没有值写“无”，名单写“是”“否”，一列的值一行一个。"),
    Part("演示数据", DemoTable, ("demo", "tables"), keyed=("table",), about="只用于演示：虚构的填报内容怎么生成。正式使用时可以不管。"),
)

@cache
def _by_title() -> dict[str, Part]:
    return {p.title: p for p in PARTS}


def part(title: str) -> Part:
    return _by_title()[title]


@cache
def basics() -> tuple[Place, ...]:
    """The lines of the sheet 基本: what the scheme says once."""
    taken = {p.into for p in PARTS if not p.of} | {("template",)}  # which is a workbook of its own, beside this one
    found: list[Place] = []

    def walk(model: type[BaseModel], before: tuple[str, ...]) -> None:
        for name, info in model.model_fields.items():
            path = (*before, info.alias or name)
            if path in taken:
                continue
            inner = [k for k in _kinds(info.annotation) if isinstance(k, type) and issubclass(k, BaseModel)]
            if inner:
                walk(inner[0], path)
            else:
                found.append(place_of(model, name, path))

    walk(Scheme, ())
    return tuple(found)
