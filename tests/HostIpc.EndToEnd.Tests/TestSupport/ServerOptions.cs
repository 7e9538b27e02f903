namespace HostIpc.EndToEnd.Tests.TestSupport;

/// <summary>How a test wants its server.</summary>
internal sealed record ServerOptions
{
    public static readonly string[] Privileged = ["--privileged"];

    // Where there is no AppArmor, the last one means nothing.
    public static readonly string[] TwoCapabilities = ["--cap-add", "SYS_ADMIN", "--cap-add", "SYS_PTRACE", "--security-opt", "apparmor=unconfined"];

    public string[] Rights { get; init; } = TwoCapabilities;

    /// <summary>Variables of the server, each <c>NAME=VALUE</c>.</summary>
    public string[] Environment { get; init; } = [];

    public int MaxLogLines { get; init; } = 100_000;

    /// <summary>The image of another processor, whose programs run in an emulator; null for the one under test.</summary>
    public EmulatedImage? Emulated { get; init; }

    /// <summary>Further arguments of <c>docker run</c>.</summary>
    public string[] Arguments { get; init; } = [];
}
