#!/bin/sh
# Real programs under load, bare and under `heddle run` in turn, and under Helgrind, DRD and ThreadSanitizer
# where there is a build. Prints a Markdown table: ratios to the bare runs beside them, median and
# quartiles. Installs nothing: a program that is missing is named and left out. Loopback only.
#
#   programs.sh [BUILD]       BUILD has bin/heddle and bin/load (default build/release)
#   ROUNDS=9 SECONDS_EACH=3   pairs of runs per program; length of a run
#   WARM_UP=3                 seconds of load before that, in which the collector names what is new to it
#   PROGRAMS="memcached redis nginx python"   OTHERS="helgrind drd"   (OTHERS="" leaves them out)
#   TSAN_MEMCACHED, TSAN_REDIS, TSAN_NGINX    programs built with -fsanitize=thread
# SPDX-License-Identifier: Apache-2.0
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "${1:-$here/../../build/release}" && pwd)
rounds=${ROUNDS:-9} each=${SECONDS_EACH:-3} warm=${WARM_UP:-3}
programs=${PROGRAMS:-memcached redis nginx python}
others=${OTHERS-helgrind drd}
port=${PORT:-21700}
heddle=$build/bin/heddle load=$build/bin/load
[ -x "$heddle" ] && [ -x "$load" ] || { echo "programs.sh: no bin/heddle and bin/load in $build" >&2; exit 2; }
tmp=$(mktemp -d)
server=
cleanup() {
    [ -z "$server" ] || kill -9 "$server" 2>/dev/null || true
    rm -rf "$tmp"
}
trap cleanup EXIT
trap 'exit 130' INT TERM
mkdir -m 700 "$tmp/wire"
python=/usr/bin/python3
[ -x $python ] || python=python3

# ---- the programs: what to run, what to load it with ----

setup() { # PROGRAM: sets cmd, protocol, connections, path, package, tsan
    path=/ connections=16 tsan=
    case $1 in
    memcached)
        package=memcached protocol=memcached tsan=${TSAN_MEMCACHED:-}
        cmd="memcached -u nobody -l 127.0.0.1 -p $port -U 0 -t 4 -m 64 -c 200" ;;
    redis)
        package=redis-server protocol=redis tsan=${TSAN_REDIS:-}
        printf '%s\n' "bind 127.0.0.1" "port $port" "io-threads 4" "io-threads-do-reads yes" 'save ""' \
            "appendonly no" "dir $tmp" >"$tmp/redis.conf"
        cmd="redis-server $tmp/redis.conf" ;;
    nginx)
        package=nginx protocol=http path=/file tsan=${TSAN_NGINX:-}
        dd if=/dev/urandom of="$tmp/file" bs=1024 count=32 2>/dev/null
        cat >"$tmp/nginx.conf" <<CONF
daemon off; master_process off; pid $tmp/nginx.pid; error_log $tmp/error.log;
thread_pool default threads=8;
events { worker_connections 512; }
http { access_log off; keepalive_requests 100000000;
  client_body_temp_path $tmp; proxy_temp_path $tmp; fastcgi_temp_path $tmp; uwsgi_temp_path $tmp; scgi_temp_path $tmp;
  server { listen 127.0.0.1:$port; root $tmp; aio threads; sendfile off; output_buffers 2 64k; } }
CONF
        cmd="nginx -c $tmp/nginx.conf -e $tmp/error.log" ;;
    python)
        package=python3 protocol=http connections=8
        cat >"$tmp/server.py" <<'PY'
import http.server, queue, sys, threading
jobs, lock, hits = queue.Queue(), threading.Lock(), 0
def work():
    while True:
        n, done = jobs.get()
        done.put(sum(range(n)))
for _ in range(4):
    threading.Thread(target=work, daemon=True).start()
class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    def do_GET(self):
        global hits
        done = queue.Queue()
        jobs.put((100, done))
        body = b"%d\n" % done.get()
        with lock:
            hits += 1
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()
    def log_message(self, *args):
        pass
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
PY
        cmd="$python $tmp/server.py $port" ;;
    *) echo "programs.sh: no program $1" >&2; exit 2 ;;
    esac
}

# ---- one run ----

field() { # PID NUMBER: of /proc/PID/stat, after the name
    sed 's/.*) //' "/proc/$1/stat" | cut -d' ' -f$(($2 - 2))
}

ticks() { # PID
    echo $(($(field "$1" 14) + $(field "$1" 15)))
}

