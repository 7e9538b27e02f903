// What the timing programs share: time, whole reads and writes, connecting, and giving up with a reason.
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

// Prints what failed and why (errno), and ends the program with 1.
_Noreturn void fail(const char *what);

// Prints how a program is called, and ends it with 2.
_Noreturn void usage(const char *text);

// A number of the command line, which must be positive; ends the program otherwise.
double positive(const char *text);

// Nanoseconds of the monotonic clock.
int64_t now(void);

// Sleeps until now() would say so.
void sleep_until(int64_t time);

// Sorts, and gives the value that a fraction (0 to 1) of all does not exceed.
int64_t quantile(int64_t *values, size_t count, double fraction);

// Descriptor 1 as a stream of its own; from then on 0 and 1 are /dev/null, also in what is spawned without any file action.
FILE *take_output(void);

// Connects to a Unix socket (a path) or to a port of 127.0.0.1 (a number). -1 with errno where that fails.
int connect_to(const char *address);

// All of it, or -1 (an end of input is -1 with errno 0).
int read_full(int descriptor, void *to, size_t length);
int write_full(int descriptor, const void *from, size_t length);

// read(2) that goes on after a signal.
ssize_t read_some(int descriptor, void *to, size_t length);
