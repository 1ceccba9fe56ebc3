/* The commands: each cli/cmd_*.c defines one of these, and main.c lists it in hd_commands[].
 * A command gets its own name as argv[0] and returns the process's exit status.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_CLI_CMD_H
#define HEDDLE_CLI_CMD_H

int hd_cmd_check(int argc, char **argv);
int hd_cmd_facts(int argc, char **argv);
int hd_cmd_link(int argc, char **argv); /* part of cmd_check.c */
int hd_cmd_run(int argc, char **argv);
int hd_cmd_inspect(int argc, char **argv);
int hd_cmd_top(int argc, char **argv);
int hd_cmd_probe(int argc, char **argv);
int hd_cmd_collect(int argc, char **argv);
int hd_cmd_report(int argc, char **argv);
int hd_cmd_serve(int argc, char **argv);
int hd_cmd_export(int argc, char **argv);
int hd_cmd_graph(int argc, char **argv);
int hd_cmd_diff(int argc, char **argv);
int hd_cmd_merge(int argc, char **argv);
int hd_cmd_explain(int argc, char **argv);
int hd_cmd_rules(int argc, char **argv);
/* `rules suggest`, which takes what `check` takes; part of cmd_check.c */
int hd_cmd_suggest(int argc, char **argv);
int hd_cmd_ir(int argc, char **argv);

#endif
