#!/usr/bin/env bash
# Makes .venv with everything that the project needs. Run by `make setup`; quick when there is nothing to do.
# With the argument `office`, LibreOffice, its Python bridge and a Chromium are required, as the tests require them.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=(python3 python3-venv libreoffice-calc python3-uno fonts-noto-cjk poppler-utils)
# Ubuntu has no chromium package of its own, only a hint to install a snap.
! grep -qs '^ID=debian' /etc/os-release || packages+=(chromium)
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

make_venv() {
    if ! .venv/bin/python -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        local python
        python=$(find_python)
        "$python" -m venv --clear .venv >/dev/null || fail "$python cannot make a virtual environment: install python3-venv."
    fi
}

install_project() {
    local wanted
    wanted=$(cat pyproject.toml requirements.lock scripts/setup.sh | sha256sum | cut -d ' ' -f 1)
    [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ] || return 0
    .venv/bin/python -m pip install -q --disable-pip-version-check --upgrade 'pip>=25.1'
    .venv/bin/python -m pip install -q --disable-pip-version-check -c requirements.lock -e '.[cluster,excel,server]' --group dev
    echo "$wanted" >"$stamp"
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
link_uno || [ "${1:-}" != office ] || exit 1
[ "${1:-}" != office ] || find_browser
