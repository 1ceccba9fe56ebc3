/* The part of libdill's interface that the programs beside this folder use, shaped as its macros
 * are: go() runs the call in a branch that ends with dill_epilogue. */
#ifndef LIBDILL_H_INCLUDED
#define LIBDILL_H_INCLUDED
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>

#define coroutine __attribute__((noinline))
int dill_prologue(sigjmp_buf **ctx, void **ptr, size_t len, int bndl, const char *file, int line);
void dill_epilogue(void);
void dill_setsp(void *sp);
#define dill_go_(fn, ptr, len, bndl)                                                               \
    ({                                                                                             \
        sigjmp_buf *dill_ctx;                                                                      \
        void *dill_stk = (ptr);                                                                    \
        int dill_h = dill_prologue(&dill_ctx, &dill_stk, (len), (bndl), __FILE__, __LINE__);       \
        if (dill_h >= 0) {                                                                         \
            if (!sigsetjmp(*dill_ctx, 0)) {                                                        \
                dill_setsp(dill_stk);                                                              \
                fn;                                                                                \
                dill_epilogue();                                                                   \
            }                                                                                      \
        }                                                                                          \
        dill_h;                                                                                    \
    })
#define dill_go(fn) dill_go_(fn, NULL, 0, -1)
#define dill_bundle_go(bndl, fn) dill_go_(fn, NULL, 0, bndl)
int dill_bundle(void);
int dill_bundle_wait(int h, int64_t deadline);
int dill_hclose(int h);
int dill_chmake(int chv[2]);
int dill_chsend(int ch, const void *val, size_t len, int64_t deadline);
int dill_chrecv(int ch, void *val, size_t len, int64_t deadline);
int dill_chdone(int ch);
int dill_msleep(int64_t deadline);
#define go dill_go
#define bundle dill_bundle
#define bundle_go dill_bundle_go
#define bundle_wait dill_bundle_wait
#define hclose dill_hclose
#define chmake dill_chmake
#define chsend dill_chsend
#define chrecv dill_chrecv
#define chdone dill_chdone
#define msleep dill_msleep
#endif
