#!/bin/sh
# Finds a Python that the bundle is for, and lets install.py do the rest.
here=$(cd "$(dirname "$0")" && pwd) || exit 2
# One that cannot make an environment (Debian without python3-venv, a launcher that leads nowhere) is passed over.
for python in @SH_PYTHONS@ python3; do
    if "$python" -c 'import venv, ensurepip' >/dev/null 2>&1; then
        exec "$python" -I "$here/install.py" "$@"
    fi
done
echo "没有找到能用的 Python（要 @SAID_PYTHONS@ 之一，带 venv）。请先装上 python3 和 python3-venv，再运行一次。" >&2
exit 2
