# Results of real.sh -> a Markdown table.
# SPDX-License-Identifier: Apache-2.0
BEGIN {
    FS = "\t"
    split("base clang clang-tidy cppcheck gcc heddle heddle-all", order, " ")
    name["clang"] = "clang --analyze"; name["clang-tidy"] = "clang-tidy"; name["cppcheck"] = "cppcheck"
    name["gcc"] = "gcc -fanalyzer"; name["heddle"] = "heddle check"; name["heddle-all"] = "heddle check, the whole program"
    print "| project | tool | files | processor time | most memory | words about concurrency | given up after " limit " s |"
    print "|---|---|--:|--:|--:|--:|--:|"
}
{ if (!($1 in seen)) { seen[$1] = 1; project[++n] = $1 } files[$1, $2] = $3; cpu[$1, $2] = $4; mem[$1, $2] = $5; words[$1, $2] = $6; lost[$1, $2] = $7 }
END {
    for (p = 1; p <= n; p++)
        for (i = 2; i <= 7; i++) {
            q = project[p]; t = order[i]; b = t == "heddle-all" ? "base-all" : "base"
            if (!((q, t) in cpu) || cpu[q, b] + 0 == 0) continue
            printf "| %s | %s | %d | %.3g | %.3g | %d | %d |\n", q, name[t], files[q, t], cpu[q, t] / cpu[q, b], mem[q, t] / mem[q, b], words[q, t], lost[q, t]
        }
}
