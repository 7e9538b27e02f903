using System.Globalization;

namespace HostIpc.EndToEnd.Tests.TestSupport;

/// <summary>
/// The timing programs of eng/bench-peers, compiled once, and the native programs that they time: those that HOSTIPC_NATIVE names, else those that were published for the engine's image.
/// </summary>
public sealed class TimingPrograms : IAsyncLifetime
{
    private static readonly string[] Names = ["roundtrip", "throughput", "lines", "feed"];

    private readonly string _directory = TemporaryDirectories.Create("hostipc-e2e-timing-").FullName;
    private readonly string? _missing;

    public TimingPrograms(DockerEngine engine)
    {
        Native = Environment.GetEnvironmentVariable("HOSTIPC_NATIVE") is { Length: > 0 } published ? Path.GetFullPath(published) : engine.Native;
        _missing = Programs.Find("gcc") is null ? "no gcc on PATH to compile the timing programs with (Debian: gcc)"
            : !File.Exists($"{Native}/hostipcd") ? "no native hostipcd: HOSTIPC_NATIVE names none" : null;
    }

    /// <summary>The folder of hostipcd and hostipc.</summary>
    internal string Native { get; }

    /// <summary>What reads lines as hostipcd does, to an executor that does nothing. It is built as these tests are.</summary>
    internal static string LineReader { get; } = Path.GetFullPath($"{AppContext.BaseDirectory}/../../HostIpc.Benchmarks/{Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/'))}/HostIpc.Benchmarks");

    public async ValueTask InitializeAsync()
    {
        if (_missing is not null)
        {
            return;
        }

        string sources = $"{RepositoryRoot.Path}/benchmarks/peers/clients";
        foreach (string name in Names)
        {
            ProgramOutput compiled = await Programs.RunAsync(
                "gcc", ["-O2", "-std=gnu17", "-Wall", "-Wextra", "-o", PathOf(name), $"{sources}/{name}.c", .. Directory.GetFiles($"{sources}/shared", "*.c")]);
            compiled.ExitCode.ShouldBe(0, compiled.All);
        }
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_directory, recursive: true);
        return default;
    }

    internal void Demand(string? alsoMissing = null) => Requirement.Demand(_missing ?? alsoMissing);

    internal string PathOf(string name) => $"{_directory}/{name}";

    /// <summary>Asks for half a second, one request after the other, and answers the median of the nanoseconds.</summary>
    internal async Task<double> RoundTripAsync(params string[] request)
    {
        string printed = (await Programs.RunAsync(PathOf("roundtrip"), ["0.5", "100000", .. request])).Text;
        return Rounds.Median([.. printed.Split('\n').Select(line => double.Parse(line, CultureInfo.InvariantCulture))]);
    }

    /// <summary>Has so many clients ask for so long, and answers how many commands they were.</summary>
    internal async Task<double> AskAsync(int clients, int seconds, params string[] request) =>
        double.Parse((await Programs.RunAsync(PathOf("throughput"), [$"{clients}", $"{seconds}", .. request])).Text, CultureInfo.InvariantCulture) * seconds;
}
