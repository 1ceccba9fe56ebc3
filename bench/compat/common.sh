# Sourced by the scripts of this folder: runs something bare and under `heddle run`, and compares.
# SPDX-License-Identifier: Apache-2.0
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
suite=$(basename "$0" .sh)
heddle=${HEDDLE:-$root/build/release/bin/heddle}
work=$root/bench/work/compat/$suite
[ -x "$heddle" ] || { echo "$0: no heddle at $heddle: build it, or set HEDDLE" >&2; exit 2; }
heddle=$(cd "$(dirname "$heddle")" && pwd)/$(basename "$heddle")
mkdir -p "$work"
results=$work/results.tsv

# bare CMD…, probed CMD…: the two ways to run a command. Both have the same environment otherwise.
bare() { "$@"; }
probed() {
    HEDDLE_DIR=$work/wire "$heddle" run -q --db "$work/findings.db" -- "$@"
}

# add TEST BARE PROBED: one line of the table
add() {
    printf '%s\t%s\t%s\n' "$1" "$2" "$3" >>"$results"
    [ "$2" = "$3" ] || printf '  differs: %s: bare %s, probed %s\n' "$1" "$2" "$3"
}

begin() {
    rm -rf "$work/wire"
    rm -f "$work/findings.db"*
    mkdir -m 700 "$work/wire"
    : >"$results"
}

# The last line says it all; exit status 1 when something differs.
finish() {
    awk -F '\t' -v suite="$suite" '
        { n++; if ($2 == $3) same++; if ($2 == "ok") ok++ }
        END { printf "%s: %d tests, %d pass bare, %d the same with the probe, %d differ (%s)\n",
                     suite, n, ok, same, n - same, file; exit n - same != 0 || n == 0 }
    ' file="$results" "$results"
}

# fetch_source PACKAGE: Debian's source, unpacked; prints its folder
fetch_source() {
    lists=$root/bench/work/compat/apt
    mkdir -p "$lists/lists/partial" "$work/src"
    if ! ls -d "$work"/src/*/ >/dev/null 2>&1; then
        for f in /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list; do
            [ ! -f "$f" ] || sed -e 's/^Types: deb$/Types: deb-src/' -e 's/^deb /deb-src /' "$f"
        done >"$lists/src.sources"
        own="-o Dir::Etc::sourcelist=$lists/src.sources -o Dir::Etc::sourceparts=- -o Dir::State::lists=$lists/lists
             -o APT::Sandbox::User=root"
        # shellcheck disable=SC2086 # a list of options
        (cd "$work/src" && apt-get -qq $own update && apt-get -qq $own source "$1") >"$work/source.log" 2>&1 ||
            { cat "$work/source.log" >&2; exit 2; }
    fi
    ls -d "$work"/src/*/ | head -n 1
}
