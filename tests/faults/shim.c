/* Sits between a program and the C library, for files under one folder (WATCHED):
 * records what is written there, lets the n-th call fail once, or lets the disk be full.
 * `tests/faults/shim.py` compiles and commands it. One thread of the program may write at a time
 * as far as the order of the record matters; a lock keeps the record whole. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILES 4096
#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char *names[FILES];
static int record_to = -1;
static long calls, fail_at, fail_error, room = -1;
static long failed, syncs_only;

/* Everything begins anew: which call fails (0: none), with which error, how many bytes may be
 * written from now on (-1: any number), and whether only syncs count as calls. */
void shim_arm(long at, long error, long bytes, long syncs) {
    calls = failed = 0;
    syncs_only = syncs;
    fail_at = at;
    fail_error = error;
    room = bytes;
}
long shim_calls(void) { return calls; }
long shim_failed(void) { return failed; }

static const char *watched(void) {
    static const char *folder;
    if (!folder && !(folder = getenv("WATCHED"))) folder = "/nowhere";
    return folder;
}

static int is_watched(const char *path) {
    return path && !strncmp(path, watched(), strlen(watched()));
}

static const char *name_of(int file) {
    return file >= 0 && file < FILES ? names[file] : NULL;
}

static void forget(int file) {
    if (name_of(file)) {
        free(names[file]);
        names[file] = NULL;
    }
}

