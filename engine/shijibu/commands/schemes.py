"""`shijibu schemes`, `shijibu schema`: which schemes there are, and what a scheme's file may say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from shijibu.commands.loading import loaded_for_good
from shijibu.commands.options import Force, Json
from shijibu.terminal import print_json, say


def schemes(json_: Json = False) -> None:
    with loaded_for_good():
        from shijibu.scheme.load import load, scheme_ids

    loaded = [load(id) for id in scheme_ids()]
    listed = [{"id": s.id, "name": s.name, "cadence": s.cadence, "rules": s.cited} for s in loaded]
    if json_:
        print_json({"schemes": listed})
        return
    for s in listed:
        say(f"{s['id']}  {s['name']}  {s['cadence']}  {', '.join(s['rules'])}")


def schema(out: Annotated[Path | None, typer.Option("--out", help="写到文件；缺省输出到屏幕")] = None, force: Force = False) -> None:
    with loaded_for_good():
        from shijibu.files import write_once
        from shijibu.scheme.load import json_schema

    if out is None:
        print_json(json_schema())
    else:
        write_once(out, (json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n").encode(), force=force)
