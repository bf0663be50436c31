#!/bin/sh
# What `upbench` is in the packages for Linux: it starts the window, and where no window comes of it, it serves the same
# workbench to the browser and says why. `npm start` does the same.
here=$(dirname "$(readlink -f "$0")")
window="$here/upbench-window"

# $1: the reason. The server opens no page of its own, so that it needs neither a sandbox nor a display.
serve() {
  reason=$1
  shift
  echo "Serving the workbench to your browser instead of opening a window, because $reason." >&2
  exec "$window" --no-sandbox --ozone-platform=headless --serve "$@"
}

if [ "$UPBENCH_HOST" = served ]; then serve 'UPBENCH_HOST asks for the served workbench' "$@"; fi
if [ -z "$DISPLAY$WAYLAND_DISPLAY" ]; then serve 'there is no display' "$@"; fi
if [ "$(id -u)" = 0 ]; then serve "Electron's sandbox does not start for the root user" "$@"; fi

# Without a place for notes nobody can tell an early end.
notes=$(mktemp -d) || exec "$window" "$@"
mkfifo "$notes/errors"
tee "$notes/said" <"$notes/errors" >&2 &
copying=$!
UPBENCH_SHOWN_FILE="$notes/shown" "$window" "$@" 2>"$notes/errors" &
running=$!
# A signal to this script is one to the window.
stopped=
trap 'stopped=1; kill -TERM "$running" 2>/dev/null' INT TERM HUP
wait "$running"
code=$?
while kill -0 "$running" 2>/dev/null; do
  wait "$running"
  code=$?
done
wait "$copying"

has() { grep -qiE "$1" "$notes/said"; }
reason=
library=
if [ -z "$stopped" ] && [ ! -e "$notes/shown" ]; then
  library=$(sed -n 's/.*error while loading shared libraries: \([^:]*\):.*/\1/p' "$notes/said" | head -n 1)
  if has 'no usable sandbox|SUID sandbox helper|setuid sandbox|zygote_host_impl'; then
    helper="$here/chrome-sandbox"
    # The files of an AppImage belong to nobody who could change them.
    second="make $helper setuid: \"sudo chown root $helper && sudo chmod 4755 $helper\""
    if [ -n "$APPIMAGE" ]; then second='install the .deb or .rpm package, which sets the sandbox up'; fi
    reason="the sandbox of Chromium cannot start on this system (to allow it, either run \"sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0\", or $second)"
  elif [ -z "$library" ]; then
    if [ "$code" -gt 128 ]; then how="was ended by signal $((code - 128))"; else how="ended with code $code"; fi
    reason="Electron $how before it showed a window"
  fi
fi
rm -rf "$notes"

# The server needs the same library.
if [ -n "$library" ]; then
  echo "Upbench cannot start, because it needs the system library $library, which is not installed." >&2
  exit "$code"
fi
if [ -n "$reason" ]; then serve "$reason" "$@"; fi
exit "$code"
