# SPDX-License-Identifier: Apache-2.0
# Reads  F function · E block (entry) · X block (exit) · C block callee · S block successor
# and prints "function: call -> next call" for all calls that can follow each other, ENTRY and EXIT
# being the ends. Builtins that are no calls at run time are left out.
function flush_pairs(    n, head, b, i, s, todo) {
    if (name == "")
        return
    for (b in reach)
        delete reach[b]
    n = 1
    todo[1] = entry
    reach[entry] = 1
    while (n > 0) {
        b = todo[n--]
        for (i = 1; i <= calls[b]; i++)
            if (i > 1)
                print name ": " call[b, i - 1] " -> " call[b, i]
        if (calls[b]) {
            if (b in is_exit)
                print name ": " call[b, calls[b]] " -> EXIT"
            follow(call[b, calls[b]], b)
        }
        for (i = 1; i <= succs[b]; i++) {
            s = succ[b, i]
            if (!(s in reach)) {
                reach[s] = 1
                todo[++n] = s
            }
        }
    }
    first(entry)
    for (head in firsts)
        print name ": ENTRY -> " head
}
function follow(from, b,    i, head) {
    for (head in firsts)
        delete firsts[head]
    for (head in seen)
        delete seen[head]
    for (i = 1; i <= succs[b]; i++)
        collect(succ[b, i])
    for (head in firsts)
        print name ": " from " -> " head
}
function first(b,    head) {
    for (head in firsts)
        delete firsts[head]
    for (head in seen)
        delete seen[head]
    collect(b)
}
function collect(b,    i) {
    if (b in seen)
        return
    seen[b] = 1
    if (calls[b]) {
        firsts[call[b, 1]] = 1
        return
    }
    if (b in is_exit) {
        firsts["EXIT"] = 1
        return
    }
    for (i = 1; i <= succs[b]; i++)
        collect(succ[b, i])
}
function forget(    k) {
    for (k in calls) delete calls[k]
    for (k in call) delete call[k]
    for (k in succs) delete succs[k]
    for (k in succ) delete succ[k]
    for (k in is_exit) delete is_exit[k]
}
$1 == "F" { flush_pairs(); forget(); name = $2; next }
$1 == "E" { entry = $2; next }
$1 == "X" { is_exit[$2] = 1; next }
$1 == "C" {
    if ($3 ~ /^__builtin_(expect|constant_p|object_size|va_|unreachable|assume)/ || $3 ~ /^__(c11_)?atomic_/)
        next
    call[$2, ++calls[$2]] = $3
    next
}
$1 == "S" { succ[$2, ++succs[$2]] = $3 }
END { flush_pairs() }
