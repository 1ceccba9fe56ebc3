# SPDX-License-Identifier: Apache-2.0
# What `heddle ir` prints -> the lines that pairs.awk reads.
/^function / {
    name = $2
    sub(/\(.*/, "", name)
    print "F", name
    current = ""
    next
}
/^  b[0-9]+:$/ {
    current = substr($1, 2)
    sub(/:/, "", current)
    if (current == 0)
        print "E", 0
    next
}
current == "" { next }
{
    sub(/  ; .*/, "")
    sub(/^ +/, "")
}
/^(.* = )?call / {
    sub(/^(.* = )?call /, "")
    if (/^\*/)
        $0 = "?("
    sub(/\(.*/, "")
    print "C", current, $0
    next
}
/^goto any of/ { for (i = 4; i <= NF; i++) print "S", current, substr($i, 2); next }
/^goto b/ { print "S", current, substr($2, 2); next }
/^if .* b[0-9]+ else b[0-9]+$/ { print "S", current, substr($NF, 2); print "S", current, substr($(NF - 2), 2); next }
/^switch / {
    for (i = 3; i <= NF; i++)
        if ($i ~ /:b[0-9]+$/) {
            sub(/.*:b/, "", $i)
            print "S", current, $i
        }
    next
}
/^return( |$)/ { print "X", current }
