using System.Text.RegularExpressions;

namespace HostIpc.House;

/// <summary>A test waits for a condition and never for a time: what is enough on one machine is too short on another, and too long on all others.</summary>
public sealed partial class WaitTests
{
    // The helpers, which alone may: a condition with a bound, what must not happen within a time, a double that hangs or is slow.
    private static readonly string[] Helpers = ["Eventually.cs", "Never.cs", "Forever.cs", "SimulatedWork.cs"];

    private static readonly string[] StillToDo =
    [
        "tests/HostIpc.Cli.Tests/Streams/OutputTests.cs",
        "tests/HostIpc.Cli.Tests/Streams/SignalTests.cs",
        "tests/HostIpc.Cli.Tests/Verbs/NotifyTests.cs",
        "tests/HostIpc.Client.Tests/BadServerTests.cs",
        "tests/HostIpc.Client.Tests/CancellationTests.cs",
        "tests/HostIpc.Client.Tests/ConnectionTests.cs",
        "tests/HostIpc.Client.Tests/FifoTests.cs",
        "tests/HostIpc.Client.Tests/InputTests.cs",
        "tests/HostIpc.Client.Tests/InputWindowTests.cs",
        "tests/HostIpc.Client.Tests/RunningCommandTests.cs",
        "tests/HostIpc.Client.Tests/ServerStreamTests.cs",
        "tests/HostIpc.Configuration.Tests/Hosting/ConfiguredHost.cs",
        "tests/HostIpc.Docker.Tests/Engine/ContainerOperationsTests.cs",
        "tests/HostIpc.Docker.Tests/Engine/ContainerStreamsTests.cs",
        "tests/HostIpc.Docker.Tests/Engine/DockerClientTests.cs",
        "tests/HostIpc.Docker.Tests/Engine/Events/EventSourceTests.cs",
        "tests/HostIpc.Docker.Tests/Identity/AddressDirectoryTests.cs",
        "tests/HostIpc.Docker.Tests/Lifecycle/DaemonLifecycleTests.cs",
        "tests/HostIpc.Docker.Tests/Lifecycle/DaemonWatchTests.cs",
        "tests/HostIpc.Docker.Tests/Lifecycle/NotifierTests.cs",
        "tests/HostIpc.Server.Tests/Reload/ReloadTests.cs",
        "tests/HostIpc.Server.Tests/ServerProcess.cs",
        "tests/HostIpc.Server.Tests/Verbs/HostileDirectoryTests.cs",
        "tests/HostIpc.Server.Tests/Verbs/ProcessLimitTests.cs",
        "tests/HostIpc.Server.Tests/Verbs/TcpTests.cs",
        "tests/HostIpc.Transports.Fifo.Tests/FifoReplacementTests.cs",
        "tests/HostIpc.Transports.Fifo.Tests/FifoStopTests.cs",
        "tests/HostIpc.Transports.Fifo.Tests/FifoWriterTests.cs",
        "tests/HostIpc.Transports.Tcp.Tests/BridgeTests.cs",
        "tests/HostIpc.Transports.Tcp.Tests/ConnectionTests.cs",
        "tests/HostIpc.Transports.Tcp.Tests/HangUpTests.cs",
        "tests/HostIpc.Transports.UnixSocket.Tests/ConnectionTests.cs",
        "tests/HostIpc.Transports.UnixSocket.Tests/HangUpTests.cs",
        "tests/HostIpc.Transports.UnixSocket.Tests/ReplacementTests.cs",
    ];

    // What a test may not call: behind it stands a time.
    [GeneratedRegex(@"\bTask\.Delay\(|\bThread\.Sleep\(|\.CancelAfter\(|\bnew PeriodicTimer\(")]
    private static partial Regex Wait();

    [Fact]
    public void Test_InAnyProject_WaitsForNoTime()
    {
        var waits =
            from file in Sources.In("tests")
            where !Helpers.Contains(Path.GetRelativePath("tests/Shared", file)) && Path.GetFileName(file) != $"{nameof(WaitTests)}.cs" && !StillToDo.Contains(file)
            from line in Sources.ReadLines(file).Index()
            where Wait().IsMatch(line.Item)
            select $"{file}:{line.Index + 1}: {line.Item.Trim()}";

        waits.ShouldBeEmpty("wait for a condition with Eventually; where nothing may happen, for a later event, or else with Never.Within");
    }
}
