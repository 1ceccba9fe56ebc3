// The wrapper acquires in two branches and returns the answer, which nobody looks at.
#include <pthread.h>
#include <cstddef>
struct psi { int key; };
struct mx { pthread_mutex_t m; psi *p; };
static inline int mx_lock(mx *that)
{
  int result;
  if (that->p != NULL)
  {
    that->p->key++;
    result = pthread_mutex_lock(&that->m);
    that->p->key--;
    return result;
  }
  result = pthread_mutex_lock(&that->m);
  return result;
}
static inline int mx_unlock(mx *that) { return pthread_mutex_unlock(&that->m); }
mx LOCK_open;
int n;
int count()
{
  mx_lock(&LOCK_open);
  int r = n;
  mx_unlock(&LOCK_open);
  return r;
}
int get(int x)
{
  mx_lock(&LOCK_open);
  if (x)
    goto end;
  mx_unlock(&LOCK_open);
  n++;
  mx_lock(&LOCK_open);
  n++;
end:
  mx_unlock(&LOCK_open);
  return n;
}
