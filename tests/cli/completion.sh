#!/bin/sh
# Completion as the shells do it: bash's function and fish's engine are asked, zsh is typed into. What the scripts say
# comes from the option tables, so every option of every command must be offered.
# SPDX-License-Identifier: Apache-2.0
. "$(dirname "$0")/lib.sh"
PATH=$(dirname "$HEDDLE"):$PATH
scripts=$(dirname "$HEDDLE")/../completions
mkdir -p cand/sub && : >cand/one.c && : >'cand/two words.c'

# offers SHELL "WORD…" WANTED…: each is among what completes the last word ("" is written as ~).
offers() {
    shell=$1 line=$2
    shift 2
    ran="completion of '$line' in $shell"
    "ask_$shell" "$line" >.out 2>.err
    for want in "$@"; do
        checks=$((checks + 1))
        grep -qxF -- "$want" .out || wrong "lacks '$want'"
    done
    empty err
}

offers_not() {
    shell=$1 line=$2 ran="completion of '$2' in $1"
    "ask_$shell" "$line" >.out 2>.err
    checks=$((checks + 1))
    ! grep -qxF -- "$3" .out || wrong "offers '$3'"
}

cat >ask.bash <<'B'
source "$1"
shift
COMP_WORDS=("$@")
[[ ${COMP_WORDS[-1]} != '~' ]] || COMP_WORDS[-1]=
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_heddle
printf '%s\n' "${COMPREPLY[@]}"
B
ask_bash() { # a folder is shown with a slash behind it, which readline adds
    # shellcheck disable=SC2086 # words
    bash ask.bash "$scripts/heddle.bash" $1 | while IFS= read -r w; do
        if [ -d "$w" ]; then echo "${w%/}/"; else echo "$w"; fi
    done
}

# Fish prints "candidate TAB description".
ask_fish() {
    line=$(printf '%s' "$1" | sed 's/ *~$/ /; s/ = /=/g; s/ =$/=/')
    HOME=$scratch XDG_CONFIG_HOME=$scratch fish --no-config -c "source $scripts/heddle.fish; complete -C '$line'" |
        cut -f1 | sed 's/^--[a-z-]*=//'
}

commands=$("$HEDDLE" -h | sed -n '/^commands:/,/^$/s/^  \([a-z]*\) .*/\1/p')
options() { "$HEDDLE" "$1" -h | sed -n '/^options/,$s/^  \(-[^ ,[]*\)\(, \(--[^ []*\)\)\{0,1\}.*/\1 \3/p'; }

all_of_it() { # SHELL
    # shellcheck disable=SC2086 # lists of words
    offers "$1" "heddle ~" $commands help
    for c in $commands; do
        short='' long=''
        for o in $(options "$c"); do
            case $o in --*) long="$long $o" ;; *) short="$short $o" ;; esac
        done
        check "heddle $c -h lists options" [ -n "$long" ]
        # shellcheck disable=SC2086
        offers "$1" "heddle $c --" $long
        # shellcheck disable=SC2086
        [ "$1" = fish ] || offers "$1" "heddle $c -" $short
    done
    offers "$1" "heddle check --fail-on ~" error warning note never
    offers "$1" "heddle report --format s" sarif
    offers "$1" "heddle check --enable-pack ~" zephyr freertos
    offers "$1" "heddle check --only lock-o" lock-order-cycle
    offers "$1" "heddle check --disable thread-leak,lock-o" thread-leak,lock-order-cycle
    offers "$1" "heddle explain thread-l" thread-leak
    offers "$1" "heddle rules l" list lint
    offers "$1" "heddle probe ~" off status
    offers "$1" "heddle inspect --pid ~" $$
    offers "$1" "heddle help ch" check
    offers "$1" "heddle check cand/o" cand/one.c
    offers "$1" "heddle check --rules cand/" cand/sub/
    offers "$1" "heddle run -- setpri" setpriv
    offers_not "$1" "heddle check --fail-on ~" cand
    offers_not "$1" "heddle check --rules cand/" cand/one.c
    offers_not "$1" "heddle report --fail-on note --c" --cycles
    offers_not "$1" "heddle run -- --" --keep-wire
}

git init -q . 2>/dev/null && git -c user.name=t -c user.email=t@localhost commit -q --allow-empty -m m && git branch topic-7

if command -v bash >/dev/null; then
    check "bash reads its script" bash -n "$scripts/heddle.bash"
    all_of_it bash
    offers bash "heddle check --fail-on =" error note
    offers bash "heddle check --fail-on = err" error
    offers bash "heddle check cand/t" "cand/two words.c"
    offers bash "heddle check --diff to" topic-7
    offers bash "heddle run -- cat cand/o" cand/one.c
    offers bash "heddle check -j ~" ""
    offers bash "heddle nothing --" ""
fi
if command -v fish >/dev/null; then
    all_of_it fish
    offers fish "heddle check --diff to" topic-7
else
    echo "fish is not here: its script was not tried"
fi

# Zsh completes only at its own prompt: it is typed into, and the line is read back.
if command -v zsh >/dev/null && command -v tmux >/dev/null; then
    mkdir zdot
    cat >zdot/.zshrc <<Z
PS1='%% '
fpath=($scripts \$fpath)
autoload -Uz compinit
compinit -u -D
unsetopt auto_list auto_menu list_ambiguous
bindkey '^I' complete-word
Z
    zsh_tmux() { env -u TMUX tmux -S "$scratch/zsh.sock" "$@"; }
    zsh_tmux -f /dev/null new-session -d -x 150 -y 30 "exec env ZDOTDIR=$scratch/zdot zsh -d -i"
    trap 'zsh_tmux kill-server 2>/dev/null; rm -rf "$scratch"' EXIT
    # completes LINE RESULT: what stands at the prompt after Tab.
    completes() {
        ran="completion of '$1' in zsh"
        checks=$((checks + 1))
        zsh_tmux send-keys C-u C-l
        zsh_tmux send-keys -l "$1"
        zsh_tmux send-keys Tab
        for _ in $(seq 100); do
            zsh_tmux capture-pane -p >.out
            grep -qE -- "^% $2 ?\$" .out && return
            sleep 0.1
        done
        wrong "did not become '$2'"
    }
    completes "heddle chec" "heddle check"
    completes "heddle check --no-c" "heddle check --no-cache"
    completes "heddle check --fail-on war" "heddle check --fail-on warning"
    completes "heddle check --fail-on=war" "heddle check --fail-on=warning"
    completes "heddle check --only thread-arg" "heddle check --only thread-arg-lifetime,"
    completes "heddle check --only thread-leak,lock-order" "heddle check --only thread-leak,lock-order-cycle,"
    completes "heddle check --enable-pack zep" "heddle check --enable-pack zephyr"
    completes "heddle check --diff topi" "heddle check --diff topic-7"
    completes "heddle report -f sa" "heddle report -f sarif"
    completes "heddle explain lock-order" "heddle explain lock-order-cycle"
    completes "heddle rules sugg" "heddle rules suggest"
    completes "heddle check cand/on" "heddle check cand/one.c"
    completes "heddle serve --lis" "heddle serve --listen="
    completes "heddle help expl" "heddle help explain"
    completes "heddle run -- cat cand/on" "heddle run -- cat cand/one.c"
    completes "heddle run -- setpri" "heddle run -- setpriv"
else
    echo "zsh or tmux is not here: zsh's script was not tried"
fi
passed
