#!/bin/sh
# Makes the virtual environment FOLDER, or mends it, and installs REQUIREMENTS when they changed.
# Usage: make_venv.sh FOLDER REQUIREMENTS

set -eu
folder=$1
requirements=$2
here=$(dirname "$0")
python=$folder/bin/python

version() {
    "$1" -c 'import pip, sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null
}

case $(version "$python" || true) in
    3.11 | 3.12 | 3.13) usable=yes ;;
    *) usable=no ;;
esac
if [ $usable = yes ] && [ -n "${PYTHON:-}" ]; then
    chosen=$(sh "$here/find_python.sh")
    [ "$(version "$python")" = "$("$chosen" -c 'import sys; print("%d.%d" % sys.version_info[:2])')" ] ||
        usable=no
fi
if [ $usable = no ]; then
    chosen=${chosen:-$(sh "$here/find_python.sh")}
    echo "Making $folder with $("$chosen" --version 2>&1)."
    rm -rf "$folder"
    "$chosen" -m venv "$folder"
fi

stamp=$folder/.installed-$(basename "$requirements")
wanted=$(cat requirements.txt "$requirements" | cksum)
if [ "$(cat "$stamp" 2>/dev/null || true)" != "$wanted" ]; then
    echo "Installing $requirements."
    if ! "$python" -m pip install -qq --no-input --disable-pip-version-check -r "$requirements"; then
        echo "Installing $requirements failed; the lines above say why." >&2
        exit 1
    fi
    echo "$wanted" >"$stamp"
fi
