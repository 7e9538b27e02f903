using System.Globalization;
using System.Text;
using HostIpc.Execution;
using HostIpc.Execution.Linux;
using HostIpc.Logging;
using HostIpc.Server.Audit;
using HostIpc.Server.Processes;
using HostIpc.Server.Settings;
using HostIpc.Transports;

namespace HostIpc.Server.Verbs;

/// <summary><c>hostipcd check</c>: tries what serving would need, changes nothing, and says what it found, a line each.</summary>
internal static class Check
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static int Run(ServerSettings settings)
    {
        bool fine = true;
        Report("settings", $"{SettingsFile.Path} {(File.Exists(SettingsFile.Path) ? "is read" : "is absent")}, all keys are known and in range");
        fine &= Try("fifo", () => settings.Fifo.Path.Length == 0 ? "none" : FifoCheck.Describe(settings.Fifo));
        fine &= Try("socket", () => settings.UnixSocket.Path.Length == 0 ? "none" : SocketCheck.Describe(settings.UnixSocket));
        fine &= Try("tcp", () => settings.Tcp.Listen.Count == 0 ? "none" : TcpCheck.Describe(settings.Tcp));
        fine &= Try("log", () => settings.Log is { } log ? LogFileCheck.Describe(log) : "none but the console");
        fine &= Try("target", () => DescribeTarget(settings.Server.Execution));
        Report("lifecycle", LifecycleCheck.Describe(settings.Lifecycle, settings.Server.Execution.Target));
        Report("commands", settings.Policy.Commands.Count == 0 ? "none" : string.Create(CultureInfo.InvariantCulture, $"{settings.Policy.Commands.Count}"));
        Report("shell", DescribeShell(settings));
        foreach (string row in PolicyTable.Render(settings.Policy))
        {
            Console.WriteLine(row);
        }

        Report("triggers", settings.Triggers.Count == 0 ? "none" : string.Create(CultureInfo.InvariantCulture, $"{settings.Triggers.Count}"));
        foreach (string row in TriggerTable.Render(settings.Triggers))
        {
            Console.WriteLine(row);
        }

        foreach (string warning in PolicyAudit.Find(settings.Policy, settings))
        {
            Report("warning", warning);
        }

        return fine ? ExitCode.Success : ExitCode.Configuration;
    }

    private static string DescribeShell(ServerSettings settings) =>
        !settings.Policy.OpensShell ? "closed: only commands are run"
        : settings.Policy.ShellAllow.Count > 0 ? $"open to those whom ShellAllow names: they may do whatever {ServerUser.Name} may do there"
        : $"open: whoever may write to the FIFO or connect to the socket as user 0 may do whatever {ServerUser.Name} may do there";

    // By running something there: nothing else proves it.
    private static string DescribeTarget(ExecutionOptions options)
    {
        options.Timeout = Patience;
        using var processes = new ProcessExecutor(options, TimeProvider.System);
        var answer = new Answer();
        var plan = new CommandPlan { ShellLine = "uname -n"u8.ToArray() };
        CommandResult result = processes.ExecuteAsync(plan, new CommandContext(Peer.Fifo, answer), CancellationToken.None).AsTask().GetAwaiter().GetResult();
        string target = options.Target == ExecutionTarget.Host ? "host" : "local";
        return result.ExitCode == 0 ? $"{target}, {options.Shell} runs there, on {answer.Text}"
            : throw new ExecutionTargetException($"{target}, but {options.Shell} does not run there: {result.Failure?.Message ?? result.ToString()}");
    }

    private static bool Try(string what, Func<string> find)
    {
        try
        {
            Report(what, find());
            return true;
        }
        catch (Exception e) when (e is EndpointException or ExecutionTargetException or LogFileException or IOException)
        {
            Report(what, $"error: {e.Message}");
            return false;
        }
    }

    private static void Report(string what, string found) => Console.WriteLine($"{what}: {found}");

    private sealed class Answer : IOutputSink
    {
        private readonly StringBuilder _text = new();

        public string Text => _text.ToString().Trim();

        public ValueTask WriteAsync(OutputKind kind, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
        {
            lock (_text)
            {
                _text.Append(Encoding.UTF8.GetString(data.Span));
            }

            return default;
        }
    }
}
