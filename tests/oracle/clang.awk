# SPDX-License-Identifier: Apache-2.0
# clang's dump of control-flow graphs (debug.DumpCFG) -> the lines that pairs.awk reads.
# Elements refer to each other: "[B3.2]" is element 2 of block 3; a callee is found by following
# such references down to a name.
function resolve(block, number, depth,    e, r) {
    e = element[block "." number]
    if (depth > 20 || e == "")
        return "?"
    if (e ~ /\(ImplicitCastExpr, LValueToRValue/)
        return "?" # a pointer's value
    if (match(e, /^[(*&]*\[B[0-9]+\.[0-9]+\][)]*( \(ImplicitCastExpr.*)?$/)) {
        r = reference(e)
        return resolve(substr(r, 1, index(r, ".") - 1), substr(r, index(r, ".") + 1), depth + 1)
    }
    if (match(e, /^[(&*]*[A-Za-z_][A-Za-z_0-9]*[)]*$/)) {
        gsub(/[(&*)]/, "", e)
        return e
    }
    return "?"
}
function reference(e) { # "[B3.2]…" -> "3.2"
    match(e, /\[B[0-9]+\.[0-9]+\]/)
    return substr(e, RSTART + 2, RLENGTH - 3)
}
function successors(text,    i, n, word) {
    n = split(text, word, " ")
    for (i = 1; i <= n; i++)
        if (word[i] ~ /^B[0-9]+$/)
            print "S", current, substr(word[i], 2)
}
function flush_function(    i, e, r, key, b) {
    for (i = 1; i <= nelements; i++) {
        key = order[i]
        b = substr(key, 1, index(key, ".") - 1)
        e = element[key]
        if (match(e, /^[(*&]*\[B[0-9]+\.[0-9]+\][)]*\(/)) {
            r = reference(e)
            print "C", b, resolve(substr(r, 1, index(r, ".") - 1), substr(r, index(r, ".") + 1), 0)
        } else if (match(e, /^CleanupFunction \([A-Za-z_0-9]+\)/)) {
            split(e, part, /[()]/)
            print "C", b, part[2]
        }
    }
    for (key in element)
        delete element[key]
    nelements = 0
}
function function_name(head) {
    gsub(/__attribute__\(\(.*\)\)/, "", head)
    match(head, /[A-Za-z_][A-Za-z_0-9]*\(/)
    return substr(head, RSTART, RLENGTH - 1)
}
/^[A-Za-z_].*\(/ && !/: (warning|note|error|fatal error):/ {
    flush_function()
    print "F", function_name($0)
    current = ""
    next
}
/^ \[B[0-9]+/ {
    match($0, /B[0-9]+/)
    current = substr($0, RSTART + 1, RLENGTH - 1)
    if (/\(ENTRY\)/)
        print "E", current
    else if (/\(EXIT\)/)
        print "X", current
    ends = /\(NORETURN\)/ # what follows is only formal
    in_successors = 0
    next
}
current == "" || (ends && /Succs \(/) { next }
/^ +[0-9]+: / {
    number = $1
    sub(/:$/, "", number)
    text = $0
    sub(/^ +[0-9]+: /, "", text)
    order[++nelements] = current "." number
    element[current "." number] = text
    next
}
/^ +Succs \(/ {
    sub(/^ +Succs \([0-9]+\):/, "")
    successors($0)
    in_successors = 1
    next
}
in_successors && /^ +(B[0-9]|NULL)/ { successors($0); next }
{ in_successors = 0 }
END { flush_function() }
