"""A scheme as a person names it: by its id, its county's name, its own name, or its file."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from shijibu.scheme.load import FILE, UnknownScheme, read, scheme_file, scheme_ids
from shijibu.scheme.model import Scheme
from shijibu.spreadsheet.names import near_word

_FACT = re.compile(r"^(name|county):[ \t]*(.+?)[ \t]*$", re.MULTILINE)
_LEVELS = ("县", "区", "市")  # 德清 is 德清县
_FILE_ENDINGS = (".yaml", ".yml")


def scheme_named(text: str) -> Scheme:
    """The scheme that a person named. Raises UnknownScheme, SchemeFault, FileNotFoundError."""
    return read(scheme_file_named(text))


def scheme_file_named(text: str) -> Path:
    """Its file. Raises UnknownScheme, which says what is known and what may be meant, and FileNotFoundError for a file that is not there."""
    wanted = _plain(text)
    by_name: dict[str, set[str]] = {}
    for id in scheme_ids():
        for name in _names(id):
            by_name.setdefault(_plain(name), set()).add(id)
    meant = by_name.get(wanted, set())
    if len(meant) == 1:
        return scheme_file(meant.pop())
    if len(meant) > 1:
        raise UnknownScheme(f"“{text}”有不止一个考评方案：{'、'.join(sorted(meant))}，请写方案的编号")
    path = Path(text)
    if path.is_dir() and (path / FILE).is_file():
        return path / FILE
    if path.is_file() or path.suffix.lower() in _FILE_ENDINGS:
        return path.resolve(strict=True)
    near = near_word(wanted, by_name)
    known = "、".join(f"{id}（{_names(id)[-1]}）" for id in scheme_ids())
    raise UnknownScheme(f"没有名为“{text}”的考评方案" + (f"，是不是 {min(by_name[near])}？" if near else "；") + f"现有：{known}")


def scheme_id_named(text: str) -> str:
    """Its id; a name that nothing here bears stays as it is, for a ledger may know a scheme that is gone from here."""
    try:
        file = scheme_file_named(text)
    except UnknownScheme:
        return text
    return next((id for id in scheme_ids() if scheme_file(id) == file), None) or read(file).id


def scheme_titles() -> dict[str, str]:
    """The name of each scheme that is known here, by id, without reading all of its file's meaning."""
    return {id: _names(id)[1] for id in scheme_ids()}


def _names(id: str) -> list[str]:
    """What a scheme goes by, without reading all of its file's meaning: its id and name, then its county's names, the short one last."""
    facts = {key: value.strip("'\"") for key, value in _FACT.findall(scheme_file(id).read_text(encoding="utf-8"))}
    county = facts.get("county", id)
    return [id, facts.get("name", id), county, county[:-1] if len(county) > 2 and county.endswith(_LEVELS) else county]


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()
