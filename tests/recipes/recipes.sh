# action.yml, the GitLab template, the hooks for pre-commit and the CMake module: each does what it says in a
# scratch repository, by the very shell that it contains.
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/../cli/lib.sh"
PATH=$(dirname "$HEDDLE"):$PATH
export PATH
export GIT_CONFIG_GLOBAL="$scratch/gitconfig" GIT_CONFIG_NOSYSTEM=1 # no settings of this machine
git config --global user.name t
git config --global user.email t@example.org
git config --global init.defaultBranch main
git config --global protocol.file.allow always
git config --global uploadpack.allowAnySHA1InWant true
export CMAKE_GENERATOR=Ninja
unset GITHUB_STEP_SUMMARY GITHUB_OUTPUT CI_MERGE_REQUEST_DIFF_BASE_SHA

leak() { # FUNCTION: a file in which it leaks a thread
    printf '%s\n' '#include <pthread.h>' 'static void *work(void *arg) { return arg; }' \
        "int $1(void);" "int $1(void)" '{' "    pthread_t $1_id;" \
        "    return pthread_create(&$1_id, NULL, work, NULL);" '}' >"src/$1.c"
}

mkdir repo
cd repo || exit 1
mkdir src
printf '%s\n' 'cmake_minimum_required(VERSION 3.13)' 'project(p C)' 'file(GLOB sources src/*.c)' \
    'add_library(p STATIC ${sources})' >CMakeLists.txt
printf 'build/\n.heddle/\n*.sarif\n*.json\n*.xml\n' >.gitignore
leak old
git init -q .
git add .
git commit -qm base
base=$(git rev-parse HEAD)
git checkout -qb branch
leak fresh
git add .
git commit -qm branch

# ran STATUS WHAT COMMAND…
ran() {
    want=$1
    ran=$2
    shift 2
    checks=$((checks + 1))
    "$@" >"$scratch/.out" 2>"$scratch/.err" </dev/null
    got=$?
    [ "$got" = "$want" ] || wrong "exit status $got instead of $want"
}

# The GitHub action ----------------------------------------------------------------------------------
step() { # ID: the shell of a step into $scratch/ID.sh
    "$YAML_GET" "$SOURCE/action.yml" runs steps "id=$1" run >"$scratch/$1.sh" || exit 1
}
for id in install build check; do
    step $id
    check "$id is run by bash" [ "$("$YAML_GET" "$SOURCE/action.yml" runs steps "id=$id" shell)" = bash ]
    check "$id has no expression in its shell" sh -c "! grep -q '\${{' '$scratch/$id.sh'"
done
variables=$("$YAML_GET" "$SOURCE/action.yml" runs steps id=check env | tr '\n' ' ')
check "the variables of check: $variables" [ "$variables" = \
    "HEDDLE_BUILD HEDDLE_DIFF HEDDLE_BASE HEDDLE_HEAD HEDDLE_FAIL_ON HEDDLE_ARGS HEDDLE_SARIF " ]

action() { # STATUS STEP: as GitHub runs it
    : >"$scratch/output"
    : >"$scratch/summary.md"
    ran "$1" "step $2" env GITHUB_OUTPUT="$scratch/output" GITHUB_STEP_SUMMARY="$scratch/summary.md" \
        bash --noprofile --norc -eo pipefail "$scratch/$2.sh"
}
output() { check "the output has $1" grep -qxF "$1" "$scratch/output"; }
summary() { check "the summary has $1" grep -qF "$1" "$scratch/summary.md"; }
export HEDDLE_BUILD=build HEDDLE_DIFF=auto HEDDLE_BASE= HEDDLE_HEAD= HEDDLE_FAIL_ON= HEDDLE_ARGS= HEDDLE_SARIF=heddle.sarif
export HEDDLE_SOURCE="$SOURCE" CC="${CC:-cc}"

action 0 install
says "heddle "
export HEDDLE_BUILD_COMMAND='cmake -S . -B build -DCMAKE_EXPORT_COMPILE_COMMANDS=ON && cmake --build build'
action 0 build
check "there are compile commands" [ -s build/compile_commands.json ]
action 2 check # a push: all there is
says "::error file=src/fresh.c,line=7,col=12,title=thread-leak::"
says "::error file=src/old.c,line=7,col=12,title=thread-leak::"
output status=2
output sarif=heddle.sarif
summary "## heddle: 2 errors"
check "SARIF" grep -q '"ruleId":"thread-leak"' heddle.sarif
HEDDLE_ARGS='--disable thread-leak --jobs 1' action 0 check
output status=0
summary "no findings"
HEDDLE_FAIL_ON=never action 0 check
says "::error file=src/old.c"
HEDDLE_BUILD=nowhere action 1 check
output status=1
HEDDLE_BUILD_COMMAND='false; true' action 1 build
HEDDLE_BUILD_COMMAND='echo "$(echo "a b")"' action 0 build
says "a b"

