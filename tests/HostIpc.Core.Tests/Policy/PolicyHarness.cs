using System.Text;
using HostIpc.Execution;
using HostIpc.Identity;
using HostIpc.Policy;
using HostIpc.Protocol;

namespace HostIpc.Core.Tests.Policy;

/// <summary>A policy of one command, <c>it</c>, asked by a peer.</summary>
internal static class PolicyHarness
{
    public static Peer Root { get; } = new("unix") { UserId = 0, GroupId = 0, ProcessId = 1, Location = PeerLocation.Host };

    public static Peer Nobody { get; } = new("unix") { UserId = 65534, GroupId = 65534, ProcessId = 2, Location = PeerLocation.Host };

    public static NamedCommandPolicy Define(Action<CommandOptions> configure, PolicyMode mode = PolicyMode.Enforce, bool? allowShell = null, params AllowRuleOptions[] shellAllow)
    {
        var options = new CommandOptions { Name = "it" };
        configure(options);
        CommandOptionsCheck.FindFaults(options).ShouldBeEmpty();
        return new NamedCommandPolicy(
            new PolicySettings { Commands = [options], AllowShell = allowShell, ShellAllow = shellAllow, Mode = mode },
            new ExecutionOptions());
    }

    /// <summary>The argv that words become, joined by bars; or the rejection.</summary>
    public static string Ask(NamedCommandPolicy policy, Peer peer, params string[] argv) => Ask(policy, peer, new CommandRequest(argv));

    public static string Ask(NamedCommandPolicy policy, Peer peer, CommandRequest request) =>
        policy.Decide(request, peer, out ExecutionPlan plan) is { } rejection ? rejection.ToString()
        : plan.Arguments is { } arguments ? string.Join('|', arguments)
        : $"shell {Encoding.UTF8.GetString(plan.ShellLine.Span)}";

    public static string AskLine(NamedCommandPolicy policy, Peer peer, string line) => Ask(policy, peer, new CommandRequest(Encoding.UTF8.GetBytes(line)));
}