/* A line of the record: kind, first and second path, two numbers, then the bytes. */
static void note(const char *kind, const char *path, const char *other, long one, long two,
                 const void *bytes, size_t count) {
    char head[9000];
    if (record_to < 0) return;
    pthread_mutex_lock(&lock);
    int length = snprintf(head, sizeof head, "%s\t%s\t%s\t%ld\t%ld\t%zu\n", kind, path,
                          other ? other : "", one, two, count);
    REAL(write)(record_to, head, length);
    if (count) REAL(write)(record_to, bytes, count);
    pthread_mutex_unlock(&lock);
}

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("RECORD");
    if (path) record_to = REAL(open)(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

/* Whether this call must fail; errno says how then. */
static int fails_as(int sync) {
    if (syncs_only && !sync) return 0;
    /* Below 0: that call and all after it. */
    if (++calls != fail_at && (fail_at >= 0 || calls < -fail_at)) return 0;
    failed++;
    errno = (int)fail_error;
    return 1;
}

static int fails(void) { return fails_as(0); }

/* Whether so many bytes more find no room. */
static int is_full(size_t count) {
    if (room < 0) return 0;
    if ((long)count > room) {
        failed++;
        errno = ENOSPC;
        return 1;
    }
    room -= (long)count;
    return 0;
}

static int opened(int file, const char *path, int flags, int before) {
    if (file >= 0 && file < FILES) {
        forget(file);
        names[file] = strdup(path);
        if (!before && (flags & O_CREAT)) note("create", path, NULL, 0, 0, NULL, 0);
        if (before && (flags & O_TRUNC)) note("truncate", path, NULL, 0, 0, NULL, 0);
    }
    return file;
}

static void absolute(int folder, const char *path, char *out) {
    char link[64], base[4096] = "";
    if (path[0] == '/' || folder == AT_FDCWD) {
        snprintf(out, 8192, "%s", path);
        return;
    }
    snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
    ssize_t length = readlink(link, base, sizeof base - 1);
    base[length > 0 ? length : 0] = 0;
    snprintf(out, 8192, "%s/%s", base, path);
}

#define OPEN(name)                                                       \
    int name(const char *path, int flags, ...) {                         \
        va_list more;                                                    \
        va_start(more, flags);                                           \
        mode_t mode = va_arg(more, mode_t);                              \
        va_end(more);                                                    \
        if (!is_watched(path)) return REAL(name)(path, flags, mode);     \
        int before = access(path, F_OK) == 0;                            \
        if (fails()) return -1;                                          \
        if (!before && (flags & O_CREAT) && is_full(0x1000)) return -1;  \
        return opened(REAL(name)(path, flags, mode), path, flags, before); \
    }
OPEN(open)
OPEN(open64)

#define OPENAT(name)                                                        \
    int name(int folder, const char *path, int flags, ...) {                \
        char whole[8192];                                                   \
        va_list more;                                                       \
        va_start(more, flags);                                              \
        mode_t mode = va_arg(more, mode_t);                                 \
        va_end(more);                                                       \
        absolute(folder, path, whole);                                      \
        if (!is_watched(whole)) return REAL(name)(folder, path, flags, mode); \
        int before = access(whole, F_OK) == 0;                              \
        if (fails()) return -1;                                             \
        if (!before && (flags & O_CREAT) && is_full(0x1000)) return -1;     \
        return opened(REAL(name)(folder, path, flags, mode), whole, flags, before); \
    }
OPENAT(openat)
OPENAT(openat64)

int close(int file) {
    forget(file);
    return REAL(close)(file);
}

ssize_t write(int file, const void *bytes, size_t count) {
    const char *name = name_of(file);
    if (!name) return REAL(write)(file, bytes, count);
    if (fails() || is_full(count)) return -1;
    off_t end = REAL(fcntl)(file, F_GETFL) & O_APPEND ? lseek(file, 0, SEEK_END)
                                                     : lseek(file, 0, SEEK_CUR);
    ssize_t done = REAL(write)(file, bytes, count);
    if (done > 0) note("write", name, NULL, (long)end, 0, bytes, (size_t)done);
    return done;
}

#define PWRITE(name, offset_type)                                                \
    ssize_t name(int file, const void *bytes, size_t count, offset_type offset) { \
        const char *path = name_of(file);                                        \
        if (!path) return REAL(name)(file, bytes, count, offset);                \
        if (fails() || is_full(count)) return -1;                                \
        ssize_t done = REAL(name)(file, bytes, count, offset);                   \
        if (done > 0) note("write", path, NULL, (long)offset, 0, bytes, (size_t)done); \
        return done;                                                             \
    }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

#define PREAD(name, offset_type)                                           \
    ssize_t name(int file, void *bytes, size_t count, offset_type offset) { \
        if (name_of(file) && fails()) return -1;                           \
        return REAL(name)(file, bytes, count, offset);                     \
    }
PREAD(pread, off_t)
PREAD(pread64, off64_t)

#define FTRUNCATE(name, size_type)                                        \
    int name(int file, size_type size) {                                  \
        const char *path = name_of(file);                                 \
        if (!path) return REAL(name)(file, size);                         \
        if (fails()) return -1;                                           \
        int done = REAL(name)(file, size);                                \
        if (!done) note("truncate", path, NULL, (long)size, 0, NULL, 0);  \
        return done;                                                      \
    }
FTRUNCATE(ftruncate, off_t)
FTRUNCATE(ftruncate64, off64_t)

#define TRUNCATE(name, size_type)                                         \
    int name(const char *path, size_type size) {                          \
        if (!is_watched(path)) return REAL(name)(path, size);             \
        if (fails()) return -1;                                           \
        int done = REAL(name)(path, size);                                \
        if (!done) note("truncate", path, NULL, (long)size, 0, NULL, 0);  \
        return done;                                                      \
    }
TRUNCATE(truncate, off_t)
TRUNCATE(truncate64, off64_t)

#define SYNC(name)                                          \
    int name(int file) {                                    \
        const char *path = name_of(file);                   \
        if (!path) return REAL(name)(file);                 \
        if (fails_as(1)) return -1;                         \
        int done = record_to < 0 ? REAL(name)(file) : 0;    \
        if (!done) note("sync", path, NULL, 0, 0, NULL, 0); \
        return done;                                        \
    }
SYNC(fsync)
SYNC(fdatasync)

int rename(const char *from, const char *to) {
    if (!is_watched(to)) return REAL(rename)(from, to);
    if (fails()) return -1;
    int done = REAL(rename)(from, to);
    if (!done) note("rename", from, to, 0, 0, NULL, 0);
    return done;
}

int link(const char *from, const char *to) {
    if (!is_watched(to)) return REAL(link)(from, to);
    if (fails()) return -1;
    int done = REAL(link)(from, to);
    if (!done) note("link", from, to, 0, 0, NULL, 0);
    return done;
}

int unlink(const char *path) {
    if (!is_watched(path)) return REAL(unlink)(path);
    if (fails()) return -1;
    int done = REAL(unlink)(path);
    if (!done) note("unlink", path, NULL, 0, 0, NULL, 0);
    return done;
}

int mkdir(const char *path, mode_t mode) {
    if (!is_watched(path)) return REAL(mkdir)(path, mode);
    if (fails()) return -1;
    int done = REAL(mkdir)(path, mode);
    if (!done) note("mkdir", path, NULL, 0, 0, NULL, 0);
    return done;
}

/* What the program says in between, such as that an edit was called saved. */
void shim_say(const char *words) { note("say", words, NULL, 0, 0, NULL, 0); }
