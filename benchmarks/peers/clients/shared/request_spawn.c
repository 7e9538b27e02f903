// A program of its own for every request: posix_spawn and waitpid. See request.h.
#include "common.h"
#include "request.h"
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>

extern char **environ;

static void *spawn_open(char **arguments)
{
    return arguments;
}

static int spawn_once(void *client)
{
    char **arguments = client;
    pid_t pid;
    int status, error = posix_spawnp(&pid, arguments[0], NULL, NULL, arguments, environ);
    if (error != 0)
    {
        errno = error;
        return -1;
    }
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return -1;
    if (status != 0)
    {
        fprintf(stderr, "%s: wait status %#x\n", arguments[0], status);
        exit(1);
    }
    return 0;
}

static void *among_open(char **arguments)
{
    for (int count = positive(arguments[0]); count > 0; count--)
        if (open("/dev/null", O_RDONLY | O_CLOEXEC) < 0)
            return NULL;
    return arguments + 1;
}

const struct kind spawn_among_kind = { "spawn-among", 2, among_open, spawn_once };
const struct kind spawn_kind = { "spawn", 1, spawn_open, spawn_once };
