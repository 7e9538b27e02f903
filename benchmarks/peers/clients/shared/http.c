// See http.h.
#define _GNU_SOURCE
#include "http.h"
#include "common.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

int http(int descriptor, const char *method, const char *path, const char *body, char *answer, size_t size)
{
    char buffer[16384];
    size_t sent = body == NULL ? 0 : strlen(body), length = 0;
    int text = snprintf(buffer, sizeof buffer, "%s %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s", method, path, sent, sent == 0 ? "" : body);
    if (text >= (int)sizeof buffer || write_full(descriptor, buffer, text) < 0)
        return -1;

    char *end = NULL;
    while (end == NULL)
    {
        ssize_t got = length < sizeof buffer - 1 ? read_some(descriptor, buffer + length, sizeof buffer - 1 - length) : 0;
        if (got <= 0)
        {
            errno = got == 0 ? 0 : errno;
            return -1;
        }
        length += got;
        buffer[length] = 0;
        end = strstr(buffer, "\r\n\r\n");
    }
    *end = 0;
    char *content = end + 4, *header = strcasestr(buffer, "\r\nContent-Length:");
    int is_chunked = strcasestr(buffer, "\r\nTransfer-Encoding: chunked") != NULL;
    size_t have = length - (content - buffer), want = header == NULL ? SIZE_MAX : strtoul(header + 17, NULL, 10);
    while (is_chunked ? !(have >= 5 && memcmp(content + have - 5, "0\r\n\r\n", 5) == 0) : have < want)
    {
        size_t room = buffer + sizeof buffer - 1 - (content + have);
        ssize_t got = room > 0 ? read_some(descriptor, content + have, room) : 0;
        if (got == 0 && header == NULL && !is_chunked)
            break;
        if (got <= 0)
        {
            errno = got == 0 ? 0 : errno;
            return -1;
        }
        have += got;
    }
    content[have] = 0;
    if (answer != NULL)
        snprintf(answer, size, "%s", content);
    return atoi(buffer + strlen("HTTP/1.1 "));
}
