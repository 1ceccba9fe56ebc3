/* What cannot be seen; see coverage.h. An ELF file is read with libelf only as far as headers,
 * section names and needed libraries.
 * SPDX-License-Identifier: Apache-2.0 */
#include "collector/coverage.h"

#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "core/file.h"

static void look_at_segments(Elf *elf, struct hd_elf_kind *k)
{
    size_t n = 0;
    bool interpreter = false, dynamic = false;
    elf_getphdrnum(elf, &n);
    for (size_t i = 0; i < n; i++) {
        GElf_Phdr p;
        if (!gelf_getphdr(elf, (int)i, &p))
            continue;
        interpreter |= p.p_type == PT_INTERP;
        dynamic |= p.p_type == PT_DYNAMIC;
    }
    k->is_static = !interpreter || !dynamic;
}

static void look_at_needed(Elf *elf, Elf_Scn *scn, const GElf_Shdr *sh, struct hd_elf_kind *k)
{
    Elf_Data *data = elf_getdata(scn, NULL);
    size_t n = data && sh->sh_entsize ? data->d_size / sh->sh_entsize : 0;
    for (size_t i = 0; i < n; i++) {
        GElf_Dyn dyn;
        if (!gelf_getdyn(data, (int)i, &dyn) || dyn.d_tag != DT_NEEDED)
            continue;
        const char *name = elf_strptr(elf, sh->sh_link, dyn.d_un.d_val);
        k->asan |= name && strstr(name, "libasan");
        k->tsan |= name && strstr(name, "libtsan");
    }
}

static void look_at_sections(Elf *elf, struct hd_elf_kind *k)
{
    size_t names;
    Elf_Scn *scn = NULL;
    if (elf_getshdrstrndx(elf, &names))
        return;
    while ((scn = elf_nextscn(elf, scn))) {
        GElf_Shdr sh;
        if (!gelf_getshdr(scn, &sh))
            continue;
        const char *name = elf_strptr(elf, names, sh.sh_name);
        k->go |= name && (!strcmp(name, ".go.buildinfo") || !strcmp(name, ".note.go.buildid"));
        if (sh.sh_type == SHT_DYNAMIC)
            look_at_needed(elf, scn, &sh, k);
    }
}

/* Set-user-ID and set-group-ID of others than us, and file capabilities unless we are root: then
 * the loader takes nothing from the environment. A mount option and an attribute of processes make
 * them ordinary. */
static bool is_secure(int fd, const char *path, const struct stat *st)
{
    struct statvfs fs;
    if ((fstatvfs(fd, &fs) == 0 && fs.f_flag & ST_NOSUID) ||
        prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1)
        return false;
    bool user = st->st_mode & S_ISUID && st->st_uid != geteuid();
    bool group =
        (st->st_mode & (S_ISGID | S_IXGRP)) == (S_ISGID | S_IXGRP) && st->st_gid != getegid();
    bool capable = geteuid() != 0 && getxattr(path, "security.capability", NULL, 0) > 0;
    return user || group || capable;
}

bool hd_elf_inspect(const char *path, struct hd_elf_kind *k)
{
    *k = (struct hd_elf_kind){0};
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    struct stat st;
    if (fd < 0)
        return false;
    if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode)) {
        close(fd);
        return false;
    }
    k->secure = is_secure(fd, path, &st);
    elf_version(EV_CURRENT);
    Elf *elf = elf_begin(fd, ELF_C_READ, NULL);
    if (elf && elf_kind(elf) == ELF_K_ELF) {
        k->elf = true;
        k->other_class = gelf_getclass(elf) != (sizeof(void *) == 8 ? ELFCLASS64 : ELFCLASS32);
        look_at_segments(elf, k);
        look_at_sections(elf, k);
    }
    elf_end(elf);
    close(fd);
    return true;
}

