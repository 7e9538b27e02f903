// What a server has to do at the least that gives a command a session of its own and relays its two outputs, in C and without a word of protocol: a byte asks for it over a socket, a byte
// answers. Between this and the floor is what no server can save; between this and HostIpc is HostIpc. See request.h.
#define _GNU_SOURCE
#include "common.h"
#include "request.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static posix_spawnattr_t attributes;

static void own_session_and_signals(void)
{
    sigset_t all, none;
    sigfillset(&all);
    sigemptyset(&none);
    if (posix_spawnattr_init(&attributes) != 0 || posix_spawnattr_setsigdefault(&attributes, &all) != 0 || posix_spawnattr_setsigmask(&attributes, &none) != 0
        || posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK) != 0)
        fail("posix_spawnattr");
}

static void run(char **arguments)
{
    int pipes[2][2], status;
    char bytes[4096];
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, 0, 0);
    for (int i = 0; i < 2; i++)
    {
        if (pipe2(pipes[i], O_CLOEXEC) < 0 || fcntl(pipes[i][0], F_SETFL, O_NONBLOCK) < 0)
            fail("pipe2");
        posix_spawn_file_actions_adddup2(&actions, pipes[i][1], i + 1);
    }
    posix_spawn_file_actions_addclosefrom_np(&actions, 3);
    posix_spawn_file_actions_addchdir_np(&actions, "/");

    pid_t pid;
    if ((errno = posix_spawnp(&pid, arguments[0], &actions, &attributes, arguments, environ)) != 0)
        fail(arguments[0]);
    posix_spawn_file_actions_destroy(&actions);
    struct pollfd exit = { .fd = syscall(SYS_pidfd_open, pid, 0), .events = POLLIN };
    while (poll(&exit, 1, -1) < 0 && errno == EINTR)
        ;
    close(exit.fd);
    for (int i = 0; i < 2; i++)
    {
        close(pipes[i][1]);
        while (read_some(pipes[i][0], bytes, sizeof bytes) > 0)
            ;
        close(pipes[i][0]);
    }
    struct rusage usage;
    if (wait4(pid, &status, 0, &usage) < 0 || status != 0)
        fail(arguments[0]);
}

static void *serve(char **arguments, int among)
{
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
        return NULL;
    pid_t server = fork();
    if (server == 0)
    {
        char byte;
        close(ends[0]);
        own_session_and_signals();
        for (; among > 0; among--)
            if (open("/dev/null", O_RDONLY | O_CLOEXEC) < 0)
                fail("/dev/null");
        while (read_full(ends[1], &byte, 1) == 0)
        {
            run(arguments);
            if (write_full(ends[1], &byte, 1) < 0)
                break;
        }
        _exit(0);
    }
    close(ends[1]);
    int *client = malloc(sizeof *client);
    if (server < 0 || client == NULL)
        return NULL;
    *client = ends[0];
    return client;
}

static void *served_open(char **arguments)
{
    return serve(arguments, 0);
}

static void *served_among_open(char **arguments)
{
    return serve(arguments + 1, positive(arguments[0]));
}

static int served_once(void *client)
{
    char byte = 0;
    int socket = *(int *)client;
    return write_full(socket, &byte, 1) < 0 || read_full(socket, &byte, 1) < 0 ? -1 : 0;
}

const struct kind served_among_kind = { "served-among", 2, served_among_open, served_once };
const struct kind served_kind = { "served", 1, served_open, served_once };
