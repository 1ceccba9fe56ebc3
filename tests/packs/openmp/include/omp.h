/* The part of OpenMP's interface that the programs beside this folder use, as GCC has it. */
#ifndef _OMP_H
#define _OMP_H 1
typedef struct {
    unsigned char _x[4];
} omp_lock_t;
typedef struct {
    unsigned char _x[16];
} omp_nest_lock_t;
extern void omp_init_lock(omp_lock_t *);
extern void omp_destroy_lock(omp_lock_t *);
extern void omp_set_lock(omp_lock_t *);
extern void omp_unset_lock(omp_lock_t *);
extern int omp_test_lock(omp_lock_t *);
extern void omp_init_nest_lock(omp_nest_lock_t *);
extern void omp_destroy_nest_lock(omp_nest_lock_t *);
extern void omp_set_nest_lock(omp_nest_lock_t *);
extern void omp_unset_nest_lock(omp_nest_lock_t *);
extern int omp_test_nest_lock(omp_nest_lock_t *);
extern int omp_get_thread_num(void);
#endif
