/* The part of liburcu's interface that the programs beside this folder use: the flavour "memb". */
#ifndef _URCU_H
#define _URCU_H
struct rcu_head {
    struct rcu_head *next;
    void (*func)(struct rcu_head *head);
};
#define rcu_read_lock urcu_memb_read_lock
#define rcu_read_unlock urcu_memb_read_unlock
#define rcu_register_thread urcu_memb_register_thread
#define rcu_unregister_thread urcu_memb_unregister_thread
#define synchronize_rcu urcu_memb_synchronize_rcu
#define call_rcu urcu_memb_call_rcu
#define rcu_barrier urcu_memb_barrier
extern void urcu_memb_read_lock(void);
extern void urcu_memb_read_unlock(void);
extern void urcu_memb_register_thread(void);
extern void urcu_memb_unregister_thread(void);
extern void urcu_memb_synchronize_rcu(void);
extern void urcu_memb_call_rcu(struct rcu_head *head, void (*func)(struct rcu_head *head));
extern void urcu_memb_barrier(void);
#define rcu_dereference(p) __extension__({ __typeof__(p) _p1 = *(__typeof__(p) volatile *)&(p); _p1; })
#define rcu_xchg_pointer(p, v) __atomic_exchange_n(p, v, __ATOMIC_SEQ_CST)
#endif
