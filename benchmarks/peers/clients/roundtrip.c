// One request after the other from one warm client. Prints the nanoseconds of each.
// usage: roundtrip SECONDS COUNT KIND ARGUMENT...     at most COUNT of them and no new one after SECONDS, behind a warm-up of a fifth of that
#include "shared/common.h"
#include "shared/request.h"

int main(int argc, char **argv)
{
    if (argc < 4)
        usage("roundtrip SECONDS COUNT KIND ARGUMENT...");
    double seconds = positive(argv[1]);
    int64_t count = positive(argv[2]);
    const struct kind *kind = find_kind(argv + 3);
    FILE *output = take_output();
    void *client = open_client(kind, argv + 3);

    int64_t end = now() + seconds * 0.2e9;
    for (int64_t i = 0; i == 0 || (i < count / 5 && now() < end); i++)
        ask(kind, client);
    end = now() + seconds * 1e9;
    for (int64_t i = 0; i == 0 || (i < count && now() < end); i++)
    {
        int64_t began = now();
        ask(kind, client);
        fprintf(output, "%lld\n", (long long)(now() - began));
    }
    return fclose(output) == 0 ? 0 : 1;
}
