#!/bin/sh
# Programs that nobody wrote for this test behave the same with and without the probe.
# SPDX-License-Identifier: Apache-2.0
set -eu
so=$1
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
chmod 700 "$tmp"
probed() {
    env LD_PRELOAD="$so" HEDDLE_DIR="$tmp" HEDDLE_COLLECTOR=none HEDDLE_SIZE=small "$@"
}
same() {
    name=$1
    shift
    "$@" >"$tmp/plain" 2>&1 || echo "status $?" >>"$tmp/plain"
    probed "$@" >"$tmp/probed" 2>&1 || echo "status $?" >>"$tmp/probed"
    diff -u "$tmp/plain" "$tmp/probed" || { echo "$name behaves differently" >&2; exit 1; }
}
python=$(command -v python3) || exit 77
cat >"$tmp/threads.py" <<'PY'
import concurrent.futures, os, queue, subprocess, sys, threading
def work(n):
    with lock:
        total.append(n)
    return n * n
lock, total = threading.Lock(), []
with concurrent.futures.ThreadPoolExecutor(16) as pool:
    print(sum(pool.map(work, range(5000))), len(total))
q = queue.Queue()
ts = [threading.Thread(target=lambda: [q.put(i) for i in range(200)]) for _ in range(20)]
for t in ts: t.start()
for t in ts: t.join()
print(q.qsize())
pid = os.fork()
if pid == 0:
    t = threading.Thread(target=work, args=(1,)); t.start(); t.join()
    os._exit(7)
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
print(subprocess.run([sys.executable, "-c", "print(6 * 7)"], capture_output=True, text=True).stdout)
PY
same python "$python" "$tmp/threads.py"
same sh sh -c 'for i in 1 2 3; do (exit $i) | cat; done; echo $?; false'
same sort sh -c 'seq 200000 | sort -R --random-source=/dev/zero --parallel=4 | sort -n --parallel=4 | tail -1'
echo "wire files: $(ls "$tmp"/*.hw | wc -l)"
