#!/bin/sh
# heddle serve and heddle export: what they show of a run, and what they refuse.
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/lib.sh"
command -v curl >/dev/null || { echo "curl is not installed"; exit 1; }
command -v protoc >/dev/null || { echo "protobuf-compiler is not installed"; exit 1; }

cat >busy.c <<'EOF'
#include <pthread.h>
#include <unistd.h>
static pthread_mutex_t big = PTHREAD_MUTEX_INITIALIZER;
static void *work(void *arg)
{
    for (int i = 0; i < 60; i++) {
        pthread_mutex_lock(&big);
        usleep(8000);
        pthread_mutex_unlock(&big);
    }
    return arg;
}
static void start(pthread_t *t)
{
    pthread_create(t, 0, work, 0);
}
int main(void)
{
    pthread_t t[4];
    for (int i = 0; i < 4; i++)
        start(&t[i]);
    for (int i = 0; i < 4; i++)
        pthread_join(t[i], 0);
    return 0;
}
EOF
"$CC" -g -O1 busy.c -o busy -pthread || exit 1
expect 0 run --db run.db -- ./busy
expect 2 check busy.c --db run.db --

serve() { # DATABASE [OPTION…]: starts a server; $url is where, without the slash at its end
    base=$1
    shift
    rm -f url
    "$HEDDLE" serve --db "$base" --listen 127.0.0.1:0 "$@" >url 2>serve.err &
    server=$!
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        [ -s url ] && break
        sleep 0.2
    done
    url=$(sed 's|/$||' url)
}
stop() { # ends it, as an administrator would
    kill -TERM "$server"
    wait "$server"
    check 'the server ends with 0' test $? = 0
}
get() { # STATUS PATH [CURL OPTION…]
    want=$1 path=$2
    shift 2
    ran="GET $path $*"
    checks=$((checks + 1))
    : >"$scratch/.out"
    got=$(curl -s -g -m 20 -o "$scratch/.out" -D "$scratch/.err" -w '%{http_code}' "$@" "$url$path")
    [ "$got" = "$want" ] || wrong "status $got instead of $want"
}

serve run.db
check 'one line with the address, in a file as well' [ "$(wc -l <url)" = 1 ]
get 200 /
says '<!DOCTYPE html>'
complains 'X-Content-Type-Options: nosniff'
complains "frame-ancestors 'none'"
check 'no inline script is allowed' sh -c "! grep -qi unsafe-inline '$scratch/.err' '$scratch/.out'"
check 'nobody else may read it' sh -c "! grep -qi access-control '$scratch/.err'"
says 'data-url="api/v1/page"'
get 200 /api/v1/page
says '"heddle":{"version":'
says '"samples":[{"run":1,'
get 200 '/?run=1'
says 'data-url="api/v1/page?run=1"'
get 200 '/api/v1/page?run=1'
says '"running":false'
get 404 '/api/v1/page?run=77'
get 404 '/?run=77'
get 404 '/api/v1/trace?run=77'
get 404 '/api/v1/samples?run=77'
get 200 /api/v1/version
says '"api": 1'
get 200 /api/v1/report
says '"lock-held-blocking"'
get 200 '/api/v1/report?run=1'
says '"command": "run"'
get 200 /api/v1/runs
says '"target": "./busy"'
get 200 /api/v1/samples
says '"waiting"'
get 404 /api/v1/none
get 404 /../../etc/passwd --path-as-is
get 400 '/api/v1/report?run=zz'
get 404 '/api/v1/report?run=77'
says 'has no run 77; /api/v1/runs lists them'
get 403 / -H 'Host: evil.example'
get 403 / -H "Host: localhost"
get 200 / -H "Host: localhost:${url##*:}"
get 405 / -X POST -d x=1
complains 'Allow: GET, HEAD'
get 405 / -X DELETE
get 414 "/$(head -c 3000 /dev/zero | tr '\0' a)"
get 200 / -I

# What is polled has a tag, and is not sent again while it is the same.
tag_of() { # of the last answer
    sed -n 's/^ETag: \(.*[^\r]\)\r*$/\1/Ip' "$scratch/.err"
}
for path in /api/v1/page /api/v1/report /api/v1/runs /api/v1/samples '/api/v1/page?run=1'; do
    get 200 "$path"
    tag=$(tag_of)
    check 'a tag of 16 digits' sh -c "echo '$tag' | grep -qx '\"[0-9a-f]\{16\}\"'"
    get 304 "$path" -H "If-None-Match: $tag"
    silent
    check 'the tag again' [ "$(tag_of)" = "$tag" ]
    get 304 "$path" -H "If-None-Match: \"other\", W/$tag"
    get 304 "$path" -I -H "If-None-Match: $tag"
    get 200 "$path" -H 'If-None-Match: "0123456789abcdef", "open'
    get 200 "$path" -H "If-None-Match: $(echo "$tag" | tr -d '"')"
done
get 200 /api/v1/version
check 'nobody polls the version' [ -z "$(tag_of)" ]
get 404 '/api/v1/page?run=77'
check 'a failure has no tag' [ -z "$(tag_of)" ]

