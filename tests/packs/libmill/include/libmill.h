/* The part of libmill's interface that the programs beside this folder use, shaped as its macros
 * are. */
#ifndef LIBMILL_H_INCLUDED
#define LIBMILL_H_INCLUDED
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>

#define coroutine __attribute__((noinline))
#define MILL_HERE_ (__FILE__ ":" "0")
sigjmp_buf *mill_getctx_(void);
void *mill_go_prologue_(const char *created);
void mill_go_epilogue_(void);
#define go(fn)                                                                                     \
    do {                                                                                           \
        void *mill_sp_;                                                                            \
        sigjmp_buf *mill_ctx_ = mill_getctx_();                                                    \
        if (!sigsetjmp(*mill_ctx_, 0)) {                                                           \
            mill_sp_ = mill_go_prologue_(MILL_HERE_);                                              \
            (void)mill_sp_;                                                                        \
            fn;                                                                                    \
            mill_go_epilogue_();                                                                   \
        }                                                                                          \
    } while (0)

struct mill_chan_;
typedef struct mill_chan_ *chan;
struct mill_chan_ *mill_chmake_(size_t sz, size_t bufsz, const char *created);
struct mill_chan_ *mill_chdup_(struct mill_chan_ *ch, const char *created);
void mill_chclose_(struct mill_chan_ *ch, const char *current);
void mill_chs_(struct mill_chan_ *ch, void *val, size_t sz, const char *current);
void *mill_chr_(struct mill_chan_ *ch, size_t sz, const char *current);
void mill_chdone_(struct mill_chan_ *ch, void *val, size_t sz, const char *current);
void mill_msleep_(int64_t deadline, const char *current);
#define chmake(type, bufsz) mill_chmake_(sizeof(type), (bufsz), MILL_HERE_)
#define chdup(ch) mill_chdup_((ch), MILL_HERE_)
#define chclose(ch) mill_chclose_((ch), MILL_HERE_)
#define chs(ch, type, val)                                                                         \
    do {                                                                                           \
        type mill_val = (val);                                                                     \
        mill_chs_((ch), &mill_val, sizeof(type), MILL_HERE_);                                      \
    } while (0)
#define chr(ch, type) (*(type *)mill_chr_((ch), sizeof(type), MILL_HERE_))
#define chdone(ch, type, val)                                                                      \
    do {                                                                                           \
        type mill_val = (val);                                                                     \
        mill_chdone_((ch), &mill_val, sizeof(type), MILL_HERE_);                                   \
    } while (0)
#define msleep(deadline) mill_msleep_((deadline), MILL_HERE_)
#endif
