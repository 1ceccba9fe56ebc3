#!/bin/sh
# What the probe takes from outside: only libc, and only what is on this list. Nothing that allocates,
# prints, locks or waits for other threads.
# SPDX-License-Identifier: Apache-2.0
set -eu
so=$1
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cat >"$tmp/allowed" <<'LIST'
__cxa_finalize __environ bcmp __errno_location access clock_gettime close dl_iterate_phdr dladdr dlerror
dlopen dlsym dlvsym dup2 environ execve fcntl ftruncate getauxval getenv geteuid getpid getppid
getrlimit getuid madvise malloc_usable_size memcmp memcpy memmove memset mkdir mmap munmap open
posix_fallocate prctl pthread_attr_destroy pthread_attr_getdetachstate pthread_attr_getstacksize
pthread_attr_init pthread_key_delete pthread_self pthread_setspecific read readlink setsid
sigemptyset sigprocmask strchr strcmp strcspn strlen strncmp strrchr syscall unlink waitpid write
LIST
tr -s ' \n' '\n' <"$tmp/allowed" | sort >"$tmp/list"
nm -D --undefined-only "$so" | awk '$1 == "U" {sub(/@.*/, "", $2); print $2}' | sort -u >"$tmp/used"
if comm -23 "$tmp/used" "$tmp/list" | grep .; then
    echo "the probe uses functions that are not on the list in $0" >&2
    exit 1
fi
needed=$(objdump -p "$so" | awk '$1 == "NEEDED" {print $2}' | sort | tr '\n' ' ')
case $needed in
"libc.so.6 libdl.so.2 libpthread.so.0 " | "libc.so.6 " | "libc.so ") ;;
*) echo "the probe needs: $needed" >&2; exit 1 ;;
esac
# Nothing newer than glibc 2.31 may be asked for by name.
objdump -p "$so" | sed -n '/Version References/,$s/.* GLIBC_\([0-9.]*\)$/\1/p' >"$tmp/versions"
if [ -s "$tmp/versions" ]; then
    newest=$(sort -V "$tmp/versions" | tail -n 1)
    if [ "$(printf '%s\n2.31\n' "$newest" | sort -V | tail -n 1)" != 2.31 ]; then
        echo "the probe needs glibc $newest; 2.31 has to do (runtime_probe/libc_floor.h)" >&2
        exit 1
    fi
fi
