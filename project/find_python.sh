#!/bin/sh
# Prints the newest Python of this machine that Nexus supports; PYTHON=... decides otherwise.
# Arguments: the versions to look for, best first.

[ $# -gt 0 ] || set -- 3.13 3.12 3.11

# A name on PATH proves nothing (pyenv's shims exist and fail, Debian's python3 may lack venv):
# a candidate has to run, to be one of the versions asked for and to know how to make a venv.
fits() {
    candidate=$1
    shift
    "$candidate" -c '
import ensurepip, sys, venv
sys.exit("%d.%d" % sys.version_info[:2] not in sys.argv[1:])
' "$@" >/dev/null 2>&1
}

if [ -n "${PYTHON:-}" ]; then
    if fits "$PYTHON" "$@"; then
        command -v "$PYTHON"
        exit 0
    fi
    echo "PYTHON=$PYTHON does not work here; it must run, be one of $* and have the venv module." >&2
    exit 1
fi

for version in "$@"; do
    for candidate in "python$version" python3 python \
        "${PYENV_ROOT:-${HOME:-}/.pyenv}/versions/$version".*/bin/python \
        "${HOME:-}/.local/share/uv/python/cpython-$version".*/bin/python \
        "/usr/local/bin/python$version" "/opt/homebrew/bin/python$version"; do
        if fits "$candidate" "$version"; then
            command -v "$candidate"
            exit 0
        fi
    done
done

echo "No Python $* with the venv module was found; install one (or say PYTHON=/path/to/python)." >&2
exit 1
