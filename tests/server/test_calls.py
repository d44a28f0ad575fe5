"""Functions over HTTP: the values of the engine, and for whatever is wrong a 400 with a Chinese sentence, which the client does not try again."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shijibu.rules import REGISTRY
from shijibu.scheme import catalogue
from shijibu_addin.server import routes
from shijibu_addin.server.auth import admitted
from shijibu_addin.server.turns import in_turn
from tests.server.client import Client


@pytest.fixture(scope="module")
def client() -> Client:
    return Client()


def in_chinese(text: str) -> bool:
    return any("\u4e00" <= c <= "\u9fff" for c in text)


@pytest.mark.parametrize(("name", "args", "rows"), [
    ("STARLIMIT", [[[7]]], [[4]]),
    ("STARLIMIT", [[[7]], [[40]]], [[2]]),
    ("STARCAP", [[["黄牌"]]], [[4]]),
    ("RANKIN", [[[90], [80], [90]]], [[1], [3], [1]]),
    ("RANKIN", [[[90], [""], [80]]], [[1], [""], [2]]),
    ("GRADE", [[[""]], [["leishan.year_grade"]]], [[""]]),
    ("NOTICEEND", [[[46023]], [[5]]], [[46030]]),  # from 2026-01-01, a holiday; Sunday the 4th is worked: 4, 5, 6, 7, 8 January
    ("BALLOT", [[[0]], [[0]], [[0]], [[0]]], [[{"type": "Error", "errorType": "NotAvailable"}]]),
    ("STARLIMIT", [[[-1]]], [[{"type": "Error", "errorType": "Num"}]]),
])
def test_a_call_gives_the_engines_value(client, name, args, rows):
    answer = client.call(name, *args)
    assert (answer.status_code, answer.json()) == (200, {"result": rows})


@pytest.mark.parametrize("error", [
    {"type": "Error", "errorType": "NotAvailable", "basicType": "Error", "basicValue": "#N/A"},
    {"type": "Error", "errorType": "Blocked", "basicType": "Error", "basicValue": "#BLOCKED!"},
    {"type": "Entity", "text": "甲", "basicType": "Error", "basicValue": "#VALUE!"}, "__xlwings_not_an_object_handle__",
])
def test_an_error_cell_is_never_computed_with(client, error):
    answer = client.call("WEIGHTED", [[90], [error]], [[1], [1]])
    assert answer.status_code == 400 and "错误值" in answer.json()["detail"]


def test_a_formatted_number_is_a_number(client):
    seven = {"type": "FormattedNumber", "basicType": "Double", "basicValue": 7, "numberFormat": "0"}
    assert client.call("STARLIMIT", [[seven]]).json() == {"result": [[4]]}


def test_a_batch_answers_each_call_in_its_place(client):
    calls = [{"func_name": "STARLIMIT", "args": [[[n]]]} for n in (7, "七", 10)] + [{"func_name": "NOSUCH", "args": []}, "nonsense"]
    answer = client.post("/shijibu/calls", {"calls": calls})
    good, bad, other, unknown, nonsense = answer.json()["results"]
    assert answer.status_code == 200 and (good, other) == ({"result": [[4]]}, {"result": [[6]]})
    assert "应为数字" in bad["detail"] and "NOSUCH" in unknown["detail"] and in_chinese(nonsense["detail"])


@pytest.mark.parametrize("path", ["/shijibu/calls", "/xlwings/custom-functions-call", "/xlwings/custom-scripts-call/check"])
@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b"[" * 100_000, b'{"calls": 3}', b'{"func_name": 3, "args": []}',
                                  b'{"func_name": "STARLIMIT", "args": "x"}', b'{"book": {}, "sheets": 3}'])  # fmt: skip
def test_an_unreadable_request_is_told_so(client, path, body):
    answer = client.request("POST", path, content=body)
    assert answer.status_code == 400 and in_chinese(answer.json()["detail"])


GOOD = '{"func_name": "STARLIMIT", "args": [[[7]]]}'
STRANGE = [
    '"\\ud800"', '"\\udc00\\ud800"', '"好\\ud83d"', "NaN", "Infinity", "-Infinity", "1e999", "1" + "0" * 400, "-1" + "0" * 400, "9" * 5000,
    "9" * 100_000, "[" * 300 + "]" * 300, '{"a":' * 300 + "1" + "}" * 300, '{"basicValue": "\\ud800"}', '{"type": "Error", "errorType": "\\ud800"}',
    '"\\u0000"', "{}",
]  # fmt: skip
NEIGHBOURS = [
    *(f'{{"func_name": "{name}", "args": [[[{value}]]]}}' for value in STRANGE for name in ("STARLIMIT", "STARCAP", "RANKIN")),
    *(f'{{"func_name": "RANKIN", "args": [[[1], [{value}]]]}}' for value in STRANGE),
    *(f'{{"func_name": "STARCAP", "args": [{value}]}}' for value in STRANGE),
    *(f'{{"func_name": "STARCAP", "args": {value}}}' for value in STRANGE), *(f'{{"func_name": {value}, "args": []}}' for value in STRANGE), *STRANGE,
    '{"func_name": "SHIJI.\\ud800", "args": []}', '{"func_name": "GRADE", "args": [[[1]], [["\\ud800"]]]}', "3", "null", "[]", '"x"', "true",
]  # fmt: skip


@pytest.mark.parametrize("call", NEIGHBOURS, ids=range(len(NEIGHBOURS)))
def test_a_strange_call_fails_no_other(client, call):
    answer = client.request("POST", "/shijibu/calls", content=f'{{"calls": [{GOOD}, {call}, {GOOD}]}}'.encode())
    before, strange, after = answer.json(parse_constant=lambda _: pytest.fail("no number of JSON"))["results"]
    assert answer.status_code == 200 and before == after == {"result": [[4]]}
    assert in_chinese(strange["detail"]) if "detail" in strange else isinstance(strange["result"][0], list)
    assert "内部出错" not in answer.text


@pytest.mark.parametrize("value", [v for v in STRANGE if "ud8" in v and "{" not in v])
def test_half_a_character_is_told_to_its_own_cell(client, value):
    body = f'{{"calls": [{{"func_name": "STARCAP", "args": [[[{value}]]]}}]}}'
    assert "残缺的字符" in client.request("POST", "/shijibu/calls", content=body.encode()).json()["results"][0]["detail"]
    alone = f'{{"func_name": "RANKIN", "args": [[[1], [{value}]]]}}'
    answer = client.request("POST", "/xlwings/custom-functions-call", content=alone.encode())
    assert answer.status_code == 400 and "残缺的字符" in answer.json()["detail"]


def test_a_result_beyond_what_a_cell_holds_is_an_error_of_its_own_cell(client, monkeypatch):
    monkeypatch.setattr(catalogue, "call", lambda *_: [1, 10**5000, -(10**400), float("nan"), float("inf"), "\ud800"])
    answer = client.post("/shijibu/calls", {"calls": [{"func_name": "STARLIMIT", "args": [7]}]})
    error = [{"type": "Error", "errorType": "Num"}]
    assert answer.json()["results"] == [{"result": [[1], error, error, error, error, ["�"]]}]


@pytest.mark.parametrize("body", ['{"calls": {}}', '{"calls": "x"}', '{"calls": null}', '{"calls": NaN}', "NaN", "{}", '{"calls": [' + "[" * 100_000])
def test_a_batch_that_is_none_is_one_clear_error(client, body):
    answer = client.request("POST", "/shijibu/calls", content=body.encode())
    assert answer.status_code == 400 and in_chinese(answer.json()["detail"]) and "内部出错" not in answer.text


def test_too_many_calls_at_once_are_refused(client):
    assert client.post("/shijibu/calls", {"calls": [{}] * 10_001}).status_code == 400


def test_a_fault_of_ours_is_a_400_too_and_tells_no_secret(client, monkeypatch, caplog):
    def broken(*_: Any) -> Any:
        raise RuntimeError("the secret cause")

    monkeypatch.setattr(catalogue, "call", broken)
    answer = client.call("STARLIMIT", [[7]])
    assert answer.status_code == 400 and "内部出错" in answer.json()["detail"] and "secret" not in answer.text
    assert "the secret cause" in caplog.text


CELLS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(["蓝牌", "#N/A", "{}", {"type": "Error"}]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["type", "basicValue", "errorType", "basicType"]), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from([r.name for r in catalogue.functions()]), st.lists(CELLS, max_size=6))
def test_no_argument_makes_the_server_fail(client, name, args):
    body = json.dumps({"func_name": name, "args": args})
    answer = client.request("POST", "/xlwings/custom-functions-call", content=body.encode())
    assert answer.status_code in (200, 400)
    told = answer.json(parse_constant=lambda _: pytest.fail("no number of JSON"))
    assert in_chinese(told["detail"]) if answer.status_code == 400 else isinstance(told["result"][0], list)
    assert "内部出错" not in answer.text


def test_excel_is_told_of_every_function_in_chinese(client):
    told = {f["name"]: f for f in client.get("/xlwings/custom-functions-meta.json").json()["functions"]}
    assert set(told) == {r.name for r in catalogue.functions()}
    for name, function in told.items():
        assert in_chinese(function["description"]), name
        parameters = REGISTRY[name].parameters
        assert [p["name"] for p in function["parameters"]] == [p.name for p in parameters], name
        assert all(in_chinese(p["description"]) for p in function["parameters"]), name


def test_excel_may_leave_out_what_the_scheme_sets(client):
    told = {f["name"]: f for f in client.get("/xlwings/custom-functions-meta.json").json()["functions"]}
    assert [bool(p.get("optional")) for p in told["STARLIMIT"]["parameters"]] == [False, True]


def test_excel_finds_a_script_function_for_each(client):
    code = client.get("/xlwings/custom-functions-code.js").text
    assert all(f'CustomFunctions.associate("{r.name}"' in code for r in catalogue.functions())


def test_a_text_that_no_cell_holds_is_refused(client):
    assert client.call("SIMILAR", [["甲" * 32_767]], [["甲"]]).status_code == 200
    answer = client.call("SIMILAR", [["甲" * 32_768]], [["甲"]])
    assert answer.status_code == 400 and "32767" in answer.json()["detail"]


def test_texts_that_would_hold_the_server_up_are_not_compared(client):
    """A comparison of texts lets nothing else in the process go on."""
    long = [["甲乙丙丁" * 5000]]
    assert client.call("SIMILAR", long, long * 9).json() == {"result": [[1]]}
    answer = client.call("SIMILAR", long, long * 11)
    assert answer.status_code == 400 and "太多太长" in answer.json()["detail"]


def test_what_is_not_done_in_good_time_is_told(client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(routes, "_PATIENCE", 0)
    answer = client.post("/shijibu/calls", {"calls": [{"func_name": "STARLIMIT", "args": [[[7]]]}] * 2})
    assert answer.status_code == 200 and all("分几次" in one["detail"] for one in answer.json()["results"])


def test_one_account_takes_one_thread(monkeypatch: pytest.MonkeyPatch):
    async def asked() -> list[str]:
        done: list[str] = []

        async def work(account: str, long: float) -> None:
            admitted.set(account)
            await in_turn(lambda: (time.sleep(long), done.append(f"{account}{long}")))

        await asyncio.gather(work("one", 0.2), work("one", 0.01), work("other", 0.05))
        return done

    assert asyncio.run(asked()) == ["other0.05", "one0.2", "one0.01"]
