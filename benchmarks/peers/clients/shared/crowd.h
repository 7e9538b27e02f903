// Clients at the same time, each a process of its own with a connection of its own, so that no lock of this side is shared.
#pragma once
#include "request.h"
#include <stddef.h>
#include <stdint.h>

enum { MOST_CLIENTS = 1024 };

// What the processes share. Zero at first.
struct crowd
{
    int64_t ready;
    int64_t began; // when all are ready, the time that they begin at; 0 until then
    int64_t next;  // for what they take one after the other
    int64_t done[MOST_CLIENTS];
};

// Runs the work in as many processes, each after its client has had one answer and all others' have, and waits for them. Ends the program where one fails.
void run_crowd(struct crowd *crowd, int clients, const struct kind *kind, char **arguments, void (*work)(struct crowd *, int number, const struct kind *, void *client));

// Memory that the processes share.
void *share(size_t size);
