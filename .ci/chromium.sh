#!/bin/sh
# Print the path of a Chromium for the browser tests, an empty line for Playwright's own; fail if none can be had.
# $RADSLAG_CHROMIUM wins; then what is installed; as root on Debian its package; else Playwright's download.
set -u
found() {
  for name in chromium chromium-browser google-chrome google-chrome-stable; do
    command -v "$name" && return 0
  done
  return 1
}
if [ -n "${RADSLAG_CHROMIUM:-}" ]; then
  echo "$RADSLAG_CHROMIUM"
  exit 0
fi
found && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing chromium for the browser tests" >&2
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends chromium; } >&2
  found && exit 0
fi
echo "Downloading a Chromium for the browser tests" >&2
.venv/bin/python -m playwright install chromium >&2 && echo "" && exit 0
exit 1
