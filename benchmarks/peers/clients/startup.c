// Starts a server, asks it until it answers, and ends it. Prints the nanoseconds from before the start to the first answer.
// usage: startup KIND ARGUMENT... -- SERVER [ARGUMENT...]
#define _GNU_SOURCE
#include "shared/common.h"
#include "shared/request.h"
#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { BOUND_SECONDS = 30 };

int main(int argc, char **argv)
{
    int at = 1;
    while (at < argc && strcmp(argv[at], "--") != 0)
        at++;
    if (at < 2 || at > argc - 2)
        usage("startup KIND ARGUMENT... -- SERVER [ARGUMENT...]");
    argv[at] = NULL;
    const struct kind *kind = find_kind(argv + 1);
    FILE *output = take_output();
    signal(SIGPIPE, SIG_IGN);

    int64_t began = now();
    pid_t pid;
    errno = posix_spawnp(&pid, argv[at + 1], NULL, NULL, argv + at + 1, environ);
    if (errno != 0)
        fail(argv[at + 1]);
    int has_answered = 0, has_ended = 0;
    while (!has_answered && !has_ended && now() - began < BOUND_SECONDS * 1000000000LL)
    {
        void *client = kind->open(argv + 2);
        has_answered = client != NULL && kind->once(client) == 0;
        if (!has_answered)
        {
            has_ended = waitpid(pid, NULL, WNOHANG) == pid;
            usleep(100);
        }
    }
    if (has_answered)
        fprintf(output, "%lld\n", (long long)(now() - began));
    else
        fprintf(stderr, "%s does not answer\n", argv[at + 1]);
    if (!has_ended)
    {
        kill(pid, SIGTERM);
        while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
            ;
    }
    return fclose(output) == 0 && has_answered ? 0 : 1;
}
