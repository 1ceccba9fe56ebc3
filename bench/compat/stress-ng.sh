#!/bin/sh
# stress-ng's stressors of threads, locks, timers and processes, with and without the probe. A stressor's
# result is whether it passes, fails or is skipped; how much it got done is not compared.
#
#   bench/compat/stress-ng.sh [STRESSOR…]
#
# Needs Debian's stress-ng. HEDDLE names the binary to use.
# SPDX-License-Identifier: Apache-2.0
set -eu
. "$(dirname "$0")/common.sh"
command -v stress-ng >/dev/null || { echo "$0: install stress-ng" >&2; exit 2; }
[ $# -gt 0 ] || set -- pthread mutex futex sem sem-sysv timer timerfd hrtimers itimer fork vfork vforkmany clone \
    daemon exec spawn exit-group zombie wait kill sigchld sigfd sigq sigrt sigpending sigsegv signest sigsuspend \
    sigabrt sigtrap bad-altstack membarrier dynlib malloc close dup eventfd epoll poll aio mq switch yield resched \
    schedpolicy nice affinity prctl ptrace seccomp chroot stack stackmmap vm-segv mmapfork flock locka lockf

# stress-ng's own exit codes
status() {
    case $1 in 0) echo ok ;; 3 | 4) echo skipped ;; *) echo "exit $1" ;; esac
}

begin
for stressor; do
    for how in bare probed; do
        code=0
        mkdir -p "$work/tmp"
        (cd "$work/tmp" && $how timeout -k 10 "${LIMIT:-120}" stress-ng --"$stressor" 1 --"$stressor"-ops "${OPS:-200}" \
            --timeout 20 --verify --oomable --temp-path "$work/tmp" </dev/null >"$work/$stressor.$how.log" 2>&1) || code=$?
        eval "$how=\$(status $code)"
        rm -rf "$work/tmp" "$work/wire"
        mkdir -m 700 "$work/wire"
    done
    add "$stressor" "$bare" "$probed"
done
finish
