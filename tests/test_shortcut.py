"""`shijibu install-shortcut`: made for real on Linux, for Windows the text of the script alone."""

from __future__ import annotations

import re
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path

import pytest

from shijibu.shortcut import Shortcut, desktop_entry, windows_script
from tests.command import contents, one_sentence, run

SVG = Path(__file__).parents[1] / "engine" / "shijibu_desk" / "static" / "desk" / "icon.svg"
MENU, DESKTOP = ".local/share/applications/shijibu.desktop", "桌 面/shijibu.desktop"
ICON = ".local/share/icons/hicolor/scalable/apps/shijibu.svg"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "桌 面").mkdir()
    (tmp_path / ".config").mkdir()
    (tmp_path / ".config" / "user-dirs.dirs").write_text('XDG_DESKTOP_DIR="$HOME/桌 面"\n', encoding="utf-8")
    (tmp_path / "Desktop").symlink_to("桌 面")  # where xdg-user-dirs is not installed
    return tmp_path


def made(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return run("install-shortcut", *words, cwd=home, HOME=str(home), XDG_DATA_HOME="", XDG_CONFIG_HOME="")


def command_of(entry: str) -> list[str]:
    """The command of an entry, as a desktop reads it: the value's escapes, then the argument's quotes, which are a shell's."""
    read = ConfigParser(interpolation=None)
    read.read_string(entry)
    value = re.sub(r"\\(.)", r"\1", read["Desktop Entry"]["Exec"])
    words = subprocess.run(["sh", "-c", f"printf '%s\\n' {value}"], capture_output=True, text=True, check=True).stdout.splitlines()
    return [word.replace("%%", "%") for word in words]


def test_an_icon_in_the_menu_and_on_the_desktop_starts_the_desk(home):
    done = made(home)
    assert done.returncode == 0 and len(done.stdout.splitlines()) == 2, done.stderr
    after = {name: data for name, data in contents(home).items() if "user-dirs" not in name}
    assert set(after) == {MENU, DESKTOP, ICON} and after[MENU] == after[DESKTOP] and after[ICON] == SVG.read_bytes()
    program, word = command_of(after[MENU].decode())
    assert word == "desk" and Path(program) == Path(sys.executable).with_name("shijibu")
    said = subprocess.run([program, word, "--help"], capture_output=True, text=True)
    assert said.returncode == 0 and "--choose" in said.stdout
    subprocess.run(["desktop-file-validate", str(home / MENU)], check=True)
    assert made(home).returncode == 0, "anew where it is ours"
    gone = made(home, "--remove")
    assert gone.returncode == 0 and len(gone.stdout.splitlines()) == 2
    assert set(contents(home)) == {".config/user-dirs.dirs"}
    assert "没有要去掉的" in made(home, "--remove").stderr


def test_what_a_person_put_there_is_neither_replaced_nor_removed(home):
    (home / DESKTOP).write_text("[Desktop Entry]\nName=我的\n", encoding="utf-8")
    before = contents(home)
    refused = made(home)
    assert one_sentence(refused) and "没有替换" in refused.stderr and contents(home) == before
    assert made(home, "--remove").returncode == 0 and contents(home) == before


@pytest.mark.parametrize("folder", ["/opt/考评 办", '/opt/a"b', "/opt/a$HOME`id`", "/opt/a\\b", "/opt/100%f", "/opt/a'b;c"])
def test_a_folder_of_any_name_is_started_as_it_is(folder):
    program = f"{folder}/bin/shijibu"
    assert command_of(desktop_entry(Shortcut(Path(program), SVG))) == [program, "desk"]


def test_the_script_for_windows_says_what_it_makes_and_expands_nothing():
    program = r"C:\Users\李‘四’ O'Neil $HOME\实绩簿\shijibu\Scripts\shijibu.exe"
    script = windows_script(Shortcut(Path(program), Path(r"C:\x\icon.ico")))
    quoted = r"'C:\Users\李‘‘四’’ O''Neil $HOME\实绩簿\shijibu\Scripts\shijibu.exe'"
    assert f"$link.TargetPath = {quoted}" in script and r"$link.IconLocation = 'C:\x\icon.ico'" in script
    assert "$link.Arguments = 'desk'" in script and "$link.WindowStyle = 7" in script
    assert script.index("exit 3") < script.index("$link.Save()") and "Remove-Item" not in script
    removing = windows_script(Shortcut(Path(program), Path("x")), removing=True)
    assert "Save()" not in removing and removing.index("{ continue }") < removing.index("Remove-Item -LiteralPath $place")
    for text in (script, removing):
        assert text.count("{") == text.count("}") and text.count("(") == text.count(")")
