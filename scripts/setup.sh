#!/usr/bin/env bash
# Makes .venv with the command `shijibu`; quick when there is nothing to do.
#   setup.sh demo    what the command needs, and nothing else
#   setup.sh         also what developers need: linters, test libraries, LibreOffice and a browser where they can be installed
#   setup.sh office  the same, and LibreOffice, its Python bridge and a Chromium are required, as the tests require them
set -euo pipefail
cd "$(dirname "$0")/.."

level=${1:-all}
packages=(python3 python3-venv)
if [ "$level" != demo ]; then
    # libatomic1: the browser tests are driven by a Node.js that comes in a wheel and finds it on no bare machine.
    packages+=(libreoffice-calc libreoffice-writer python3-uno fonts-noto-cjk poppler-utils libatomic1 postgresql desktop-file-utils)
    # Ubuntu has no chromium package of its own, only a hint to install a snap.
    ! grep -qs '^ID=debian' /etc/os-release || packages+=(chromium)
fi
stamp=.venv/setup.stamp

fail() {
    echo "$*" >&2
    exit 1
}

missing_packages() {
    local package
    for package in "${packages[@]}"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || echo "$package"
    done
}

install_packages() {
    command -v apt-get >/dev/null && command -v dpkg-query >/dev/null || return 0
    local missing as_root=()
    mapfile -t missing < <(missing_packages)
    [ "${#missing[@]}" -gt 0 ] || return 0
    if [ "$(id -u)" -ne 0 ]; then
        if ! { command -v sudo >/dev/null && sudo -n true 2>/dev/null; }; then
            echo "These packages are missing and need an administrator: apt-get install ${missing[*]}" >&2
            return 0
        fi
        as_root=(sudo -n)
    fi
    "${as_root[@]}" apt-get update -q
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"
}

# The system's Python comes first: LibreOffice's bridge is built for it, and another one may stand before it on PATH.
find_python() {
    local candidate
    for candidate in /usr/bin/python3 python3 python3.14 python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    fail "Python 3.11 or later was not found: install python3 and python3-venv (Debian 12, Ubuntu 24.04 or later)."
}

# The commands in .venv name it by its whole path: a checkout that was moved or copied gets a new one.
make_venv() {
    if [ "$(cat .venv/place 2>/dev/null)" != "$PWD" ] || ! .venv/bin/python -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        local python
        python=$(find_python)
        "$python" -m venv --clear .venv >/dev/null || fail "$python cannot make a virtual environment: install python3-venv."
        echo "$PWD" >.venv/place
    fi
}

install_project() {
    local wanted installed
    wanted=$(cat pyproject.toml requirements.lock scripts/setup.sh | sha256sum | cut -d ' ' -f 1)
    installed=$(cat "$stamp" 2>/dev/null || true)
    [ "$installed" != "$wanted all" ] || return 0
    if [ "$level" = demo ]; then
        [ "$installed" != "$wanted demo" ] || return 0
        .venv/bin/python -m pip install -q --disable-pip-version-check -c requirements.lock -e .
        echo "$wanted demo" >"$stamp"
        return 0
    fi
    .venv/bin/python -m pip install -q --disable-pip-version-check --upgrade 'pip>=25.1'
    .venv/bin/python -m pip install -q --disable-pip-version-check -c requirements.lock -e '.[cluster,desk,excel,postgresql,server,storage]' --group dev
    echo "$wanted all" >"$stamp"
}

link_uno() {
    .venv/bin/python -c 'import uno' 2>/dev/null || .venv/bin/python -m shijibu_addin.libreoffice.uno_path
}

find_browser() {
    command -v chromium >/dev/null || .venv/bin/playwright install --with-deps chromium-headless-shell >/dev/null ||
        fail "The tests of the task pane need Chromium: install the package chromium."
}

install_packages
make_venv
install_project
[ "$level" != demo ] || exit 0
link_uno || [ "$level" != office ] || exit 1
[ "$level" != office ] || find_browser
