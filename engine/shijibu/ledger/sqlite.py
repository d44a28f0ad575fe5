"""What is peculiar to a ledger in a file: how it begins, how long others are waited for, and what SQLite says."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite3 import Connection

BUSY_SECONDS = 30
SQLITE_BEGINS = b"SQLite format 3\0"
KEY_GONE = "签名密钥不见了或被改动，不能再写入；用 shijibu audit 核验"
SPOILT = "内容不全或读不懂，可能已损坏，请用备份恢复"
# What SQLite says, in the person's language.
SAID = {
    "not a database": "不是台账，或文件已损坏，请用备份恢复",
    "malformed": "文件已损坏，请用备份恢复",
    "no such": "不是台账，或文件已损坏，请用备份恢复",
    "unable to open": "没有权限",
    "readonly": "是只读的，写不进去",
    "locked": "正被别的程序占用，请稍后再试",
    "is full": "磁盘满了，没有写成",
    "disk I/O error": "磁盘读写出错，没有写成",
}


def ready(connection: Connection) -> None:
    """Makes a connection to a ledger's file one that holds the tables' rules, and leaves transactions to who asks."""
    connection.isolation_level = None  # else the driver begins transactions in its own way
    connection.text_factory = any_text
    connection.execute("PRAGMA foreign_keys=ON")


def reason(error: Exception) -> str:
    """Why a database cannot be reached, in words."""
    lines = str(getattr(error, "orig", None) or error).splitlines()
    text = lines[0] if lines else type(error).__name__
    return next((said for mark, said in SAID.items() if mark in text), text)


def any_text(data: bytes) -> str:
    """Text that a failing disk or a stranger spoilt, too: verify() must be able to read it to report it."""
    return data.decode("utf-8", "surrogateescape")
