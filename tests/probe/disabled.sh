#!/bin/sh
# Whatever the probe is given, the program runs as without it: at most one line on stderr.
# SPDX-License-Identifier: Apache-2.0
set -eu
so=$1
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
chmod 700 "$tmp"

# run WHAT LINES-EXPECTED-ON-STDERR FILES-EXPECTED NAME=VALUE…
run() {
    what=$1 lines=$2 files=$3
    shift 3
    rm -rf "$tmp/d" && mkdir -m 700 "$tmp/d"
    out=$(env HEDDLE_COLLECTOR=none HEDDLE_DIR="$tmp/d" "$@" LD_PRELOAD="$so" echo fine 2>"$tmp/err") ||
        { echo "$what: the program failed" >&2; exit 1; }
    got=$(find "$tmp/d" -name '*.hw' | wc -l)
    if [ "$out" != fine ] || [ "$(wc -l <"$tmp/err")" != "$lines" ] || [ "$got" != "$files" ]; then
        echo "$what: stdout '$out', $got wire files, stderr:" >&2
        cat "$tmp/err" >&2
        exit 1
    fi
}
run "as it should be" 0 1
run "no such folder" 1 0 HEDDLE_DIR="$tmp/none/none"
grep -q "heddle: probe disabled, $tmp/none/none: no such folder" "$tmp/err"
ln -s "$tmp/d" "$tmp/link"
run "folder is a link" 1 0 HEDDLE_DIR="$tmp/link"
mkdir -m 777 "$tmp/open" && chmod 777 "$tmp/open"
run "folder for everybody" 1 0 HEDDLE_DIR="$tmp/open"
run "file in a missing folder" 1 0 HEDDLE_WIRE="$tmp/none/x.hw"
run "relative path" 0 0 HEDDLE_WIRE=x.hw
rm -f x.hw
run "strange size" 1 1 HEDDLE_SIZE=banana
run "one process in a billion" 0 0 HEDDLE_SAMPLE=1/1000000000
run "one process in very many" 0 0 HEDDLE_SAMPLE=1/99999999999999999999
run "every process" 0 1 HEDDLE_SAMPLE=1/1
run "every process, short" 0 1 HEDDLE_SAMPLE=1
run "every process, unset" 0 1 HEDDLE_SAMPLE=
run "no process" 0 0 HEDDLE_SAMPLE=0
for nonsense in abc 50% 1/0 1/ 1/2x -1 0.5 2/3 ' 1'; do
    run "sample $nonsense" 1 0 HEDDLE_SAMPLE="$nonsense"
    grep -qFx "heddle: probe disabled, HEDDLE_SAMPLE is 1/N, or 0 for no process, not $nonsense" "$tmp/err"
done
# A file size limit would be SIGXFSZ for who ignores it.
(ulimit -f 1000 && run "file size limit" 0 1)
(ulimit -f 10 && run "tiny file size limit" 1 0)
# A full file system is an error at the start and no SIGBUS later.
if mkdir "$tmp/full" && mount -t tmpfs -o size=100k,mode=700 none "$tmp/full" 2>/dev/null; then
    run "no space" 1 0 HEDDLE_DIR="$tmp/full"
    test -z "$(ls "$tmp/full")"
    mount -o remount,size=3m "$tmp/full"
    run "little space" 0 0 HEDDLE_DIR="$tmp/full"
    test "$(ls "$tmp/full" | wc -l)" = 1
    umount "$tmp/full"
fi
