# bash completion for heddle. The build puts what heddle's option tables say where @…@ stands.
# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2034 # options, value: read by _heddle

# What each command takes: _heddle_COMMAND OPTION sets `options`, and `value`, what completes the
# option's value. OPTION is empty for the command's arguments, and "--" for what stands behind that.
@parts@
# Candidates for the word $2 of the kind $1: the words themselves, one per line.
_heddle_words()
{
    case $1 in
    words) compgen -W "$3" -- "$2" ;;
    rules) compgen -W '@rules@' -- "$2" ;;
    packs) compgen -W '@packs@' -- "$2" ;;
    commands) compgen -W '@commands@' -- "$2" ;;
    pid) compgen -W "$(printf '%s ' /proc/[0-9]* | sed 's|/proc/||g')" -- "$2" ;;
    rev) compgen -W "$(git for-each-ref --format='%(refname:short)' 2>/dev/null)" -- "$2" ;;
    file) compgen -f -- "$2" ;;
    dir) compgen -d -- "$2" ;;
    program) compgen -c -- "$2" ;;
    esac
}

_heddle()
{
    local options='' value='' current=${COMP_WORDS[COMP_CWORD]} option='' command=${COMP_WORDS[1]} before='' i
    COMPREPLY=()
    if [[ $COMP_CWORD -eq 1 ]]; then
        mapfile -t COMPREPLY < <(compgen -W '@commands@ help --help --version' -- "$current")
        return
    fi
    if [[ $command = help ]]; then
        mapfile -t COMPREPLY < <(_heddle_words commands "$current")
        return
    fi
    [[ $(type -t "_heddle_$command") = function ]] || return
    # "--name=value" reaches us as three words.
    option=${COMP_WORDS[COMP_CWORD - 1]}
    if [[ $current = '=' ]]; then
        current=''
    elif [[ $option = '=' ]]; then
        option=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    [[ $option = -* && $option != -- ]] || option=''
    for ((i = 2; i < COMP_CWORD; i++)); do
        if [[ ${COMP_WORDS[i]} = -- ]]; then
            option=--
            break
        fi
    done
    "_heddle_$command" "$option"
    if [[ -z $value ]]; then # a flag: what comes next is an argument
        "_heddle_$command" ''
    fi
    if [[ $option = -- && $value = program ]] && ((COMP_CWORD > i + 1)); then
        value='file'
    fi
    if [[ $current = -* && $option != -- ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$options" -- "$current")
        return
    fi
    if [[ $value = many-* ]]; then
        value=${value#many-}
        if [[ $current = *,* ]]; then
            before=${current%,*},
            current=${current##*,}
        fi
    fi
    [[ $value != file && $value != dir ]] || compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(_heddle_words "${value%% *}" "$current" "${value#* }")
    COMPREPLY=("${COMPREPLY[@]/#/$before}")
}

complete -F _heddle heddle
