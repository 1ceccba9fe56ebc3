# SARIF reports, checked by the official validator: no error, and no warning but those told below.
#   validate.sh FOLDER     FOLDER: where the validator is installed
# SPDX-License-Identifier: Apache-2.0
folder=$1
. "$(dirname "$0")/../cli/lib.sh"

die() {
    echo "FAILED: $*"
    exit 1
}

install() {
    command -v npm >/dev/null 2>&1 || die "npm is missing: the validator of SARIF comes through it (./dev deps installs it)"
    mkdir -p "$folder/multitool" || exit 1
    cp "$here/package.json" "$here/package-lock.json" "$folder/multitool/" || exit 1
    (cd "$folder/multitool" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) >"$scratch/npm" 2>&1 ||
        { cat "$scratch/npm"; die "npm could not install the validator of SARIF"; }
    chmod u+x "$tool" || die "the package of the validator holds no $tool"
}

tool=$folder/multitool/node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool
{ [ -x "$tool" ] && cmp -s "$here/package-lock.json" "$folder/multitool/package-lock.json"; } || install
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 # without the tables of ICU
export DOTNET_BUNDLE_EXTRACT_BASE_DIR="$scratch/dotnet"

# valid FILE: no error, and of warnings only that heddle names no home page (SARIF2005).
valid() {
    ran="multitool validate $1"
    checks=$((checks + 1))
    "$tool" validate "$1" --rule-kind "Ghas;Sarif" --level "Error;Warning" -c "$here/policy.xml" \
        -o "$1.log" --log ForceOverwrite >"$scratch/.out" 2>"$scratch/.err"
    [ -s "$1.log" ] || { wrong "the validator wrote no log"; return; }
    grep -q "Analysis completed successfully" "$scratch/.out" || wrong "not completed"
    bad=$(grep -oE '"ruleId": *"[A-Z]+[0-9]+"' "$1.log" | grep -v SARIF2005)
    [ -z "$bad" ] || wrong "$bad"
}

for scenario in clean findings both hostile; do
    mkdir -p "repo/.git" && cp -r "$SOURCE/tests/golden/src" repo/
    rm -f h.db
    "$GOLDEN_DB" "$scenario" h.db "$scratch/repo/src" || exit 1
    "$HEDDLE" report --db h.db --all --fail-on never --format "sarif=$scenario.sarif" 2>/dev/null
    check "$scenario.sarif is there" [ -s "$scenario.sarif" ]
    valid "$scenario.sarif"
done

# A real check, from its source.
cat >leak.c <<'C'
#include <pthread.h>
static void *work(void *arg) { return arg; }
static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER, b = PTHREAD_MUTEX_INITIALIZER;
static void *other(void *arg)
{
    pthread_mutex_lock(&b);
    pthread_mutex_lock(&a);
    pthread_mutex_unlock(&a);
    pthread_mutex_unlock(&b);
    return arg;
}
int main(void)
{
    pthread_t t, u;
    pthread_create(&t, NULL, work, NULL);
    pthread_create(&u, NULL, other, NULL);
    pthread_mutex_lock(&a);
    pthread_mutex_lock(&b);
    pthread_mutex_unlock(&b);
    pthread_mutex_unlock(&a);
    return pthread_join(u, NULL);
}
C
expect 2 check --db c.db --format sarif=check.sarif leak.c -- -pthread
valid check.sarif
check "fingerprints" grep -q '"primaryLocationLineHash":"[0-9a-f]*:[0-9]*"' check.sarif
check "thread flows" [ "$(grep -c '"threadFlows"' check.sarif)" -ge 2 ]

# A unit that cannot be analysed is told by name.
printf '[{"directory": "%s", "file": "gone.c", "command": "cc -c gone.c"},\n {"directory": "%s", "file": "leak.c", "command": "cc -c leak.c"}]\n' \
    "$scratch" "$scratch" >compile_commands.json
expect 2 check --db g.db --format sarif=gone.sarif
valid gone.sarif
check "the unit is named" grep -q '"text": "gone.c could not be analysed: ' gone.sarif

# The validator does find what is wrong: a result without a place, a rule id that is no text.
sed 's/"ruleId":"thread-leak"/"ruleId":7/' check.sarif >broken.sarif
"$tool" validate broken.sarif --rule-kind "Ghas;Sarif" -c "$here/policy.xml" -o broken.log --log ForceOverwrite >"$scratch/.out" 2>&1
check "a broken file is refused" grep -qE "error|ERROR" "$scratch/.out"
passed
