#!/bin/sh
# install.sh base|dev: make .venv and install the pinned requirements, unless that is done already.
# What is installed is known by a checksum, so a second start needs neither time nor network.
set -eu
cd "$(dirname "$0")/.."
requirements="requirements/$1.txt"
stamp=".venv/.installed-$1"
wanted=$(cksum < "$requirements")
if [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && .venv/bin/python -c '' 2>/dev/null; then
  exit 0
fi
python=$(sh .ci/python.sh)
if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
  echo "Making a virtual environment in .venv"
  "$python" -m venv --clear .venv || {
    echo "No virtual environment could be made (on Debian: apt install python3-venv)" >&2
    exit 1
  }
fi
echo "Installing $(grep -c '==' "$requirements") packages of $requirements into .venv; this is done once"
.venv/bin/python -m pip --disable-pip-version-check install \
  --no-deps --no-compile --require-hashes --requirement "$requirements" || {
  echo "The packages could not be installed: see above. The first start needs a package index." >&2
  exit 1
}
echo "$wanted" > "$stamp"
