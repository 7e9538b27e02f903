// The floor for reading lines: read(2) and memchr(3), counting. usage: lines PATH COUNT
// Prints "ready", then the seconds from the end of a warm-up of half as many lines to the last line, as HostIpc's side does.
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    long count = atol(argv[2]), warm_up = count / 2, lines = 0;
    static char buffer[65536];
    mkfifo(argv[1], 0600);
    int fifo = open(argv[1], O_RDWR | O_CLOEXEC);
    if (fifo < 0)
        return 1;
    puts("ready");
    fflush(stdout);
    double began = 0;
    while (lines < warm_up + count)
    {
        ssize_t length = read(fifo, buffer, sizeof buffer);
        if (length < 0)
            return 1;
        for (char *at = buffer, *end = buffer + length, *next; (next = memchr(at, '\n', end - at)) != NULL; at = next + 1)
        {
            lines++;
            if (lines == warm_up)
                began = now();
        }
    }
    printf("%.4f\n", now() - began);
    return 0;
}
