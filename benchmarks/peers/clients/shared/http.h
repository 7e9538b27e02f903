// As much of HTTP/1.1 as the requests need.
#pragma once
#include <stddef.h>

// Sends a request, JSON where there is a body, and reads the answer: its Content-Length, its one chunk, or what comes until the end. Puts the
// body, cut to size - 1 and ended by a zero, where it is asked to. The status, or -1 with errno.
int http(int descriptor, const char *method, const char *path, const char *body, char *answer, size_t size);
