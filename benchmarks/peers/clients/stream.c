// Bytes through a client: "out" reads its standard output to the end, "in" writes its standard input, through one pipe. Prints the nanoseconds from
// the start of the client to its end. It is an error when other than BYTES come out, or when it fails.
// usage: stream out|in BYTES PROGRAM [ARGUMENT...]
#define _GNU_SOURCE
#include "shared/common.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

int main(int argc, char **argv)
{
    static char buffer[131072];
    if (argc < 4 || (strcmp(argv[1], "out") != 0 && strcmp(argv[1], "in") != 0))
        usage("stream out|in BYTES PROGRAM [ARGUMENT...]");
    int is_output = argv[1][0] == 'o', ends[2], status;
    int64_t wanted = positive(argv[2]), bytes = 0;
    FILE *output = take_output();
    signal(SIGPIPE, SIG_IGN);
    if (pipe2(ends, O_CLOEXEC) < 0)
        fail("pipe2");
    int mine = ends[is_output ? 0 : 1], other = ends[is_output ? 1 : 0];
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t defaults;
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGPIPE);
    if (posix_spawn_file_actions_init(&actions) != 0 || posix_spawn_file_actions_adddup2(&actions, other, is_output ? 1 : 0) != 0 || posix_spawnattr_init(&attributes) != 0
        || posix_spawnattr_setsigdefault(&attributes, &defaults) != 0 || posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF) != 0)
        fail("posix_spawn");

    pid_t pid;
    int64_t began = now();
    errno = posix_spawnp(&pid, argv[3], &actions, &attributes, argv + 3, environ);
    if (errno != 0)
        fail(argv[3]);
    close(other);
    for (ssize_t got = 1; is_output && got > 0; bytes += got)
        if ((got = read_some(mine, buffer, sizeof buffer)) < 0)
            fail(argv[3]);
    for (int64_t length; !is_output && bytes < wanted; bytes += length)
    {
        length = wanted - bytes < (int64_t)sizeof buffer ? wanted - bytes : (int64_t)sizeof buffer;
        if (write_full(mine, buffer, length) < 0)
            fail(argv[3]);
    }
    close(mine);
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            fail("waitpid");
    int64_t elapsed = now() - began;
    if (status != 0 || bytes != wanted)
    {
        fprintf(stderr, "%s: wait status %#x, %lld bytes of %lld\n", argv[3], status, (long long)bytes, (long long)wanted);
        return 1;
    }
    fprintf(output, "%lld\n", (long long)elapsed);
    return fclose(output) == 0 ? 0 : 1;
}
