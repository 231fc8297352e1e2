/* Loaded before the C library, makes every fsync and fdatasync SLOW_DISK_MS milliseconds longer, and counts them. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

unsigned long slow_disk_syncs = 0;

static int slowly(const char *name, int file)
{
    static long delay_ms = -1;
    if (delay_ms < 0) {
        const char *given = getenv("SLOW_DISK_MS");
        delay_ms = given ? atol(given) : 0;
    }
    struct timespec delay = {delay_ms / 1000, delay_ms % 1000 * 1000000};
    nanosleep(&delay, NULL);
    __atomic_add_fetch(&slow_disk_syncs, 1, __ATOMIC_RELAXED);
    int (*sync)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
    return sync(file);
}

int fsync(int file) { return slowly("fsync", file); }

int fdatasync(int file) { return slowly("fdatasync", file); }
