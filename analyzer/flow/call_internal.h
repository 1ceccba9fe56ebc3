/* The parts of a call's treatment to each other: calls.c (who is called), ops.c (what packs say),
 * create.c (handles), memory.c (what may have been written).
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_ANALYZER_FLOW_CALL_INTERNAL_H
#define HEDDLE_ANALYZER_FLOW_CALL_INTERNAL_H

#include "analyzer/flow/checks.h"
#include "analyzer/flow/flow.h"

enum { MAX_ARGS = 32 };

struct call {
    const struct hd_ir_insn *i;
    term arg[MAX_ARGS];
    uint32_t nargs;
    term result;
    term partner;   /* condition waits: the lock */
    bool unchecked; /* nobody looks at the result */
    state_vec more; /* further states after the call */
    const char *name;
};

/* calls.c */
void give_away(struct fctx *c, struct state *s, const struct call *k, uint32_t kept);

/* memory.c */
void bind_value(struct fctx *c, struct state *s, const struct hd_ir_insn *i, term val);
void havoc_shared(struct fctx *c, struct state *s);

/* ops.c */
term op_key(struct fctx *c, struct state *s, const struct hd_op_model *op, const struct call *k,
            int argno);
void do_ops(struct fctx *c, struct state *s, const struct hd_op_model *ops, uint32_t n,
            struct call *k, state_vec *out);

/* promise.c: contracts of callees. contract_call: of one without a body; contract_result: what it
 * says of the result of one with a body. */
void check_call_contract(struct fctx *c, const struct state *s, const struct call *k,
                         const struct contract *con);
void contract_call(struct fctx *c, struct state *s, struct call *k, const struct contract *con,
                   state_vec *out);
void contract_result(struct fctx *c, struct call *k, const struct contract *con, state_vec *out);

/* cleanup.c */
void push_cleanup(struct fctx *c, struct state *s, const struct hd_op_model *op,
                  const struct call *k);
void pop_cleanup(struct fctx *c, struct state *s, const struct hd_op_model *op, struct call *k);
void thread_ends(struct fctx *c, struct state *s, const struct call *k);

/* unstarted.c: a creation fails in a loop over an array's elements; all of them are joined. */
void note_unstarted(struct fctx *c, struct state *s, const struct hd_ir_insn *i, int arg,
                    term element);
void check_unstarted(struct fctx *c, struct state *s, const struct hd_ir_insn *i, int arg);

/* duty.c */
void start_called(struct fctx *c, struct state *s, const struct hd_op_model *op,
                  const struct call *k);

/* containers.c: the call makes a thread inside a container, or moves one in. */
void put_into(struct fctx *c, struct state *s, const struct hd_op_model *op, const struct call *k);

/* channels.c */
void channel_received(struct fctx *c, struct state *s, const struct hd_op_model *op,
                      const struct call *k);

/* blocking.c */
void call_blocks(struct fctx *c, struct state *s, const struct call *k);

/* create.c */
bool attr_unknown(struct fctx *c, struct state *s, const struct hd_op_model *op,
                  const struct call *k);
uint32_t entry_of(struct fctx *c, const struct hd_op_model *op, const struct call *k);
void spawned(struct fctx *c, struct state *s, uint32_t entry, bool catches);
term fill_array(struct fctx *c, struct state *s, const struct hd_op_model *op,
                const struct call *k);
term element_base(struct fctx *c, term loc);
void created_at(struct fctx *c, struct state *s, const struct hd_op_model *op, const struct call *k,
                term key, struct place at);
void create(struct fctx *c, struct state *s, const struct hd_op_model *op, const struct call *k,
            const struct event *e);

/* Does some program run this function and all that the chain goes through? A name that means one
 * function in one program and another in the next leaves more behind than any of them does. */
bool in_one_program(const struct fctx *c, const struct chain *k);

/* captured.c: a function that is given away may be called, and has this call in it. Handles in
 * variables that it names are the function's. */
void captured_given(struct fctx *c, struct state *s, const struct hd_ir_insn *i);

#endif
