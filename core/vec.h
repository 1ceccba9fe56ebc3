/* Typed growable arrays: `HD_VEC(struct x) v = {0}; hd_vec_push(&v, item);` The caller owns the
 * array and frees it with hd_vec_free. Growth may move the items: keep indexes, not pointers.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef HEDDLE_CORE_VEC_H
#define HEDDLE_CORE_VEC_H

#include <stddef.h>
#include <stdlib.h>

#define HD_VEC(T)                                                                                  \
    struct {                                                                                       \
        T *data;                                                                                   \
        size_t len, cap;                                                                           \
    }

/* Makes room for one more item of `size` bytes; ends the process when memory is out. */
void hd_vec_grow_(void **data, size_t *cap, size_t need, size_t size);

#define hd_vec_reserve(v, n)                                                                       \
    ((n) > (v)->cap                                                                                \
         ? hd_vec_grow_((void **)&(v)->data, &(v)->cap, (n), sizeof *(v)->data)                    \
         : (void)0)
#define hd_vec_push(v, ...)                                                                        \
    (hd_vec_reserve((v), (v)->len + 1), (v)->data[(v)->len] = (__VA_ARGS__), (v)->len++)
#define hd_vec_pop(v) ((v)->data[--(v)->len])
#define hd_vec_last(v) ((v)->data[(v)->len - 1])
#define hd_vec_clear(v) ((v)->len = 0)
#define hd_vec_free(v) (free((v)->data), (v)->data = NULL, (v)->len = (v)->cap = 0)
#define hd_vec_foreach(p, v)                                                                       \
    for (__typeof__(*(v)->data) *p = (v)->data,                                                    \
                                *p##_end_ = (v)->data ? (v)->data + (v)->len : NULL;               \
         p != p##_end_; p++)

#endif
