#!/bin/sh
# The systemd unit: what systemd says of it, and its own command line run as somebody without any right.
#   service.sh HEDDLE UNIT
# SPDX-License-Identifier: Apache-2.0
set -eu
heddle=$1
unit=$2
tmp=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$tmp"' EXIT
fail() {
    echo "FAIL: $*"
    [ ! -s "$tmp/err" ] || sed 's/^/  /' "$tmp/err"
    exit 1
}
setting() { sed -n "s/^$1=//p" "$unit"; }
done_='' skipped=''

if command -v systemd-analyze >/dev/null; then
    sed "s|^ExecStart=/usr/bin/heddle|ExecStart=$heddle|; /^Documentation=/d" "$unit" >"$tmp/heddle-serve.service"
    systemd-analyze verify --man=no "$tmp/heddle-serve.service" >"$tmp/err" 2>&1 || fail "systemd-analyze verify"
    if grep -q heddle-serve "$tmp/err"; then fail "systemd-analyze verify complains"; fi
    # Exposure at most 1.5 of 10: what is left is that it has a network, and reads other people's sources.
    systemd-analyze security --offline=true --threshold=15 "$tmp/heddle-serve.service" >"$tmp/err" 2>&1 ||
        fail "systemd-analyze security"
    done_="$done_ $(sed -n 's/.*\(exposure level\) for [^:]*/\1/p' "$tmp/err" | tr -d '\342\206\222\360\237\231\202')"
else
    skipped="$skipped systemd-analyze"
fi

# A database where systemd would have it: in a folder behind a symbolic link, readable by the service's user.
cat >"$tmp/two.c" <<'C'
#include <pthread.h>
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
int f(void) { pthread_mutex_lock(&m); pthread_mutex_lock(&m); return 0; }
C
mkdir -p "$tmp/state/private/heddle"
ln -s private/heddle "$tmp/state/heddle"
(cd "$tmp" && "$heddle" check -q --db state/private/heddle/heddle.db --fail-on never two.c -- -pthread >/dev/null) || fail "check"
become=
if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null; then
    chmod 755 "$tmp" "$tmp/state" "$tmp/state/private"
    chown -R 65534:65534 "$tmp/state/private/heddle"
    become="setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all --bounding-set=-all --no-new-privs"
    # shellcheck disable=SC2086 # a command line
    $become test -x "$heddle" || become='' skipped="$skipped nobody-may-not-read-the-build"
fi
trace=
if command -v strace >/dev/null && command -v systemd-analyze >/dev/null; then
    trace="strace -f -qq -o $tmp/calls"
else
    skipped="$skipped strace"
fi
for pair in $(setting Environment); do
    case $pair in
    HEDDLE_DB=*) HEDDLE_DB=$(echo "${pair#*=}" | sed "s|%S|$tmp/state|") ;;
    HEDDLE_LISTEN=*) HEDDLE_LISTEN=127.0.0.1:0 ;;
    *) fail "the unit sets $pair" ;;
    esac
done
# shellcheck disable=SC2086 # the command line of the unit, as systemd splits it
command=$(setting ExecStart | sed "s|^/usr/bin/heddle|$heddle|; s|\${HEDDLE_DB}|$HEDDLE_DB|; s|\${HEDDLE_LISTEN}|$HEDDLE_LISTEN|")
case $command in *'$'*) fail "a variable is left in $command" ;; esac
(
    umask 077
    # shellcheck disable=SC2086
    exec $trace $become $command >"$tmp/url" 2>"$tmp/err"
) &
server=$!
for _ in $(seq 100); do
    [ ! -s "$tmp/url" ] || break
    sleep 0.1
done
url=$(sed -n 's|.*\(http://[0-9.:]*\).*|\1|p' "$tmp/url")
[ -n "$url" ] || fail "it does not start"
curl -sf -m 20 "$url/api/v1/report" >"$tmp/got" || fail "no answer"
grep -q lock-double-acquire "$tmp/got" || fail "the finding is not there"
curl -sf -m 20 "$url/" >"$tmp/got" || fail "no page"
curl -sf -m 20 "$url/metrics" >"$tmp/got" || fail "no metrics"
# shellcheck disable=SC2046 # one number
if [ -n "$trace" ]; then kill -TERM $(cat "/proc/$server/task/$server/children"); else kill -TERM "$server"; fi
rc=0
wait "$server" || rc=$?
server=
[ "$rc" = 0 ] || fail "it ended with $rc on SIGTERM"
done_="$done_, served ${become:+without any right}"

# Every system call it made is one that the unit allows.
if [ -n "$trace" ]; then
    calls_of() { systemd-analyze syscall-filter "$1" | sed -n 's/^    \([a-z@][a-z0-9_-]*\)$/\1/p'; }
    expand() { # all calls of a set, its sets' too
        for c in $(calls_of "$1"); do
            case $c in @*) expand "$c" ;; *) echo "$c" ;; esac
        done
    }
    for set in $(setting SystemCallFilter); do
        case $set in
        '~'*) expand "${set#'~'}" >>"$tmp/denied" ;;
        @*) if grep -q "^SystemCallFilter=~.*$set" "$unit"; then expand "$set" >>"$tmp/denied"; else expand "$set" >>"$tmp/allowed"; fi ;;
        esac
    done
    sort -u "$tmp/denied" -o "$tmp/denied"
    sort -u "$tmp/allowed" | comm -23 - "$tmp/denied" >"$tmp/may"
    [ "$(wc -l <"$tmp/may")" -gt 100 ] || fail "the filter could not be read"
    # From the program's start on: what setpriv does comes before.
    sed -n "\\|execve(\"$heddle\"|,\$p" "$tmp/calls" | sed -n 's/^[0-9]* *\([a-z_0-9]*\)(.*/\1/p' | sort -u >"$tmp/did"
    [ "$(wc -l <"$tmp/did")" -gt 20 ] || fail "strace saw nothing"
    comm -23 "$tmp/did" "$tmp/may" >"$tmp/err"
    [ ! -s "$tmp/err" ] || fail "system calls that the unit forbids"
    done_="$done_, $(wc -l <"$tmp/did") system calls, all allowed"
fi
echo "heddle-serve.service:$done_${skipped:+; not here:$skipped}"
