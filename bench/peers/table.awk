# Results of static.sh or live.sh -> a Markdown table: what each tool found, and its false alarms, by rule.
#   awk -f table.awk -v tools="heddle clang …" -v titles="heddle check,clang --analyze,…" -v base=base RESULTS
# SPDX-License-Identifier: Apache-2.0
BEGIN {
    FS = "\t"
    ntools = split(tools, tool, " ")
    split(titles, title, ",")
}
{
    if (!($1 in known)) { known[$1] = 1; rule[++nrules] = $1 }
    if ($4 == base) {
        programs[$1, $3]++
        programs["", $3]++
        base_cpu[$1 "/" $2] = $6
        base_mem[$1 "/" $2] = $7
    } else {
        said[$1, $3, $4] += $5
        said["", $3, $4] += $5
        cpu[$4] += $6
        at[$4, ++runs[$4]] = $1 "/" $2
        cost[$4, runs[$4]] = $6
        mem[$4, runs[$4]] = $7
        crashed[$4] += ($8 >= 125 && $8 != 137 && $8 != 143) && $8 != 124
    }
}
# Does heddle lead? It finds as many as each of them, has no more false alarms, and is better in one of the two.
function leads(r,    i, mine, alarms, theirs, worse, ahead, f) {
    mine = said[r, "bad", "heddle"] + 0
    alarms = said[r, "ok", "heddle"] + 0
    ahead = 1
    for (i = 1; i <= ntools; i++) {
        if (tool[i] == "heddle") continue
        f = said[r, "bad", tool[i]] + 0
        theirs = said[r, "ok", tool[i]] + 0
        if (f > mine) worse = worse (worse ? "; " : "") title[i] " finds more"
        if (theirs < alarms) worse = worse (worse ? "; " : "") title[i] " has fewer false alarms"
        if (f == mine && theirs == alarms) { ahead = 0; same = title[i] }
    }
    return worse ? "**no**: " worse : ahead ? "yes" : "**no**: " same " is as good"
}
function sort_numbers(v, n,    i, j, x) {
    for (i = 2; i <= n; i++) {
        x = v[i]
        for (j = i - 1; j >= 1 && v[j] > x; j--) v[j + 1] = v[j]
        v[j + 1] = x
    }
}
# The median and the quartiles of a tool's figure as a ratio to the base's.
function spread(which, t,    i, n, b, v) {
    for (i = 1; i <= runs[t]; i++) {
        b = which == "mem" ? base_mem[at[t, i]] : base_cpu[at[t, i]]
        if (b > 0 && (which == "mem" ? mem[t, i] : cost[t, i]) > 0)
            v[++n] = (which == "mem" ? mem[t, i] : cost[t, i]) / b
    }
    if (!n) return "–"
    sort_numbers(v, n)
    return sprintf("%.2g (%.2g … %.2g)", v[int((n + 1) / 2)], v[int((n + 3) / 4)], v[int((3 * n + 3) / 4)])
}
function row(r, name,    i, line) {
    line = "| " name " | " programs[r, "bad"] + 0 ", " programs[r, "ok"] + 0 " |"
    for (i = 1; i <= ntools; i++)
        line = line " " said[r, "bad", tool[i]] + 0 ", " said[r, "ok", tool[i]] + 0 " |"
    return line " " leads(r) " |"
}
END {
    head = "| rule | bad, correct programs |"
    dash = "|---|--:|"
    for (i = 1; i <= ntools; i++) { head = head " " title[i] " |"; dash = dash "--:|" }
    print head " heddle leads |"
    print dash "---|"
    for (i = 1; i <= nrules; i++) print row(rule[i], rule[i])
    print row("", "**all**")
    line = "| missed | |"
    for (i = 1; i <= ntools; i++) line = line " " programs["", "bad"] - said["", "bad", tool[i]] " |"
    print line " |"
    line = "| crashed, or refused the program | |"
    for (i = 1; i <= ntools; i++) line = line " " crashed[tool[i]] + 0 " |"
    print line " |"
    line = "| processor time, " what " |  |"
    for (i = 1; i <= ntools; i++) line = line " " (what ~ /heddle/ ? sprintf("%.2g", cpu[tool[i]] / cpu["heddle"]) : spread("cpu", tool[i])) " |"
    print line " |"
    line = "| resident memory, " memory " | |"
    for (i = 1; i <= ntools; i++) line = line " " spread("mem", tool[i]) " |"
    print line " |"
}
