// Opens connections to HostIpc that say what they speak (frames) and then nothing more. Prints "ready", and holds them until its input ends.
// usage: idle SOCKET COUNT
#include "shared/common.h"
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    static const char preface[] = "HOSTIPC/1\n";
    if (argc != 3)
        usage("idle SOCKET COUNT");
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) < 0)
        fail("getrlimit");
    files.rlim_cur = files.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &files) < 0)
        fail("setrlimit");
    // A server that has no room leaves a client waiting.
    alarm(60);
    for (int count = positive(argv[2]); count > 0; count--)
    {
        char answer[sizeof preface - 1];
        int descriptor = connect_to(argv[1]);
        if (descriptor < 0 || write_full(descriptor, preface, sizeof answer) < 0 || read_full(descriptor, answer, sizeof answer) < 0)
            fail(argv[1]);
        if (memcmp(answer, preface, sizeof answer) != 0)
        {
            fprintf(stderr, "idle: answered by %.*s\n", (int)sizeof answer, answer);
            return 1;
        }
    }
    alarm(0);
    puts("ready");
    if (fflush(stdout) != 0)
        fail("standard output");
    char byte;
    return read_some(0, &byte, 1) < 0 ? 1 : 0;
}