static char *search_path(const char *cmd)
{
    if (strchr(cmd, '/'))
        return access(cmd, X_OK) == 0 ? hd_path_absolute(NULL, cmd) : NULL;
    const char *path = getenv("PATH");
    path = path ? path : "/usr/bin:/bin";
    while (*path) {
        size_t n = strcspn(path, ":");
        struct hd_buf b = {0};
        hd_buf_put(&b, path, n);
        hd_buf_fmt(&b, "%s%s", n ? "/" : "./", cmd);
        if (access(hd_buf_cstr(&b), X_OK) == 0)
            return hd_buf_take(&b);
        hd_buf_free(&b);
        path += n + (path[n] == ':');
    }
    return NULL;
}

/* The interpreter that a "#!" line names, or NULL. */
static char *interpreter_of(const char *path)
{
    char line[256];
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return NULL;
    ssize_t n = read(fd, line, sizeof line - 1);
    close(fd);
    if (n < 3 || line[0] != '#' || line[1] != '!')
        return NULL;
    line[n] = '\0';
    char *p = line + 2 + strspn(line + 2, " \t");
    p[strcspn(p, " \t\n")] = '\0';
    return access(p, X_OK) == 0 ? strdup(p) : NULL;
}

char *hd_command_path(const char *cmd)
{
    char *path = search_path(cmd);
    for (int i = 0; path && i < 4; i++) {
        char *next = interpreter_of(path);
        if (!next)
            break;
        free(path);
        path = next;
    }
    return path;
}

/* Why no probe can be in it; NULL: one could. */
static const char *why_unseen(const struct hd_elf_kind *k)
{
    if (k->other_class)
        return "has another word size than the probe, which is not loaded";
    if (k->is_static && k->go)
        return "is a Go program without libraries and loads no probe";
    if (k->is_static)
        return "is linked statically and loads no library";
    if (k->secure)
        return "runs with other rights (set-user-ID, set-group-ID or file capabilities) and so "
               "ignores the probe";
    return NULL;
}

void hd_coverage_of_command(const char *cmd, struct hd_buf *out)
{
    char *path = hd_command_path(cmd);
    struct hd_elf_kind k = {0};
    if (path && hd_elf_inspect(path, &k) && k.elf) {
        const char *why = why_unseen(&k);
        if (why)
            hd_buf_fmt(out, "%s %s: nothing is seen\n", path, why);
        else if (k.go)
            hd_buf_fmt(out, "%s is a Go program: goroutines and Go's own locks are not seen\n",
                       path);
        if (k.asan || k.tsan)
            hd_buf_fmt(out,
                       "%s carries a sanitizer that intercepts the same functions: some locks "
                       "may be seen by it alone\n",
                       path);
    }
    free(path);
}

/* Whether the process's environment asks for the probe; true when that cannot be told. */
static bool asks_for_probe(uint32_t pid)
{
    char path[64], *text = NULL;
    size_t len = 0;
    snprintf(path, sizeof path, "/proc/%u/environ", pid);
    if (hd_file_read(path, 1 << 20, &text, &len, NULL) < 0)
        return true;
    bool found = false;
    for (size_t at = 0; at < len && !found; at += strlen(text + at) + 1)
        found = !strncmp(text + at, "LD_PRELOAD=", 11) && strstr(text + at, "libheddle_probe");
    free(text);
    return found;
}

void hd_coverage_of_process(uint32_t pid, const char *exe, struct hd_buf *out)
{
    char path[64];
    struct hd_elf_kind k = {0};
    snprintf(path, sizeof path, "/proc/%u/exe", pid);
    const char *why = hd_elf_inspect(path, &k) && k.elf ? why_unseen(&k) : NULL;
    if (access(path, R_OK) < 0 && errno == EACCES)
        why = "runs with other rights and so ignores the probe";
    if (!why && !asks_for_probe(pid))
        why = "was started without LD_PRELOAD in its environment";
    hd_buf_fmt(out, "child process %u was not seen: %s %s", pid, exe,
               why ? why : "did not load the probe");
}
