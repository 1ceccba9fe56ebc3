/* heddle's entry: a table of commands. `heddle COMMAND …` runs one; everything else here is help.
 * SPDX-License-Identifier: Apache-2.0 */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "cli/cmd.h"
#include "cli/opt.h"
#include "core/log.h"

const struct hd_command hd_commands[] = {
    {"check", "[-p BUILD | FILE… -- CLANG-ARGS]", "Analyse source code and report what is wrong",
     hd_cmd_check,
     "Reads compile_commands.json of the build folder BUILD (or takes the files that "
     "are named, with the compiler arguments behind --), analyses the whole program, stores "
     "findings and lock-order facts in the database and prints the findings. With neither BUILD "
     "nor FILE it looks for compile_commands.json in the current folder and in build. What "
     "the project allows (comments, .heddle.yml, a baseline) is kept and hidden.\n\n"
     "Exit status: 0 nothing to report; 1 heddle could not do its work; 2 findings at "
     "or above --fail-on; 3 no such findings, but some translation units could not be "
     "analysed, or have compile errors and were judged as far as they parsed (they are named)."},
    {"facts", "FILE -o FILE.hir -- CLANG-ARGS", "Write what one translation unit does, for link",
     hd_cmd_facts,
     "The first half of check, one file at a time: a build system may run it beside the compiler, "
     "in parallel, elsewhere, and keep the results. Identical input gives identical bytes. "
     "-o may stand behind --, as compilers have it."},
    {"link", "FILE.hir…|@FILE", "Analyse the program that files of facts make up", hd_cmd_link,
     "The second half of check, with its options and exit statuses. @FILE is a list of names."},
    {"run", "[OPTION…] -- CMD ARGS…", "Run a program under the probe and store what happens in it",
     hd_cmd_run,
     "Runs the program with the probe loaded. The probe only writes down what happens; "
     "a collector outside of the program judges it, reports deadlocks while they last, "
     "and stores everything in the database, also when the program is killed.\n\nExit "
     "status: that of the program, 128 + N when signal N ended it."},
    {"collect", "[--attach] WIRE…|DIR", "Store the wire files of programs that ran with the probe",
     hd_cmd_collect,
     "A program that ran with LD_PRELOAD=libheddle_probe.so and nobody watching leaves "
     "a wire file. This command stores what is in it. Of a folder it takes all files NAME.hw; one "
     "with "
     "none is fine. A file that was stored is removed, and so is the folder of a `heddle run` that "
     "was "
     "killed, with its last file."},
    {"inspect", "--pid PID [--format text|json]",
     "Show what the threads of a running process wait for, and deadlocks among them",
     hd_cmd_inspect,
     "Looks into a process that runs, with or without the probe: what each thread waits "
     "for and who holds it. Threads that wait for each other in a circle are a deadlock, which is "
     "told with the stacks of its threads: these are stopped for a moment, no others. "
     "The words of glibc and musl tell the owners of mutexes and rwlocks; for home-made locks "
     "(GLib, "
     "C++20 semaphores) only the waiting is seen. Looking takes the right to trace the process: "
     "that of its user where no Yama forbids it, or root.\n\nExit status: 0 no "
     "deadlock; 1 heddle could not do its work; 2 there is a deadlock.",
     "@pids"},
    {"top", "--pid PID | WIRE",
     "Watch a process that runs under the probe: threads, locks, waits, timers", hd_cmd_top,
     "Draws a picture every second: live threads and timers by where they were created, the locks "
     "that most threads wait for (means of looks, twenty a second, since top began), "
     "what has been held longest, and who waits for what. q quits. In a pipe, or with "
     "--once, it looks for a second and prints one picture. The process needs the probe: one "
     "started by heddle run or with LD_PRELOAD; heddle inspect looks into others."},
    {"probe", "off|status --pid PID, or WIRE…", "Switch the probe of a running program off",
     hd_cmd_probe,
     "off makes the probe leave the program alone at once and for good: every hook passes straight "
     "through, in threads to come and in children that are forked later as well. What was "
     "recorded before stays; leaks and growth are not judged any more, and the run's coverage "
     "says so. status says whether the probe is on.",
     "off status"},
    {"report", "[--run ID] [--format F[=FILE]]…", "Show the findings of a database", hd_cmd_report,
     "Shows what holds now: findings of the latest check and of all runs; --run shows "
     "one of them.\n\nExit status: 0 nothing to report; 1 heddle could not do its work; "
     "2 findings at or above --fail-on; 3 no such findings, but some translation units "
     "could not be analysed.",
     ""},
    {"graph", "[--format svg|dot|json|html] [--cycles]", "Draw the lock-order graph of a database",
     hd_cmd_graph,
     "An arrow from a to b: b was acquired while a was held. Arrows in a circle are a lock-order "
     "cycle: a deadlock that can happen. The drawing goes to standard output, or to the file that "
     "-o names. html is the page of heddle report with the findings about lock order only.",
     ""},
    {"serve", "[--listen 127.0.0.1:PORT]", "Browse a database, also while a program runs",
     hd_cmd_serve,
     "Serves the report as web pages, live and read-only, with a JSON API (/api/v1/), metrics for "
     "Prometheus (/metrics) and profiles for go tool pprof (/debug/pprof/threads, timers, "
     "contention). Nobody is asked for a password: listen on a loopback address, and let a "
     "proxy that does ask stand before it. Ends with Ctrl-C or SIGTERM.",
     ""},
    {"export", "--format perfetto|pprof|dot|csv [--run ID]", "Write a database for other tools",
     hd_cmd_export,
     "perfetto: a run over time as trace events, for ui.perfetto.dev. pprof: live threads by the "
     "stack that created them (--profile timers, contention for others), for go tool pprof. dot: "
     "the lock-order graph. csv: the findings.",
     ""},
    {"diff", "OLD.db NEW.db", "Compare two databases: introduced, fixed, unchanged", hd_cmd_diff,
     "A branch against main, a canary against the control. Findings are compared by "
     "fingerprint, so moved lines make no difference. What one database could not have "
     "known, because it holds no check or no run, is not compared.\n\nExit status: 0 "
     "nothing was introduced; 1 heddle could not do its work; 2 findings at or above "
     "--fail-on were introduced; 3 none were, but some translation units of NEW.db "
     "could not be analysed."},
    {"merge", "-o OUT.db A.db B.db…", "Put the databases of many hosts into one", hd_cmd_merge,
     "Writes a new database with all runs of the others. What holds now is the latest "
     "check, so name the newest check last. Static and run-time findings of the same "
     "defect unite."},
    {"explain", "RULE", "Explain a rule: what it finds, why it matters, how to fix it",
     hd_cmd_explain, NULL, "@rules"},
    {"rules", "list | lint FILE|DIR… | suggest [-p BUILD | FILE… -- CLANG-ARGS]",
     "List packs and rules, check rule packs for mistakes, or suggest one", hd_cmd_rules,
     "list names the packs (what heddle knows of libraries) and the rules. lint checks "
     "packs that you write yourself: every mistake is told with file, line and column, "
     "and the exit status is 1 when there is one. suggest reads a program as check does and "
     "prints a pack with its wrapper functions, for programs that use them without their "
     "source.",
     "list lint suggest"},
    {"ir", "FILE [-- CLANG-ARGS]", "Print the intermediate representation of a file", hd_cmd_ir,
     "For people who write checkers or wonder why heddle says what it says."},
    {0},
};