# Metrics: every series has a type, names and numbers are well-formed, nothing stands twice.
get 200 /metrics
complains 'Content-Type: text/plain; version=0.0.4'
says 'heddle_findings{rule="lock-held-blocking",severity="warning",evidence="static"} 1'
says 'heddle_run_up{run="1"'
check 'the lock is waited for' grep -qE 'heddle_lock_wait_looks_total\{.*lock="big".*\} [1-9]' "$scratch/.out"
check 'the format of metrics' awk '
    /^# HELP [a-z_]+ ./ { help[$3]++; next }
    /^# TYPE [a-z_]+ (counter|gauge)$/ { if (type[$3]++ || !help[$3]) bad = 1; next }
    /^[a-z_]+\{([a-z_]+="([^"\\\n]|\\["\\n])*",?)+\} [0-9.]+$/ {
        name = $0; sub(/\{.*/, "", name); series = $0; sub(/ [0-9.]+$/, "", series)
        if (!type[name] || seen[series]++) bad = 1
        n++; next }
    { bad = 1 }
    END { exit bad || n < 5 }' "$scratch/.out"

# Profiles, read by another implementation.
profile() { # KIND
    get 200 "/debug/pprof/$1"
    gunzip -c <"$scratch/.out" >"$1.pb" || wrong "$1 is not compressed"
    protoc --proto_path="$here" --decode=heddle.test.Profile "$here/profile.proto" <"$1.pb" >"$1.txt" ||
        wrong "$1 is no profile"
}
profile threads
check 'threads are counted where they were created' grep -q 'string_table: "start"' threads.txt
check 'by file' grep -q 'string_table: ".*busy.c"' threads.txt
check 'the first string is empty' sh -c "grep -m1 string_table threads.txt | grep -qx 'string_table: \"\"'"
check 'four of them' sh -c "sed -n '/^sample {/,/^}/p' threads.txt | grep -qx '  value: [1-4]'"
profile contention
check 'the lock is named' grep -q 'string_table: "big"' contention.txt
check 'its waits and their time' sh -c "[ \$(sed -n '/^sample {/,/^}/p' contention.txt | grep -c '  value: [1-9]') = 2 ]"
profile timers
# Every location and function that a sample or a line names is there.
check 'references hold' awk '
    /^location \{/ { inside = "l" } /^function \{/ { inside = "f" } /^sample \{/ { inside = "s" }
    inside == "l" && /^  id:/ { have["l" $2] = 1 } inside == "f" && /^  id:/ { have["f" $2] = 1 }
    /location_id:/ { need["l" $2] = 1 } /function_id:/ { need["f" $2] = 1 }
    END { for (n in need) { k++; if (!have[n]) exit 1 } exit k == 0 }' threads.txt
if command -v go >/dev/null; then
    check 'go tool pprof reads it' sh -c 'go tool pprof -top threads.pb | grep -q start'
fi

# Many at once, one that never finishes its request, and a program that runs while it is watched.
for _ in 1 2 3 4 5 6 7 8; do curl -s -m 20 -o /dev/null "$url/" & others="${others:-} $!"; done
# shellcheck disable=SC2086
wait $others
get 200 /api/v1/version
stop
check 'it complained of nothing' test ! -s serve.err

# While a program runs.
"$HEDDLE" run --db live.db -- ./busy >/dev/null 2>&1 &
watched=$!
for _ in 1 2 3 4 5 6 7 8 9 10; do "$HEDDLE" report --runs --db live.db >/dev/null 2>&1 && break; sleep 0.2; done
serve live.db
sleep 1
get 200 /api/v1/runs
says '"ended_ms": null'
tag=$(tag_of)
wait $watched
get 200 /api/v1/runs -H "If-None-Match: $tag"
tag=$(tag_of)
get 304 /api/v1/runs -H "If-None-Match: $tag"
sqlite3 live.db "UPDATE run SET target = 'another'" || wrong 'sqlite3'
get 200 /api/v1/runs -H "If-None-Match: $tag"
says '"another"'
cp live.db live2.db && mv live2.db live.db # another file in its place
get 200 /api/v1/runs -H "If-None-Match: $(tag_of)"
get 200 /api/v1/runs
check 'the run has ended' sh -c "! grep -q '\"ended_ms\": null' '$scratch/.out'"
stop

# A hostile database: names are data.
database hostile hostile.db
serve hostile.db
get 200 /metrics
check 'no line of its own' awk '!/^#/ && !/^heddle_/ { bad = 1 } END { exit bad }' "$scratch/.out"
get 200 /
check 'no script of its own' sh -c "[ \$(grep -o '<script' '$scratch/.out' | wc -l) -le 2 ]"
get 200 /api/v1/report
stop

# Exports.
expect 0 export --db run.db --format perfetto
says '"traceEvents"'
says '"ph":"C"'
says '"name":"thread_name"'
expect 0 export --db run.db --format csv
says 'rule,severity,confidence,evidence,file'
says '"lock-held-blocking","warning"'
expect 0 export --db run.db --format dot
says 'digraph'
expect 0 export --db run.db --format pprof -o t.pb.gz
check 'the same profile' sh -c 'gunzip -c t.pb.gz | cmp -s - threads.pb'
expect 1 export --db run.db --format pprof --profile none -o x
complains 'threads, timers or contention'
expect 1 export --db run.db
complains '--format is perfetto, pprof, dot or csv'
expect 1 export --db run.db --format csv --run -1
complains '--run is the number'
expect 1 export --db none.db --format csv
complains 'there is no database none.db'
expect 1 export --db run.db --format perfetto --run 55
complains 'there is no run 55; heddle report --runs lists them'

# What cannot be served is said at once.
expect 1 serve --db none.db
complains 'there is no database none.db'
echo 'no database' >text.db
expect 1 serve --db text.db
expect 1 serve --db run.db --listen 127.0.0.1
complains 'ADDRESS:PORT is wanted'
expect 1 serve --db run.db --listen 192.0.2.77:0
complains 'cannot listen on 192.0.2.77:0'
for port in 65536 99999 99999999999999999999 -1 +80 80x ' 80'; do
    expect 1 serve --db run.db --listen "127.0.0.1:$port"
    complains "--listen 127.0.0.1:$port: a port is a number from 0 to 65535"
    check 'one line' [ "$(wc -l <"$scratch/.err")" = 1 ]
done
expect 1 serve extra --db run.db
complains 'what is extra for'
passed
