using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace HostIpc.Interop;

/// <summary>What a C compiler makes of numbers, sizes and offsets by the headers of the kernel and of glibc. Nothing is run: the values are read from the assembly that it writes.</summary>
internal static partial class KernelHeaders
{
    private const string Included = """
        #define _GNU_SOURCE
        #include <dirent.h>
        #include <errno.h>
        #include <fcntl.h>
        #include <limits.h>
        #include <malloc.h>
        #include <netdb.h>
        #include <poll.h>
        #include <sched.h>
        #include <signal.h>
        #include <spawn.h>
        #include <stddef.h>
        #include <stdio.h>
        #include <unistd.h>
        #include <linux/capability.h>
        #include <linux/limits.h>
        #include <net/if.h>
        #include <net/route.h>
        #include <netinet/in.h>
        #include <sys/epoll.h>
        #include <sys/eventfd.h>
        #include <sys/file.h>
        #include <sys/inotify.h>
        #include <sys/ioctl.h>
        #include <sys/prctl.h>
        #include <sys/resource.h>
        #include <sys/socket.h>
        #include <sys/stat.h>
        #include <sys/syscall.h>
        #include <sys/un.h>
        #include <sys/wait.h>

        // glibc has a function for it, which leaves out none of them where nobody has taken any.
        #undef SIGRTMAX
        #define SIGRTMAX __SIGRTMAX

        void values(void) {

        """;

    /// <summary>The values of C expressions on a processor, in their order. The test that calls it is skipped where there is no compiler for it.</summary>
    public static IReadOnlyList<long> Evaluate(Architecture architecture, IReadOnlyList<string> expressions)
    {
        string compiler = $"{(architecture == Architecture.Arm64 ? "aarch64" : "x86_64")}-linux-gnu-gcc";
        string missing = $"{compiler} and the headers of its glibc are missing (eng/test --all installs them).";
        Assert.SkipUnless(Programs.Exists(compiler) || Environment.GetEnvironmentVariable("HOSTIPC_E2E") == "required", missing);
        Programs.Exists(compiler).ShouldBeTrue(missing);

        var program = new StringBuilder(Included);
        for (int i = 0; i < expressions.Count; i++)
        {
            program.Append(CultureInfo.InvariantCulture, $"asm volatile(\"->{i} %c0\" : : \"i\"((long long)({expressions[i]})));\n");
        }

        string assembly = Programs.RunAsync(compiler, ["-x", "c", "-O1", "-S", "-o", "-", "-"], input: $"{program}}}\n").GetAwaiter().GetResult().Text;
        long[] values = [.. Value().Matches(assembly).Select(found => long.Parse(found.Groups["value"].ValueSpan, CultureInfo.InvariantCulture))];
        values.Length.ShouldBe(expressions.Count);
        return values;
    }

    [GeneratedRegex(@"^\s*->\d+ (?<value>-?\d+)\s*$", RegexOptions.Multiline)]
    private static partial Regex Value();
}
