"""The packaged page around our pane, in Chinese."""

from __future__ import annotations

WORDS = {
    '<html lang="en">': '<html lang="zh-CN">',
    "<title>Task pane</title>": "<title>实绩簿</title>",
    "The add-in didn't load properly.": "加载项没有完全载入（只能在 Excel 里使用）。",
    'id="xlwings-taskpane-reload-btn">Reload<': 'id="xlwings-taskpane-reload-btn">重新载入<',
    'id="xlwings-taskpane-reload-cancel-btn">Cancel<': 'id="xlwings-taskpane-reload-cancel-btn">取消<',
    'aria-label="Close"': 'aria-label="关闭"',
}
"""What the packaged page says in English, and what ours says; a test holds that it still says so."""


def in_chinese(page: str) -> str:
    """The page with the packaged English words replaced."""
    for english, chinese in WORDS.items():
        page = page.replace(english, chinese)
    return page