const struct hd_command *hd_command_find(const char *name)
{
    for (const struct hd_command *c = hd_commands; c->name; c++)
        if (strcmp(c->name, name) == 0)
            return c;
    return NULL;
}

static void print_help(FILE *out)
{
    fputs("heddle " HEDDLE_VERSION
          " finds concurrency bugs in C and C++ programs, before they run and while they run.\n\n"
          "usage: heddle COMMAND [OPTION…] [ARG…]\n\ncommands:\n",
          out);
    for (const struct hd_command *c = hd_commands; c->name; c++)
        fprintf(out, "  %-9s %s\n", c->name, c->summary);
    fputs("\nto begin:\n"
          "  heddle check -p build              all that a build compiles: build has a\n"
          "                                     compile_commands.json, as CMake writes with\n"
          "                                     -DCMAKE_EXPORT_COMPILE_COMMANDS=ON\n"
          "  heddle check FILE.c -- -Iinclude   single files, with the compiler's arguments\n"
          "  heddle run -- PROGRAM ARG…         a program while it runs\n"
          "  heddle report --format html -o report.html\n"
          "                                     all findings so far, for a browser\n",
          out);
    fputs("\nheddle COMMAND -h shows a command's options; heddle explain RULE explains a rule.\n",
          out);
}

/* heddle(1) in roff, for the build. */
static void print_man(FILE *out)
{
    fputs(".TH HEDDLE 1 \"\" \"heddle " HEDDLE_VERSION "\" \"heddle manual\"\n"
          ".SH NAME\nheddle \\- find concurrency bugs in C and C++ programs\n"
          ".SH SYNOPSIS\n.B heddle\n.I COMMAND\n[\\fIOPTION\\fR\\&...] [\\fIARG\\fR\\&...]\n"
          ".SH DESCRIPTION\n"
          "heddle finds deadlocks, leaked threads and timers, and misused locks, conditions,\n"
          "waitgroups and channels: in source code, before the program runs, and in the running\n"
          "program. Both kinds of evidence meet in one database.\n"
          ".SH COMMANDS\n",
          out);
    for (const struct hd_command *c = hd_commands; c->name; c++)
        fprintf(out, ".TP\n.BR heddle\\-%s (1)\n%s.\n", c->name, c->summary);
    fputs(".SH EXIT STATUS\n"
          "0: nothing to report. 1: heddle could not do its work. 2: there are findings. 3: there\n"
          "are none, but some translation units could not be analysed. heddle run exits with the\n"
          "status of the program that it watched.\n"
          ".SH FILES\n.TP\n.I .heddle/heddle.db\nThe database that commands read and write unless\n"
          ".B \\-\\-db\nnames another.\n"
          ".SH ENVIRONMENT\n.TP\n.B NO_COLOR\nWhen set, text is not coloured.\n",
          out);
}

