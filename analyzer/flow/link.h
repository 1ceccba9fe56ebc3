/* Several programs among the units of one build: which units are linked with which main, and which
 * of several definitions of one name a unit means.
 *
 * The database says nothing of links, so they are worked out as a linker would: the units that a
 * main's unit reaches by names it does not define itself are its program. Where several files
 * define a name, what the program has already, what cannot be linked with it (another main, a
 * second definition), what is built for the same target and the nearest folder decide, in this
 * order. What stays open means any of the definitions.
 *
 * Two claims need two answers. That two things happen in one process needs certainty that one
 * program runs both; that nobody in a program does something needs certainty about everybody who
 * might be linked with it. link_runs() is the former, link_may() the latter.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_ANALYZER_FLOW_LINK_H
#define HEDDLE_ANALYZER_FLOW_LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct program;
struct hd_ir;
struct hd_ir_decl;
struct hd_map;
struct hd_unit_objects;

/* A set of programs, one bit each; all have program.link->words words. */
typedef uint64_t *program_set;

struct link;

/* First: who defines and who wants which name. `objects`: by unit, may be NULL. */
void link_units(struct program *p, const struct hd_ir *units, size_t n,
                const struct hd_unit_objects *objects);
/* The identity of a declaration in a unit: its key, or that of the definition that is meant. */
uint64_t link_key(struct program *p, uint32_t unit, const struct hd_ir_decl *d);
/* Then, with all declarations known: names that stay open get their definitions as targets. */
void link_open_names(struct program *p);
/* Last, with all calls known: what each program runs. */
void link_functions(struct program *p);
void link_free(struct program *p);

/* The number of programs, at least 1: without a main, or with one, there is one that is all. */
uint32_t link_programs(const struct program *p);
/* The main function of a program, NO_FUNC for a library. */
uint32_t link_main(const struct program *p, uint32_t prog);
/* "the program", "the program of tools/a.c" when there are several. */
const char *link_program_text(struct program *p, uint32_t prog);

/* Does this program run the function, as far as anybody can tell? */
bool link_runs(const struct program *p, uint32_t f, uint32_t prog);
/* Can the function be part of this program at all? */
bool link_may(const struct program *p, uint32_t f, uint32_t prog);

/* Does some program run both? */
bool link_together(const struct program *p, uint32_t f, uint32_t g);

/* Who does something: notes in `m` under `key` that function `f` does. */
void link_note(struct program *p, struct hd_map *m, uint64_t key, uint32_t f);
/* The same for a set at hand; made when NULL. */
void link_add(struct program *p, program_set *set, uint32_t f);
/* Nobody restricts it: all programs. */
void link_note_all(struct program *p, struct hd_map *m, uint64_t key);
enum { NO_PROGRAM = UINT32_MAX };
/* A program that runs `f` and in which nobody of both sets (NULL: empty) can be, NO_PROGRAM. */
uint32_t link_without(const struct program *p, uint32_t f, const uint64_t *one,
                      const uint64_t *other);
/* The set in the map, NULL. */
const uint64_t *link_noted(const struct hd_map *m, uint64_t key);

#endif
