#!/bin/sh
# Install the app into a virtual environment: the same steps for a container, a server, and the tests.
#
#   sh deploy/install.sh /venv
#   TORCH_INDEX=... sh deploy/install.sh /venv    PyTorch from that index: its CPU builds are a tenth as large
set -eu
venv=${1:?Say where the virtual environment goes}
app=$(cd "$(dirname "$0")/.." && pwd)
"${PYTHON:-python3}" -m venv "$venv"

install() {
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --constraint "$app/constraints.txt" "$@"
}

if [ -n "${TORCH_INDEX:-}" ]; then
    install --index-url "$TORCH_INDEX" torch
fi
install --editable "$app"
cd "$app"
"$venv/bin/python" -m deploy.assets # Streamlit's files, compressed once
