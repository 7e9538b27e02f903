using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;
using HostIpc.Execution;
using HostIpc.Identity;
using HostIpc.Policy;
using HostIpc.Protocol;

namespace HostIpc.Benchmarks;

/// <summary>A thousand decisions, on commands from all over a policy: one command again and again would cost the same however large the policy is.</summary>
[MemoryDiagnoser]
public class PolicyBenchmarks
{
    private const int Requests = 1000;

    private static readonly Peer Root = new("unix") { UserId = 0 };

    private string[] _names = [];
    private CommandRequest[] _argvs = [];
    private CommandRequest[] _lines = [];
    private Dictionary<string, object> _bare = [];
    private NamedCommandPolicy _policy = null!;

    /// <summary>Gets or sets how many commands the policy has.</summary>
    [Params(10, 1000, 100_000)]
    public int Commands { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        CommandOptions[] commands = [.. Enumerable.Range(0, Commands).Select(i => new CommandOptions { Name = NameOf(i), Run = ["/bin/true"] })];
        _policy = new NamedCommandPolicy(new PolicySettings { Commands = commands }, new ExecutionOptions());
        _bare = commands.ToDictionary(command => command.Name, object (command) => command);

        // Prime to the numbers of commands, so that the names are spread over all of them; made anew, as those of a request are.
        const long Stride = 7919;
        _names = [.. Enumerable.Range(0, Requests).Select(i => NameOf((int)(i * Stride % Commands)))];
        _argvs = [.. _names.Select(name => new CommandRequest([name]))];
        _lines = [.. _names.Select(name => new CommandRequest(Encoding.UTF8.GetBytes(name)))];
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Requests, Description = "Dictionary alone")]
    public int Find()
    {
        int found = 0;
        foreach (string name in _names)
        {
            found += _bare.TryGetValue(name, out _) ? 1 : 0;
        }

        return found;
    }

    [Benchmark(OperationsPerInvoke = Requests, Description = "policy, of an argv")]
    public int DecideArgv() => Decide(_argvs);

    [Benchmark(OperationsPerInvoke = Requests, Description = "policy, of a line")]
    public int DecideLine() => Decide(_lines);

    private int Decide(CommandRequest[] requests)
    {
        int planned = 0;
        foreach (CommandRequest request in requests)
        {
            planned += _policy.Decide(request, Root, out ExecutionPlan plan) is null && plan.Command is not null ? 1 : 0;
        }

        return planned == Requests ? planned : throw new InvalidOperationException("a request was rejected");
    }

    private static string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"command-{number}");
}
