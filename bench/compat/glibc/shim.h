/* What glibc's tests take from its build, besides its support library: read before every file.
 * SPDX-License-Identifier: Apache-2.0 */
#include <limits.h>
#include <stdbool.h>
#define TIMEOUTFACTOR 4
#define attribute_hidden
#define libc_hidden_def(x)
#define libc_hidden_proto(x)
#define weak_alias(a, b)
#define __set_errno(e) (errno = (e))
#define __glibc_likely(x) __builtin_expect(!!(x), 1)
#define __glibc_unlikely(x) __builtin_expect(!!(x), 0)
/* Folders that the support library wants to know; no test that we build looks into them. */
#define SRCDIR_PATH "/nonexistent"
#define OBJDIR_PATH "/nonexistent"
#define OBJDIR_ELF_LDSO_PATH "/nonexistent"
#define INSTDIR_PATH "/"
#define LIBDIR_PATH "/lib"
#define BINDIR_PATH "/bin"
#define SBINDIR_PATH "/sbin"
#define SLIBDIR_PATH "/lib"
#define ROOTSBINDIR_PATH "/sbin"
#define COMPLOCALEDIR_PATH "/usr/lib/locale"
#define SYSCONFDIR_PATH "/etc"
