#!/bin/sh
# Whatever stands in a compile_commands.json: options of other compilers, wrappers, quoting, files that
# are missing or broken. A unit that cannot be analysed costs itself.
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/lib.sh"

# A program that leaves its lock held; the finding shows that the unit was understood.
bug() { # FILE FUNCTION [EXTRA]
    cat >"$1" <<EOF
#include <pthread.h>
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
int $2(int n);
int $2(int n)
{
    pthread_mutex_lock(&m);
    if (n > NEED)
        return -1;
    pthread_mutex_unlock(&m);
    return 0;
}
${3:-}
EOF
}
entry() { # FILE COMMAND [DIRECTORY]
    printf '%s{"directory": "%s", "file": "%s", "command": "%s"}' "$comma" "${3:-.}" "$1" "$2" >>compile_commands.json
    comma=,
}
begin() { printf '[' >compile_commands.json; comma=''; rm -rf .heddle; }
finish() { printf ']\n' >>compile_commands.json; }
found() { # N
    check "$1 findings" [ "$(grep -c '\[lock-held-at-return\]' .out)" = "$1" ]
}

# Options that only GCC knows, outputs, plugins, precompiled headers.
bug a.c fa
begin
entry a.c "gcc -DNEED=1 -fno-such-thing -mfancy-unit=9 -fanalyzer -fplugin=./evil.so -fplugin-arg-evil-x=1 -fpch-preprocess -include-pch old.pch -Winvalid-pch -march=future -O3 -flto=auto -fno-ipa-cp -MD -MF a.d -c a.c -o a.o"
finish
expect 2 check
found 1
calm
check "nothing was written" [ ! -e a.d ]

# Wrappers, quoting in both forms, response files, relative directories, several entries for one file.
mkdir -p sub/inc
bug sub/b.c fb
bug sub/c.c fc '#include "c.h"'
bug 'sub/d e.c' fd
bug sub/g.c fg
: >sub/inc/c.h
printf '%s\n' '-DNEED=4 -Iinc' >sub/args.rsp
begin
entry b.c "ccache gcc -D 'NEED=(1 + 2)' -c b.c" sub
entry b.c "ccache gcc -D 'NEED=(1 + 2)' -c b.c -o other.o" sub
entry c.c "distcc gcc @args.rsp -c c.c" sub
entry g.c "/usr/bin/env FOO=1 gcc -DNEED=1 -c g.c" sub
printf '%s{"directory": "sub", "file": "d e.c", "arguments": ["gcc", "-DNEED=sizeof(\\"a b\\")", "-c", "d e.c"]}' , >>compile_commands.json
finish
expect 2 check
found 4
says "in 4 translation units"

# C by a C++ compiler, assembly, a header as a unit.
printf 'class box { int v; public: int get() { return v; } };\n' >h.hpp
printf '#include "h.hpp"\nint use(box &b) { return b.get(); }\n' >cxx.c
printf 'nop\n' >start.S
printf '.globl x\n' >odd.c
bug only.h fh
begin
entry cxx.c "g++-12 -c cxx.c"
entry start.S "gcc -c start.S"
entry odd.c "gcc -x assembler-with-cpp -c odd.c"
finish
expect 0 check
calm
says "in 1 translation unit"
expect 2 check only.h -- -DNEED=1
found 1

# Missing files, broken units, sources that are no UTF-8.
bug ok.c fok
printf 'int latin(void) { return 0; } /* \351t\351 "\377" */\nconst char *s = "\351";\n' >latin.c
printf '#include <no/such/header.h>\nint broken(void) { return missing; }\n' >broken.c
bug recovered.c fr 'int late(void) { return nothing; }'
begin
entry ok.c "gcc -DNEED=1 -c ok.c"
entry gone.c "gcc -c gone.c"
entry latin.c "gcc -c latin.c"
entry broken.c "gcc -c broken.c"
entry recovered.c "gcc -DNEED=1 -c recovered.c"
finish
expect 2 check -v
found 2
says "gone.c could not be analysed"
says "broken.c: 2 compile errors"
says "no/such/header.h"
says "recovered.c: 1 compile error"
expect 1 check -
complains "heddle"

# File names and macros that are no UTF-8: the entry is named, the others are analysed.
bug utf.c u1
begin
entry ok.c "gcc -DNEED=1 -c ok.c"
entry "caf$(printf '\351').c" "gcc -c caf.c"
entry utf.c "gcc -DNEED=1 -c utf.c"
entry ok.c "gcc -DNEED=2 -DNAME=$(printf '\303\050[{,') -c ok.c"
finish
expect 2 check
found 2
complains "entry 1 (caf?.c) is left out: byte 0xe9 in it is no UTF-8"
complains "entry 3 (ok.c) is left out: byte 0xc3 in it is no UTF-8"
cp compile_commands.json other.json
expect 2 check -p other.json
found 2
begin
entry "$(printf '\377').c" "gcc -c x.c"
finish
expect 1 check
complains "names no translation unit"
printf '\377[]' >compile_commands.json
expect 1 check
begin
entry ok.c "gcc -DNEED=1 -c ok.c"
entry gone.c "gcc -c gone.c"
entry latin.c "gcc -c latin.c"
entry broken.c "gcc -c broken.c"
entry recovered.c "gcc -DNEED=1 -c recovered.c"
finish

# What a phase costs.
expect 3 check --stats=s.json --fail-on never
check "units in the statistics" [ "$(grep -c '"parse_us"' s.json)" = 5 ]
expect 1 check --stats=/no/such/folder/s.json --fail-on never
complains "/no/such/folder"
# What is no database: what is wrong with it, and what is wanted.
printf '# This is the CMakeCache file.\nCMAKE_C_COMPILER:FILEPATH=/usr/bin/cc\n' >CMakeCache.txt
expect 1 check -p CMakeCache.txt
complains "CMakeCache.txt:1:"
complains "; -p takes a compile_commands.json, or the folder that holds one"
printf '{"name": "web"}\n' >package.json
expect 1 check -p package.json
complains "package.json: an array of commands is wanted; -p takes a compile_commands.json"
expect 1 check -p nowhere
complains "nowhere: No such file or directory; -p takes a compile_commands.json"
printf '[\n{"directory": ".",\n' >compile_commands.json # it ends where a line begins
expect 1 check -p compile_commands.json
complains "compile_commands.json:2:18: the file ends, but the object that begins at line 2 with '{' is not closed"
printf '[{"directory": ".",' >compile_commands.json # the right file, broken
expect 1 check -p compile_commands.json
complains "compile_commands.json:1:"
check "no word of what is known" sh -c '! grep -q "takes a" .err'
expect 1 check -p .
check "nor of the folder" sh -c '! grep -q "takes a" .err'
passed
