"""Is the database built as we build it? A trigger, a view or another column can make of a write what nobody entered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Inspector, create_engine, inspect, text

from shijibu.ledger.tables import metadata

_MOST_DAMAGE = 5
# What besides tables and indexes a database may hold, and where each is listed, with the table that it belongs to.
_OTHERS = {
    "sqlite": "SELECT type, name, tbl_name FROM sqlite_master WHERE type IN ('trigger', 'view') ORDER BY type, name",
    "postgresql": "SELECT 'trigger', tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid WHERE NOT tgisinternal "
                  "UNION SELECT 'rule', rulename, tablename FROM pg_rules ORDER BY 1, 2",
}
_KINDS = {"trigger": "触发器", "view": "视图", "rule": "规则"}


def faults(connection: Connection) -> Iterator[str]:
    """What is there and should not be, what lacks, and what the database itself says of its file."""
    backend = connection.dialect.name
    own = {table.name for table in metadata.sorted_tables}
    for kind, name, table in connection.execute(text(_OTHERS[backend])) if backend in _OTHERS else ():
        if kind == "view" or table in own:
            yield f"多出{_KINDS[kind]}“{name}”"
    built = create_engine("sqlite://")
    metadata.create_all(built)
    with built.connect() as model:
        should, have = inspect(model), inspect(connection)
        yield from _tables(should, have, alone=backend == "sqlite")
        for table in sorted(own & set(have.get_table_names())):
            wanted, held = (_parts(i, table, exact=backend == "sqlite") for i in (should, have))
            yield from (f"表“{table}”缺{part}" for part in sorted(wanted - held))
            yield from (f"表“{table}”多出{part}" for part in sorted(held - wanted))
    built.dispose()
    if backend == "sqlite":
        said = [row[0] for row in connection.exec_driver_sql(f"PRAGMA integrity_check({_MOST_DAMAGE})")]
        yield from (f"文件有损坏（{one}）" for one in said if one != "ok")


def _tables(should: Inspector, have: Inspector, *, alone: bool) -> Iterator[str]:
    """alone: whether nothing but the ledger lives in the database."""
    wanted, held = set(should.get_table_names()), set(have.get_table_names())
    yield from (f"缺表“{name}”" for name in sorted(wanted - held))
    if alone:
        yield from (f"多出表“{name}”" for name in sorted(held - wanted) if not name.startswith("sqlite_"))


def _parts(inspector: Inspector, table: str, *, exact: bool) -> set[str]:
    """The columns and indexes of a table, and what constrains it, in words. exact: types too, which are named alike in one database only."""
    keys = inspector.get_pk_constraint(table)["constrained_columns"]
    parts = {f"列“{c['name']}”" + (_kind_of(c) if exact else "") for c in inspector.get_columns(table)}
    parts |= {f"索引“{i['name']}”（{_listed(i['column_names'])}）" for i in inspector.get_indexes(table) if not i.get("duplicates_constraint")}
    parts |= {f"唯一约束（{_listed(u['column_names'])}）" for u in inspector.get_unique_constraints(table)}
    parts |= {f"外键（{_listed(f['constrained_columns'])}）" for f in inspector.get_foreign_keys(table)}
    return parts | {f"主键（{_listed(keys)}）"}


def _kind_of(column: Any) -> str:
    return f"（{column['type']}{'' if column['nullable'] else '，不空'}{'，由公式算出' if column.get('computed') else ''}）"


def _listed(columns: Any) -> str:
    return "、".join(str(c) for c in columns)
