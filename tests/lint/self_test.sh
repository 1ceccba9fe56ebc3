#!/bin/sh
# Proves that each lint can fail: a small clean tree passes, and each of the faults below, put into it
# alone, must be found and named.
# SPDX-License-Identifier: Apache-2.0
set -eu
here=$(cd "$(dirname "$0")" && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
failed=0
spdx='/* SPDX-License-Identifier: Apache-2.0 */'

clean_tree() {
    rm -rf "$tmp/t"
    mkdir -p "$tmp/t/core" "$tmp/t/store" "$tmp/t/analyzer/flow" "$tmp/t/runtime_probe" "$tmp/t/collector" \
        "$tmp/t/rules/packs" "$tmp/t/rules/catalog" "$tmp/t/rules/automata" "$tmp/t/docs/checks" \
        "$tmp/t/tests/checks/lock-x" "$tmp/t/analyzer/checkers"
    file core/a.c "$spdx" '#include <stdio.h>' '#include "core/b.h"' '#include <xxhash.h>'
    file core/json.h "$spdx" '#include <jansson.h>'
    file store/s.c "$spdx" '#include <sqlite3.h>' '#include "core/b.h"'
    file runtime_probe/p.c "$spdx" '#include "core/vocab.h"' '#include <pthread.h>'
    file collector/c.c "$spdx" '#include "runtime_probe/wire.h"'
    file analyzer/flow/f.c "$spdx" '#include "analyzer/model/model.h"' 'const char *s = "lock";'
    file rules/packs/p.yml '  - {fn: [some_lock, some_trylock], on: acquire}'
    file rules/catalog/c.yml '  - id: lock-x'
    file rules/automata/a.yml '  - {on: a, report: lock-x}'
    file docs/checks/lock-x.md 'text'
    file tests/checks/lock-x/a.c 'f(); // expect: lock-x'
    file tests/checks/lock-x/b_ok.c 'f();'
}
file() {
    path=$tmp/t/$1
    shift
    printf '%s\n' "$@" >"$path"
}
passes() { # LINT
    if ! "$here/$1.sh" "$tmp/t" >"$tmp/out"; then
        echo "FAIL: $1 refuses the clean tree"
        cat "$tmp/out"
        failed=1
    fi
}
finds() { # LINT PLACE WHAT: the lint fails and its words name the place
    if "$here/$1.sh" "$tmp/t" >"$tmp/out" || ! grep -q "$2" "$tmp/out"; then
        echo "FAIL: $1 does not find $3"
        cat "$tmp/out"
        failed=1
    fi
    clean_tree
}

clean_tree
for lint in layers literals companions sources; do passes $lint; done

file core/a.c "$spdx" '#include "store/store.h"';            finds layers core/a.c:2 "core including store"
file store/s.c "$spdx" '#include "../core/b.h"';             finds layers store/s.c:2 "a relative include"
file store/s.c "$spdx" '#include <jansson.h>';               finds layers store/s.c:2 "jansson outside core/json.h"
file core/a.c "$spdx" '#  include <clang-c/Index.h>';        finds layers core/a.c:2 "libclang in core"
file runtime_probe/p.c "$spdx" '#include "core/buf.h"';      finds layers runtime_probe/p.c:2 "the probe using core"
file runtime_probe/p.c "$spdx" '#include <sqlite3.h>';       finds layers runtime_probe/p.c:2 "a library in the probe"
file collector/c.c "$spdx" '#include "runtime_probe/tls.h"'; finds layers collector/c.c:2 "the probe's insides in the collector"
file analyzer/flow/f.c "$spdx" '#include <yaml.h>';          finds layers analyzer/flow/f.c:2 "libyaml outside model"
file analyzer/flow/f.c "$spdx" '#include <curl/curl.h>';     finds layers analyzer/flow/f.c:2 "an unknown library"

file analyzer/flow/f.c "$spdx" 'if (!strcmp(s, "some_trylock"))';       finds literals f.c:2 "a modelled function's name"
file analyzer/flow/f.c "$spdx" 'if (!strcmp(s, "pthread_mutex_lock"))'; finds literals f.c:2 "a pthread name without a pack"

rm "$tmp/t/docs/checks/lock-x.md";        finds companions docs/checks/lock-x.md "a missing page"
rm "$tmp/t/tests/checks/lock-x/b_ok.c";   finds companions tests/checks/lock-x "a folder without correct program"
rm "$tmp/t/tests/checks/lock-x/a.c";      finds companions tests/checks/lock-x "a folder without bad program"
file rules/catalog/c.yml '  - id: lock-y'; finds companions rules/catalog "a rule that is not in the catalogue"
file analyzer/checkers/c.c "$spdx" '"lock-x"'; rm -r "$tmp/t/tests/checks/lock-x"
finds companions tests/checks/lock-x "a checker without tests"

file core/a.c 'int a;';                          finds sources core/a.c "a missing SPDX line"
file core/a.c '/* What. SPDX-License-Identifier: Apache-2.0 */'; finds sources core/a.c "an SPDX line inside text"
file core/a.c "$spdx" 'char t[] = "/t''mp/x";';    finds sources core/a.c "a folder for scratch files by name"
file core/a.c "$spdx" 'int a; ';                 finds sources core/a.c:2 "a trailing space"
file core/a.c "$spdx" "// TO""DO later";         finds sources core/a.c:2 "a note to do something later"
file core/a.c "$spdx" '"/home''/me/x"';          finds sources core/a.c:2 "a machine's path"
[ $failed = 0 ] && echo "lint self-test: every lint finds what it must"
exit $failed
