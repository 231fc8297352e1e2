#!/bin/sh
# Makes the environment .venv with the first of the named Pythons that will do, or else of the usual ones.
# A command that is found but does not run counts as missing: version managers leave such commands about.
set -eu

[ -n "${1:-}" ] || set -- python3.13 python3.12 python3.11 python3 python

problem="found none of: $*"
for python in "$@"; do
    version=$("$python" -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])' 2>/dev/null) || continue
    if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
        problem="$python is $version"
    elif ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        problem="$python is $version but has no venv module (on Debian and Ubuntu: apt install python3-venv)"
    else
        echo "Setting up .venv with Python $version. This takes a minute, and happens once." >&2
        exec "$python" -m venv --clear .venv
    fi
done

echo "Courseware needs Python 3.11 or newer with venv: $problem." >&2
echo "Install one, or say where it is, for example: make learn PYTHON=/opt/python3.12/bin/python3" >&2
exit 1
