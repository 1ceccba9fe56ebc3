#!/bin/sh
# heddle.h: clean in every dialect, nothing left when disabled, and the probe finds it wherever it is compiled into.
# SPDX-License-Identifier: Apache-2.0
set -eu
so=$1
include=$(cd "$(dirname "$0")/../../include" && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
chmod 700 "$tmp"
cd "$tmp"
fail() {
    echo "$*" >&2
    exit 1
}

cat >module.c <<'C'
#include <heddle/heddle.h>
#ifndef NAME
#define NAME module
#endif
int NAME(void);
static int seen_first, lock;
__attribute__((constructor)) static void first(void) { seen_first = heddle_hooks_ != HEDDLE_NULL_; }
int NAME(void)
{
    heddle_lock_acquired(&lock, HEDDLE_EXCLUSIVE);
    heddle_lock_before_release(&lock);
    if (heddle_hooks_ != HEDDLE_NULL_) /* an operation of a header to come: ignored */
        heddle_hooks_->event(9999, &lock, 1, HEDDLE_NULL_, HEDDLE_NULL_, HEDDLE_NULL_);
    return (heddle_hooks_ != HEDDLE_NULL_) + 2 * seen_first;
}
C
cat >main.c <<'C'
#include <dlfcn.h>
#include <heddle/heddle.h>
#include <stdio.h>
int module(void);
int main(int argc, char **argv)
{
    int here = heddle_hooks_ != HEDDLE_NULL_, there = module(), late = 0;
    if (argc > 1) {
        void *lib = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
        int (*f)(void) = lib ? (int (*)(void))dlsym(lib, "module_late") : NULL;
        late = f ? f() : -1;
    }
    printf("%d %d %d\n", here, there & 1, late);
    return 0;
}
C
cat >words.c <<'C'
#include <heddle/heddle.h>
int use(const int *x, unsigned f);
int use(const int *x, unsigned f)
{
    heddle_lock_init(x, 0); heddle_lock_class(x, "x"); heddle_lock_before_acquire(x, f); heddle_lock_acquired(x, f);
    heddle_lock_acquire_failed(x); heddle_assert_held(x, f); heddle_lock_before_release(x); heddle_lock_released(x);
    heddle_lock_destroy(x); heddle_ignore_begin(); heddle_ignore_end(); heddle_waitgroup_create(x, 1);
    heddle_waitgroup_add(x, 1); heddle_waitgroup_done(x); heddle_waitgroup_wait_begin(x); heddle_waitgroup_wait_end(x, 1);
    heddle_waitgroup_destroy(x); heddle_channel_create(x, 0); heddle_channel_send_begin(x); heddle_channel_send_end(x);
    heddle_channel_recv_begin(x); heddle_channel_recv_end(x); heddle_channel_close(x); heddle_channel_destroy(x);
    heddle_timer_create(x); heddle_timer_arm(x); heddle_timer_delete(x);
    heddle_task_create(x, "x", HEDDLE_NULL_, 0); heddle_task_switch(x); heddle_task_exit(x);
    return 0;
}
C
cp words.c words.cc

# Every dialect, without a warning.
strict="-I$include -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wundef -Wredundant-decls -Wcast-qual -Werror"
ran=0
dialects() { # COMPILER SOURCE MORE STANDARD…
    cc=$1 source=$2 more=$3
    command -v "$cc" >/dev/null || return 0
    shift 3
    for std in "$@"; do
        for off in "" -DHEDDLE_DISABLE; do
            # shellcheck disable=SC2086 # lists of options
            "$cc" -std=$std $strict $more $off -c "$source" -o words.o || fail "$cc -std=$std $off: warnings"
            ran=$((ran + 1))
            if [ "$off" ] && nm words.o | grep -i heddle; then fail "$cc -std=$std: something is left when disabled"; fi
        done
    done
}
for cc in gcc clang clang-19; do
    dialects $cc words.c "-Wstrict-prototypes -Wmissing-prototypes" c99 c11 c17 gnu17
done
for cc in g++ clang++ clang++-19; do
    dialects $cc words.cc "-Wold-style-cast -Wzero-as-null-pointer-constant" c++11 c++17 c++20
done
[ $ran -gt 10 ] || fail "only $ran dialects were tried"

# Each form of program, without and with the probe.
probed() {
    env LD_PRELOAD="$so" HEDDLE_DIR="$tmp" HEDDLE_COLLECTOR=none HEDDLE_SIZE=small "$@"
}
expect() { # NAME WITHOUT WITH COMMAND…
    name=$1 without=$2 with=$3
    shift 3
    got=$("$@") || fail "$name does not run"
    [ "$got" = "$without" ] || fail "$name without the probe: $got instead of $without"
    got=$(probed "$@") || fail "$name does not run with the probe"
    [ "$got" = "$with" ] || fail "$name with the probe: $got instead of $with"
}
cc=${CC:-cc}
build() { # OUTPUT OPTION…
    out=$1
    shift
    "$cc" -I"$include" -pthread main.c "$@" -o "$out" -ldl || fail "cannot build $out"
}
"$cc" -I"$include" -O2 -c module.c -o module.o
ar rcs libmodule.a module.o
"$cc" -I"$include" -O2 -fPIC -shared module.c -o libmodule.so
"$cc" -I"$include" -O2 -fPIC -shared -DNAME=module_late module.c -o late.so
strip late.so

build plain -O0 module.c
expect "a plain program" "0 0 0" "1 1 0" ./plain
build stripped -O2 -s module.c
expect "a stripped program" "0 0 0" "1 1 0" ./stripped
build fixed -O2 -no-pie -fno-pie -s -Wl,-z,defs module.c
expect "a stripped program at a fixed address" "0 0 0" "1 1 0" ./fixed
build sections -O2 -ffunction-sections -fdata-sections -Wl,--gc-sections module.c
expect "a program without unused sections" "0 0 0" "1 1 0" ./sections
build lto -O2 -flto module.c
expect "a program optimised at link time" "0 0 0" "1 1 0" ./lto
build archive -O2 -L. -Wl,-Bstatic -lmodule -Wl,-Bdynamic
expect "a static archive" "0 0 0" "1 1 0" ./archive
build shared -O2 -L. -lmodule -Wl,-rpath,"$tmp"
expect "a shared library" "0 0 0" "1 1 0" ./shared
# Loaded later: known before its other constructors run (3), nothing of it before (0).
expect "a library that is loaded later" "0 0 0" "1 1 3" ./stripped ./late.so
echo "$ran dialects, 8 forms of program"
