#!/bin/sh
# Print the path of a Chromium for the browser tests, an empty line for Playwright's own; fail if none can be had.
# $RADSLAG_CHROMIUM wins; then what is installed; as root on Debian its package; else Playwright's download.
# The one that never opens a window does the same in two thirds of the time: in CI it is installed beside one that does.
set -u
installed() {
  for name in "$@"; do
    command -v "$name" && return 0
  done
  return 1
}
as_root_on_debian() {
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null
}
install() {
  echo "Installing $1 for the browser tests" >&2
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$1"; } >&2
}
if [ -n "${RADSLAG_CHROMIUM:-}" ]; then
  echo "$RADSLAG_CHROMIUM"
  exit 0
fi
without_window=chromium-headless-shell
with_window="chromium chromium-browser google-chrome google-chrome-stable"
# shellcheck disable=SC2086
if [ -z "${CI:-}" ]; then
  installed $without_window $with_window && exit 0
fi
installed $without_window && exit 0
as_root_on_debian && install $without_window && installed $without_window && exit 0
# shellcheck disable=SC2086
installed $with_window && exit 0
as_root_on_debian && install chromium && installed chromium && exit 0
echo "Downloading a Chromium for the browser tests" >&2
.venv/bin/python -m playwright install chromium >&2 && echo "" && exit 0
exit 1
