# fish completion for heddle. The build puts what heddle's option tables say where @…@ stands.
# SPDX-License-Identifier: Apache-2.0

# The command line has no command yet.
function __heddle_first
    test (count (commandline -opc)) -eq 1
end

# Its command is this one, and no "--" came yet.
function __heddle_is
    set -l words (commandline -opc)
    test (count $words) -ge 2; and test "$words[2]" = "$argv[1]"; and not contains -- -- $words
end

# What comes next is a program to run.
function __heddle_program
    set -l words (commandline -opc)
    test "$words[2]" = run; and test "$words[-1]" = --
end

function __heddle_rules
    printf '%s\n' @rules@
end

function __heddle_packs
    printf '%s\n' @packs@
end

function __heddle_commands
    printf '%s\n' @commands@
end

function __heddle_revs
    git for-each-ref --format='%(refname:short)' 2>/dev/null
end

complete -c heddle -n __heddle_first -s h -l help -d 'list the commands'
complete -c heddle -n __heddle_first -l version -d 'print the version and exit'
complete -c heddle -n __heddle_first -f -a help -d 'help for a command'
complete -c heddle -n '__heddle_is help' -x -a '(__heddle_commands)'
complete -c heddle -n __heddle_program -x -a '(__fish_complete_command)'
@parts@