wait_for_port() { # LAUNCHER
    i=0
    until "$load" "$protocol" "$port" 1 0.05 "$path" >/dev/null 2>&1; do
        i=$((i + 1))
        if [ $i -gt 300 ] || ! kill -0 "$1" 2>/dev/null; then
            echo "programs.sh: $prefix$cmd does not answer:" >&2
            tail -3 "$tmp/out" >&2
            kill -9 "$1" 2>/dev/null || true
            exit 1
        fi
        sleep 0.1
    done
}

# The launcher itself, or with `heddle run` its child.
server_of() { # MODE LAUNCHER
    if [ "$1" = heddle ]; then
        cat "/proc/$2/task/$2/children" | cut -d' ' -f1
    else
        echo "$2"
    fi
}

run_once() { # MODE SECONDS: one line "throughput p99 rss_kib cpu_us_per_request"
    case $1 in
    bare) prefix= ;;
    heddle) prefix="$heddle run --db $tmp/db.$$ -- " ;;
    tsan) prefix= cmd="$tsan ${cmd#* }" ;;
    *)
        prefix="valgrind --tool=$1 --log-file=$tmp/valgrind.log "
        # valgrind lets no program change its limit of descriptors: memcached must ask for that one
        files=$(valgrind -q --tool=none sh -c 'ulimit -Hn')
        cmd=$(echo "$cmd" | sed "s/ -c 200$/ -c $files/") ;;
    esac
    rm -f "$tmp"/db.*
    # shellcheck disable=SC2086 # a command line
    HEDDLE_DIR=$tmp/wire TSAN_OPTIONS=exitcode=0 $prefix$cmd >"$tmp/out" 2>&1 &
    launcher=$!
    server=$launcher
    wait_for_port $launcher
    server=$(server_of "$1" $launcher)
    "$load" "$protocol" "$port" "$connections" "$warm" "$path" >/dev/null
    before=$(ticks "$server")
    "$load" "$protocol" "$port" "$connections" "$2" "$path" >"$tmp/load"
    after=$(ticks "$server")
    rss=$(sed -n 's/^VmRSS:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$server/status")
    kill -9 "$server"
    wait $launcher 2>/dev/null || true
    server=
    awk -v ticks=$((after - before)) -v hz="$(getconf CLK_TCK)" -v rss="$rss" \
        '{print $1 / $2, $4, rss, ticks / hz * 1e6 / ($1 * 1.2)}' "$tmp/load"
}

# ---- tables ----

# Reads lines "bare's four numbers, the other's four" and prints the cells of a row.
summarise() {
    awk '
    function sort(v, n,   i, j, t) {
        for (i = 2; i <= n; i++) { t = v[i]; for (j = i - 1; j > 0 && v[j] > t; j--) v[j + 1] = v[j]; v[j + 1] = t }
    }
    function cell(v, n, form) {
        sort(v, n)
        return sprintf(form " (" form " to " form ")", v[int((n + 1) / 2)], v[int((n + 3) / 4)], v[int((3 * n + 1) / 4)])
    }
    { n++; r[n] = $5 / $1; p[n] = $6 / $2; m[n] = ($7 - $3) / 1024; c[n] = $8 / $4 }
    END { printf "%s | %s | %s | %s\n", cell(r, n, "%.3f"), cell(p, n, "%.3f"), cell(m, n, "%+.1f"), cell(c, n, "%.3f") }'
}

compare() { # PROGRAM MODE ROUNDS SECONDS
    : >"$tmp/pairs"
    i=0
    while [ $i -lt "$3" ]; do
        setup "$1"
        bare=$(run_once bare "$4")
        if ! other=$(run_once "$2" "$4"); then
            echo "| $1 | $2 | does not run | | | | |"
            return
        fi
        echo "$bare $other" >>"$tmp/pairs"
        i=$((i + 1))
    done
    name=$2
    [ "$2" != heddle ] || name="heddle run"
    echo "| $1 | $name | $(summarise <"$tmp/pairs") | $3 |"
}

echo "| program | under | throughput | p99 latency | resident, MiB more | CPU per request | pairs |"
echo "|---|---|---:|---:|---:|---:|---:|"
for p in $programs; do
    setup "$p"
    if ! command -v "${cmd%% *}" >/dev/null; then
        echo "programs.sh: $p left out: package $package is not installed" >&2
        continue
    fi
    compare "$p" heddle "$rounds" "$each"
    for other in $others; do
        if command -v valgrind >/dev/null; then
            compare "$p" "$other" 1 "$each"
        else
            echo "programs.sh: $other left out: package valgrind is not installed" >&2
        fi
    done
    setup "$p"
    [ -z "$tsan" ] || compare "$p" tsan 1 "$each"
done
