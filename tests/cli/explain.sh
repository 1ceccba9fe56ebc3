#!/bin/sh
# heddle explain and heddle rules.
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/lib.sh"

expect 0 explain thread-leak
says "thread-leak: "
says "severity   error"
says "CWE-404, CWE-772"
says "CON04"
calm
expect 1 explain thread-laek
complains "there is no rule 'thread-laek'; did you mean 'thread-leak'?"
silent
expect 1 explain nothing-of-the-kind
complains "heddle rules list"
expect 1 explain
complains "the id of one rule"
expect 1 explain thread-leak timer-leak
expect 0 explain deadlock -o page.txt
silent
check "page in the file" grep -q "^deadlock: " page.txt

# Pages are Markdown; people get text.
expect 0 explain thread-leak
says "makes a joinable thread unless told otherwise"
says "pthread_create makes"
says "    #include <pthread.h>"
says "    void *work(void *arg);"
says "CWE-404 (https://"

expect 0 rules list
says "pthread"
says "lock-order-cycle"
# Every rule that is listed can be explained.
sed -n 's/^\([a-z]*-[a-z-]*\) .*\(error\|warning\|note\) .*/\1/p' .out >ids
echo deadlock >>ids
check "many rules" [ "$(wc -l <ids)" -gt 50 ]
while read -r id; do
    expect 0 explain "$id"
    says "$id: "
    check "no marks of Markdown: $id" [ "$(grep -c '`\|](\|^##* \|\*\*[a-zA-Z ]*\*\*' .out)" = 0 ]
done <ids
expect 1 rules
complains "rules takes list, lint FILE… or suggest"
expect 1 rules lint
complains "takes files or folders"
expect 1 rules lint none.yml
complains "none.yml"
printf 'heddle: 1\npack: x\nnonsense: 3\n' >bad.yml
expect 1 rules lint bad.yml
says "bad.yml:"
cat >good.yml <<'END'
heddle: 1
pack: looms
title: Looms
resources:
  - {id: warp, kind: lock, types: [warp_t], identity: address}
ops:
  - {fn: warp_take, on: warp, event: acquire, arg: 0, via: ref}
  - {fn: warp_give, on: warp, event: release, arg: 0, via: ref}
END
expect 0 rules lint good.yml
silent
complains "no mistakes"
passed