static int unknown_command(const char *name)
{
    const char *names[64] = {0};
    size_t n = 0;
    for (const struct hd_command *c = hd_commands; c->name && n < 63; c++)
        names[n++] = c->name;
    const char *near = hd_nearest(name, names);
    if (name[0] == '-')
        hd_error("unknown option %s; a command comes first, and heddle -h lists them", name);
    else if (near)
        hd_error("unknown command '%s'; did you mean '%s'?", name, near);
    else
        hd_error("unknown command '%s'; heddle -h lists the commands", name);
    return 1;
}

int main(int argc, char **argv)
{
    signal(SIGPIPE, SIG_DFL);
    if (argc < 2) {
        print_help(stderr);
        return 1;
    }
    const char *name = argv[1];
    if (strcmp(name, "-h") == 0 || strcmp(name, "--help") == 0) {
        print_help(stdout);
        return 0;
    }
    if (strcmp(name, "--version") == 0 || strcmp(name, "version") == 0) {
        puts("heddle " HEDDLE_VERSION);
        return 0;
    }
    if (strcmp(name, "--help-man") == 0) {
        print_man(stdout);
        return 0;
    }
    if (strcmp(name, "help") == 0) {
        if (argc < 3) {
            print_help(stdout);
            return 0;
        }
        name = argv[2];
        static char help[] = "-h";
        argv[2] = help;
        argv++, argc = 2;
        const struct hd_command *c = hd_command_find(name);
        argv[0] = (char *)(c ? c->name : name);
        return c ? c->run(argc, argv) : unknown_command(name);
    }
    const struct hd_command *c = hd_command_find(name);
    return c ? c->run(argc - 1, argv + 1) : unknown_command(name);
}