# A pull request: what the branch introduces.
HEDDLE_BASE=$base action 2 check
says "::error file=src/fresh.c,line=7,col=12,title=thread-leak::"
check "what was there before is not told" [ "$(grep -c 'src/old.c' "$scratch/.out")" = 0 ]
summary "## heddle: 1 error introduced"
summary "0 fixed, 1 unchanged"
check "SARIF holds what is new" [ "$(grep -c '"ruleId"' heddle.sarif)" = 1 ]
HEDDLE_BASE=$base HEDDLE_DIFF=no action 2 check
summary "## heddle: 2 errors"
HEDDLE_DIFF=main action 2 check
summary "1 error introduced"
sed -i 's/work, NULL);/work, NULL) || pthread_join(old_id, NULL);/' src/old.c
git commit -qam fixed
HEDDLE_BASE=$base HEDDLE_FAIL_ON=never action 0 check
summary "1 error introduced"
summary "1 fixed, 0 unchanged"
check "the summary names what is fixed" grep -qF -e "- <code>src/old.c&#58;7</code>" "$scratch/summary.md"
git reset -q --hard HEAD^

# A clone without history, as actions/checkout makes it: the merge of base and branch alone. The base has
# moved on since the event, with a leak of its own.
head=$(git rev-parse HEAD)
git checkout -q main
leak moved
git add src/moved.c
git commit -qm moved
git merge -q --no-ff -m merge branch
git clone -q --depth 1 "file://$scratch/repo" ../shallow
git clone -q --depth 1 -b branch "file://$scratch/repo" ../single
git reset -q --hard "$base"
git checkout -q branch
cd ../shallow || exit 1
action 0 build
HEDDLE_BASE=$base HEDDLE_HEAD=$head action 2 check
says "::error file=src/fresh.c"
summary "1 error introduced"
cd ../single || exit 1
action 0 build
HEDDLE_DIFF=main action 2 check # by name, from the server
summary "1 error introduced"
cd ../repo || exit 1
rm -rf build
cmake -S . -B build -DCMAKE_EXPORT_COMPILE_COMMANDS=ON >/dev/null || exit 1

# GitLab ---------------------------------------------------------------------------------------------
"$YAML_GET" "$SOURCE/ci/heddle.gitlab-ci.yml" .heddle script >"$scratch/gitlab.sh" || exit 1
check "it says what it reads" [ "$("$YAML_GET" "$SOURCE/ci/heddle.gitlab-ci.yml" .heddle variables | tr '\n' ' ')" = \
    "GIT_DEPTH HEDDLE_BUILD_COMMAND HEDDLE_BUILD HEDDLE_ARGS " ]
ran 2 "the GitLab job" env HEDDLE_BUILD_COMMAND='cmake -S . -B build -DCMAKE_EXPORT_COMPILE_COMMANDS=ON' \
    HEDDLE_ARGS='--jobs 1' sh -e "$scratch/gitlab.sh"
says "src/old.c:7:12: error:"
check "Code Quality" grep -q '"path": "src/fresh.c"' gl-code-quality-report.json
check "JUnit" grep -q 'failures="2"' heddle-junit.xml
ran 2 "the GitLab job of a merge request" env HEDDLE_BUILD=build HEDDLE_BUILD_COMMAND= HEDDLE_ARGS= \
    CI_MERGE_REQUEST_DIFF_BASE_SHA="$base" sh -e "$scratch/gitlab.sh"
says "src/fresh.c:7:12: error:"
check "JUnit of what is new" grep -q 'failures="1"' heddle-junit.xml

# pre-commit -----------------------------------------------------------------------------------------
entry=$("$YAML_GET" "$SOURCE/.pre-commit-hooks.yaml" id=heddle-check entry)
check "the hook: $entry" [ "${entry%% *}" = heddle ]
# shellcheck disable=SC2086 # a command line
ran 2 "$entry" $entry
says "src/old.c:7:12: error:"
calm
entry=$("$YAML_GET" "$SOURCE/.pre-commit-hooks.yaml" id=heddle-diff entry)
printf '/* */\n' >>src/old.c
ran 0 "$entry" $entry
leak later
git add src/later.c
cmake -S . -B build >/dev/null
ran 2 "$entry" $entry
says "src/later.c:7:12: error:"
git reset -q --hard

# CMake ----------------------------------------------------------------------------------------------
cat >CMakeLists.txt <<'C'
cmake_minimum_required(VERSION 3.13)
project(p C)
include(Heddle)
file(GLOB sources src/*.c)
add_library(p STATIC ${sources})
heddle_add_check(quiet ARGS --disable thread-leak DEPENDS p)
C
module="-DCMAKE_MODULE_PATH=$SOURCE/cmake"
ran 0 "cmake" cmake -S . -B b2 "$module" -DHEDDLE_EXECUTABLE="$HEDDLE"
ran 2 "heddle-check" sh -c 'cmake --build b2 --target heddle-check || exit 2'
says "src/old.c:7:12: error:"
ran 0 "a check of one's own" cmake --build b2 --target quiet
check "what it depends on is built" [ -s b2/libp.a ]
ran 0 "cmake" cmake -S . -B b3 "$module" -DHEDDLE_EXECUTABLE=OFF
ran 2 "heddle-check without heddle" sh -c 'cmake --build b3 --target heddle-check || exit 2'
says "heddle is not installed"
passed
