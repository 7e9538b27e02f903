using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using HostIpc.Execution;

namespace HostIpc.Interop;

/// <summary>
/// Every number of the kernel's and the C library's that stands in the sources has its C name beside it: <c>= 0x40, // O_CREAT</c>. It is what the headers say, on each processor.
/// </summary>
public sealed partial class KernelNumberTests
{
    // Of Linux 6.5, in asm-generic/socket.h, which both use: not yet in the headers that Debian 12 has.
    private static readonly string[] Newer = ["SO_PEERPIDFD"];

    // Numbers of src/Shared/Interop that are this project's own, and the one that is a cast of -1.
    private static readonly string[] Own = ["FileDescriptor.None", "Libc.SetResUid.KeepId", "ProcessNumbers.BufferSize", "Errno.None", "InotifyMask.None"];

    // Sizes of members, which KernelStructureTests knows.
    private static readonly string[] Sizes = ["InterfaceRequest.MaxNameBytes", "UnixAddress.MaxPathBytes"];

    [Theory]
    [InlineData(Architecture.X64)]
    [InlineData(Architecture.Arm64)]
    public void Numbers_WhenTheHeadersOfAProcessorAreAsked_ThenTheyAreThose(Architecture architecture)
    {
        Number[] numbers = [.. ReadNumbers().Where(number => !Newer.Contains(number.C))];

        IReadOnlyList<long> expected = KernelHeaders.Evaluate(architecture, [.. numbers.Select(number => number.C)]);

        numbers.Zip(expected).Where(pair => (architecture == Architecture.Arm64 ? pair.First.Arm64 : pair.First.X64) != pair.Second)
            .Select(pair => $"{pair.First}: {pair.Second}").ShouldBeEmpty();
        numbers.Length.ShouldBeGreaterThan(140);
        numbers.Count(number => number.X64 != number.Arm64).ShouldBe(9);
    }

    [Theory]
    [InlineData(Architecture.X64)]
    [InlineData(Architecture.Arm64)]
    public void SignalNames_WhenTheHeadersOfAProcessorAreAsked_ThenTheirNumbersAreThose(Architecture architecture)
    {
        string[] names = [.. Enumerable.Range(1, 31).Select(SignalNames.Of)];

        KernelHeaders.Evaluate(architecture, [.. names.Select(name => $"SIG{name}")]).ShouldBe(Enumerable.Range(1, 31).Select(number => (long)number));
    }

    [Fact]
    public void Numbers_WhenTheyAreOfInterop_ThenEachHasItsCName()
    {
        IEnumerable<string> named = ReadNumbers().Where(number => number.File.StartsWith("src/Shared/Interop/", StringComparison.Ordinal)).Select(number => number.Name);

        IEnumerable<string> all = Lines().Where(line => line.File.StartsWith("src/Shared/Interop/", StringComparison.Ordinal))
            .Select(line => (line.File, Found: Declaration().Match(line.Text)))
            .Where(line => line.Found.Success && !line.Found.Groups["value"].Value.StartsWith('"'))
            .Select(line => NameOf(line.File, line.Found));

        all.Except(named).Except(Own).Except(Sizes).ShouldBeEmpty();
    }

    [Fact]
    public void Here_WhenItIsRead_ThenItIsTheNumberOfThisProcessor() =>
        new ByArchitecture(1, 2).Here.ShouldBe(RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 2 : 1);

    private static IEnumerable<Number> ReadNumbers()
    {
        foreach ((string file, string text) in Lines())
        {
            if (CName().Match(text) is not { Success: true } c)
            {
                continue;
            }

            if (Differing().Match(text) is { Success: true } both)
            {
                yield return new Number(file, NameOf(file, both), c.Groups["c"].Value, Parse(both.Groups["x64"].Value), Parse(both.Groups["arm64"].Value));
            }
            else if (Declaration().Match(text) is { Success: true } one && !one.Groups["value"].Value.StartsWith('"'))
            {
                long value = Parse(one.Groups["value"].Value);
                yield return new Number(file, NameOf(file, one), c.Groups["c"].Value, value, value);
            }
        }
    }

    private static IEnumerable<(string File, string Text)> Lines() =>
        Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, "src"), "*.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(RepositoryRoot.Path, path))
            .SelectMany(file => File.ReadLines(Path.Combine(RepositoryRoot.Path, file)).Select(text => (file, text)));

    private static string NameOf(string file, Match found) => $"{Path.GetFileNameWithoutExtension(file)}.{found.Groups["name"].Value}";

    private static long Parse(string text)
    {
        string[] shifted = text.Split(" << ");
        return shifted.Length == 2 ? Parse(shifted[0].TrimEnd('u')) << int.Parse(shifted[1], CultureInfo.InvariantCulture)
            : text.StartsWith("0x", StringComparison.Ordinal) ? long.Parse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
            : long.Parse(text, CultureInfo.InvariantCulture);
    }

    // A constant or a member of an enum.
    [GeneratedRegex(@"^\s+(?:(?:public |internal |private )const \w+ )?(?<name>[A-Z]\w*) = (?<value>[^;,]+)[;,](?: //|\s*$)")]
    private static partial Regex Declaration();

    [GeneratedRegex(@"ByArchitecture (?<name>\w+) => new\((?<x64>-?\w+), (?<arm64>-?\w+)\); // ")]
    private static partial Regex Differing();

    [GeneratedRegex(@"[;,] // (?<c>(?:sizeof|offsetof)\([^)]+\)|(?:__NR_\w+|_{0,2}[A-Z][A-Z0-9_]+(?: \| [A-Z_]+)*))(?![A-Za-z0-9(])")]
    private static partial Regex CName();

    private sealed record Number(string File, string Name, string C, long X64, long Arm64);
}
