// See common.h.
#define _GNU_SOURCE
#include "common.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

void fail(const char *what)
{
    fprintf(stderr, "%s: %s: %s\n", program_invocation_short_name, what, errno == 0 ? "the other side has closed" : strerror(errno));
    exit(1);
}

void usage(const char *text)
{
    fprintf(stderr, "usage: %s\n", text);
    exit(2);
}

double positive(const char *text)
{
    char *end;
    double value = strtod(text, &end);
    if (end == text || *end != 0 || !(value > 0))
    {
        fprintf(stderr, "%s: a number above zero is wanted, not '%s'\n", program_invocation_short_name, text);
        exit(2);
    }
    return value;
}

int64_t now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

void sleep_until(int64_t time)
{
    struct timespec t = { .tv_sec = time / 1000000000, .tv_nsec = time % 1000000000 };
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL) == EINTR)
        ;
}

static int by_size(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

int64_t quantile(int64_t *values, size_t count, double fraction)
{
    qsort(values, count, sizeof *values, by_size);
    size_t at = fraction * count;
    return values[at < count ? at : count - 1];
}

FILE *take_output(void)
{
    int output = fcntl(1, F_DUPFD_CLOEXEC, 3), null = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (output < 0 || null < 0 || dup2(null, 0) < 0 || dup2(null, 1) < 0)
        fail("/dev/null");
    FILE *stream = fdopen(output, "w");
    if (stream == NULL)
        fail("standard output");
    return stream;
}

int connect_to(const char *address)
{
    struct sockaddr_un path = { .sun_family = AF_UNIX };
    struct sockaddr_in port = { .sin_family = AF_INET, .sin_port = htons(atoi(address)), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int is_path = address[0] == '/';
    if (is_path && strlen(address) >= sizeof path.sun_path)
    {
        errno = ENAMETOOLONG;
        return -1;
    }
    strncpy(path.sun_path, address, sizeof path.sun_path - 1);
    int one = 1, descriptor = socket(is_path ? AF_UNIX : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0)
        return -1;
    // A connect that a signal interrupts goes on by itself; no handler is set in these programs, so it does not come to that.
    if (connect(descriptor, is_path ? (struct sockaddr *)&path : (struct sockaddr *)&port, is_path ? sizeof path : sizeof port) < 0)
    {
        int error = errno;
        close(descriptor);
        errno = error;
        return -1;
    }
    if (!is_path)
        setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return descriptor;
}

ssize_t read_some(int descriptor, void *to, size_t length)
{
    ssize_t got;
    do
        got = read(descriptor, to, length);
    while (got < 0 && errno == EINTR);
    return got;
}

int read_full(int descriptor, void *to, size_t length)
{
    for (char *at = to, *end = at + length; at < end;)
    {
        ssize_t got = read_some(descriptor, at, end - at);
        if (got <= 0)
        {
            if (got == 0)
                errno = 0;
            return -1;
        }
        at += got;
    }
    return 0;
}

int write_full(int descriptor, const void *from, size_t length)
{
    for (const char *at = from, *end = at + length; at < end;)
    {
        ssize_t done = write(descriptor, at, end - at);
        if (done < 0)
        {
            if (errno == EINTR)
                continue;
            return -1;
        }
        at += done;
    }
    return 0;
}
