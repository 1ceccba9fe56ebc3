#!/bin/sh
# glibc's own conformance tests of threads and timers (nptl, sysdeps/pthread, rt) from Debian's source,
# compiled outside of glibc's build against the installed C library, with and without the probe.
#
#   bench/compat/glibc.sh [TEST…]
#
# Needs apt and a compiler. HEDDLE names the binary to use. Left out: statically linked tests, which
# cannot be preloaded, and those that need the inside of glibc (see the list of what does not compile).
# SPDX-License-Identifier: Apache-2.0
set -eu
. "$(dirname "$0")/common.sh"
src=$(fetch_source glibc)
src=${src%/}
bin=$work/bin
flags="-std=gnu11 -O1 -g -w -D_GNU_SOURCE -DMODULE_NAME=testsuite -include $here/glibc/shim.h -I$here/glibc -I$work/shim"
for dir in support nptl sysdeps/pthread rt io sysdeps/unix/sysv/linux sysdeps/x86_64 sysdeps/generic ''; do
    flags="$flags -idirafter $src/$dir"
done

# The headers of glibc's inside that stand on their own.
headers() {
    mkdir -p "$work/shim"
    : >"$work/shim/config.h"
    for h in include/array_length.h include/allocate_once.h include/intprops.h include/libc-diag.h include/verify.h \
        include/libc-pointer-arith.h include/scratch_buffer.h sysdeps/x86_64/stackinfo.h \
        sysdeps/nptl/internaltypes.h; do
        ln -sf "$src/$h" "$work/shim/"
    done
}

support() {
    mkdir -p "$work/support"
    for f in "$src"/support/support[_-]*.c "$src"/support/x*.c "$src"/support/check.c "$src"/support/blob_repeat.c \
        "$src"/support/delayed_exit.c "$src"/support/ignore_stderr.c "$src"/support/next_to_fault.c \
        "$src"/support/oom_error.c "$src"/support/set_fortify_handler.c "$src"/support/temp_file.c \
        "$src"/support/write_message.c "$src"/support/timespec.c "$src"/support/timespec-add.c \
        "$src"/support/timespec-sub.c; do
        # shellcheck disable=SC2086 # a list of options
        gcc $flags -c "$f" -o "$work/support/$(basename "$f" .c).o" 2>/dev/null || true
    done
    ar rcs "$work/libsupport.a" "$work"/support/*.o
}

link() { # FILE OUT MORE…
    file=$1 out=$2
    shift 2
    # shellcheck disable=SC2086
    gcc $flags -rdynamic -Wl,-rpath,"$bin" "$file" -o "$out" "$@" "$work/libsupport.a" -lm 2>"$work/compile.err"
}

compile() {
    mkdir -p "$bin"
    : >"$work/not-compiled"
    for f in "$src"/nptl/tst-*mod*.c "$src"/sysdeps/pthread/tst-*mod*.c; do
        # shellcheck disable=SC2086
        gcc $flags -fPIC -shared "$f" -o "$bin/$(basename "$f" .c).so" 2>/dev/null || true
    done
    for f in "$src"/nptl/tst-*.c "$src"/sysdeps/pthread/tst-*.c "$src"/rt/tst-*.c; do
        name=$(basename "$f" .c)
        case $name in *-static | *mod | *mod[0-9a-z] | *-time64 | *aux | *-common | tst-skeleton*) continue ;; esac
        case $f in */rt/*) out=$bin/rt-$name ;; *) out=$bin/$name ;; esac
        more=
        case $name in *x[0-9]*) more=-fexceptions ;; esac # those test unwinding
        [ "$name" != tst-cleanup4 ] || more=$src/nptl/tst-cleanup4aux.c
        [ "$name" != tst-cleanupx4 ] || more="-fexceptions $src/nptl/tst-cleanup4aux.c"
        # shellcheck disable=SC2086
        link "$f" "$out" $more || link "$f" "$out" $more "$bin/$name"*mod*.so ||
            printf '%s: %s\n' "$name" "$(grep -m 1 -E 'error|undefined' "$work/compile.err" | sed 's/.*error: //; s/.*undefined/undefined/')" \
                >>"$work/not-compiled"
    done
    touch "$work/compiled"
}

if [ ! -f "$work/compiled" ]; then
    headers
    support
    compile
fi
begin
[ $# -gt 0 ] || set -- $(cd "$bin" && ls | grep -v '\.so$')

# one HOW TEST: prints the status; tests of one name leave nothing behind for the other run
one() {
    dir=$(mktemp -d "$work/run.XXXXXX")
    status=0
    (cd "$dir" && TMPDIR=$dir "$1" timeout -k 5 150 "$bin/$2" </dev/null >"$work/$1.out" 2>&1) || status=$?
    rm -rf "$dir"
    case $status in 0) echo ok ;; 77) echo skipped ;; *) echo "status $status" ;; esac
}
for name; do
    a=$(one bare "$name")
    b=$(one probed "$name")
    # Some of these tests race against the machine: what differs is tried again, both ways.
    for again in 1 2; do
        [ "$a" != "$b" ] || break
        printf '  %s: bare %s, probed %s (try %s)\n' "$name" "$a" "$b" "$again"
        cp "$work/probed.out" "$work/$name.probed.out"
        a=$(one bare "$name")
        b=$(one probed "$name")
    done
    add "$name" "$a" "$b"
done
echo "$(wc -l <"$work/not-compiled") tests do not compile outside of glibc's build ($work/not-compiled)"
finish
