// See crowd.h.
#define _GNU_SOURCE
#include "crowd.h"
#include "common.h"
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static void join(struct crowd *crowd, int number, const struct kind *kind, char **arguments, void (*work)(struct crowd *, int, const struct kind *, void *))
{
    // Not without the parent, and woken when asked to, not up to 50 microseconds later.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_TIMERSLACK, 1);
    void *client = open_client(kind, arguments);
    ask(kind, client);
    __atomic_add_fetch(&crowd->ready, 1, __ATOMIC_SEQ_CST);
    int64_t began;
    while ((began = __atomic_load_n(&crowd->began, __ATOMIC_SEQ_CST)) == 0)
        sleep_until(now() + 1000000);
    sleep_until(began);
    work(crowd, number, kind, client);
    _exit(0);
}

void run_crowd(struct crowd *crowd, int clients, const struct kind *kind, char **arguments, void (*work)(struct crowd *, int, const struct kind *, void *))
{
    if (clients > MOST_CLIENTS)
        usage("at most 1024 clients");
    for (int i = 0; i < clients; i++)
    {
        pid_t pid = fork();
        if (pid < 0)
            fail("fork");
        if (pid == 0)
            join(crowd, i, kind, arguments, work);
    }
    while (__atomic_load_n(&crowd->ready, __ATOMIC_SEQ_CST) < clients)
    {
        // Before they begin none ends but by a failure, which it has told.
        if (waitpid(-1, NULL, WNOHANG) > 0)
            exit(1);
        sleep_until(now() + 1000000);
    }
    __atomic_store_n(&crowd->began, now() + 10000000, __ATOMIC_SEQ_CST);
    for (int status, left = clients; left > 0; left--)
    {
        pid_t pid;
        while ((pid = waitpid(-1, &status, 0)) < 0 && errno == EINTR)
            ;
        if (pid < 0 || status != 0)
            exit(1);
    }
}

void *share(size_t size)
{
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        fail("mmap");
    return memory;
}
