// One request from a client that is warm: what it has to open is open. The timing programs take one of these kinds on their command line:
//   spawn PROGRAM [ARGUMENT...]            posix_spawn and waitpid: the floor with the program itself, and clients as whole processes
//   spawn-among COUNT PROGRAM [ARGUMENT...]    the same by a process with so many descriptors open, which the kernel copies and closes for each
//   served PROGRAM [ARGUMENT...]           the same behind a socket, as a server in C would have to do it at the least
//   frames SOCKET PROGRAM [ARGUMENT...]    HostIpc's frames over a connection that is kept (docs/protocol.md)
//   connect ADDRESS [LINE]                 a new connection, a line where there is one, then everything to the end
//   fifo CHANNEL ANSWERS LINE              a line into a FIFO that makes the command write an empty line into another FIFO
//   http ADDRESS PATH                      GET over a connection that is kept
//   docker SOCKET CONTAINER PROGRAM [ARGUMENT...]    create and start an exec over the Docker Engine's API
// An ADDRESS is the path of a Unix socket or a port of 127.0.0.1.
#pragma once

struct kind
{
    const char *name;
    int arguments; // at least

    // A client, or NULL with errno where the server does not answer.
    void *(*open)(char **arguments);

    // 0, or -1 with errno where there is no answer. An answer that is not the right one ends the program.
    int (*once)(void *client);
};

extern const struct kind spawn_kind, spawn_among_kind, served_kind, served_among_kind, frames_kind, connect_kind, fifo_kind, http_kind, docker_kind;

// The kind that the arguments begin with. Ends the program where there is none.
const struct kind *find_kind(char **arguments);

// A client of it; ends the program where there is none to be had.
void *open_client(const struct kind *kind, char **arguments);

// One request; ends the program where there is no answer.
void ask(const struct kind *kind, void *client);
