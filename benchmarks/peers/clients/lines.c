// The floor for reading lines: read(2) and memchr(3), counting. usage: lines PATH COUNT
// The FIFO is as large as HostIpc makes it, where that may be.
// Prints "ready", then the seconds from the end of a warm-up of half as many lines to the last line, as HostIpc's side does.
#define _GNU_SOURCE
#include "shared/common.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

int main(int argc, char **argv)
{
    if (argc != 3)
        usage("lines PATH COUNT");
    int64_t count = positive(argv[2]), warm_up = count / 2, lines = 0, began = 0;
    static char buffer[65536];
    if (mkfifo(argv[1], 0600) < 0 && errno != EEXIST)
        fail(argv[1]);
    int fifo = open(argv[1], O_RDWR | O_CLOEXEC);
    if (fifo < 0)
        fail(argv[1]);
    fcntl(fifo, F_SETPIPE_SZ, 256 * 1024);
    puts("ready");
    fflush(stdout);
    while (lines < warm_up + count)
    {
        ssize_t length = read_some(fifo, buffer, sizeof buffer);
        if (length < 0)
            fail(argv[1]);
        for (char *at = buffer, *end = buffer + length, *next; (next = memchr(at, '\n', end - at)) != NULL; at = next + 1)
        {
            lines++;
            if (lines == warm_up)
                began = now();
        }
    }
    printf("%.4f\n", (now() - began) / 1e9);
    return 0;
}
