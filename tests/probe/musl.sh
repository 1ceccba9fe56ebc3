#!/bin/sh
# The probe and its scenarios built with musl instead of glibc. Skipped where there is no musl-gcc.
# SPDX-License-Identifier: Apache-2.0
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
command -v musl-gcc >/dev/null || exit 77
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cc="musl-gcc -std=gnu17 -D_GNU_SOURCE -DHEDDLE_VERSION=\"musl\" -I$root -Wall -Wextra -Werror -Wno-unused-parameter"
probe_flags="-O2 -fPIC -fvisibility=hidden -ftls-model=initial-exec -fno-stack-protector -fasynchronous-unwind-tables
    -fno-builtin-malloc"

for f in "$root"/runtime_probe/*.c; do
    # shellcheck disable=SC2086 # lists of options
    $cc $probe_flags -c "$f" -o "$tmp/$(basename "$f" .c).o"
done
# shellcheck disable=SC2086
$cc -shared "$tmp"/*.o -o "$tmp/libheddle_probe.so" -Wl,-z,defs -Wl,-z,nodelete
sh "$root/tests/probe/undefined.sh" "$tmp/libheddle_probe.so"
# shellcheck disable=SC2086
$cc -O1 -fno-omit-frame-pointer -DHEDDLE_PROBE="\"$tmp/libheddle_probe.so\"" "$root"/tests/probe/runner.c \
    "$root"/tests/probe/wire_dump.c "$root"/tests/probe/cases_*.c -o "$tmp/runner" -Wl,-rpath,"$tmp"

# What these expect of libc is glibc's: that it refuses a join with oneself, the destruction of a held
# mutex and the deletion of a deleted timer (musl hangs, obeys and obeys), that a plain mutex names its
# owner, the names of its files, and programs linked with it; and that a thread that ended by a bare
# system call can be joined, and a key that does not exist is refused. And there is no unwinder.
glibc_only="main_frame low_keys thread_ends slots_reclaimed thread_misuse destroyed steps_see_destruction timers unlock_not_held cond_misuse
    header_and_modules exec_child timerfd_vfork shared_memory_children"

failed=0
ran=0
for name in $("$tmp/runner" --list); do
    case " $(echo $glibc_only) " in *" $name "*) continue ;; esac
    ran=$((ran + 1))
    "$tmp/runner" "$name" >"$tmp/out" 2>&1 || {
        echo "== $name"
        cat "$tmp/out"
        failed=$((failed + 1))
    }
done
echo "$failed of $ran scenarios failed with musl"
[ "$failed" = 0 ] && [ "$ran" -gt 30 ]
