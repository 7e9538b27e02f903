using System.Text;
using HostIpc.Execution;
using HostIpc.Identity;
using HostIpc.Policy;
using HostIpc.Protocol;

namespace HostIpc.Core.Tests.TestSupport;

/// <summary>A line whose first word is the name of a profile runs under it: the rest goes to its handler, or to the shell. Any other goes to the shell as it is.</summary>
internal sealed class ProfilePolicy(params Command[] profiles) : ICommandPolicy
{
    /// <summary>What the policy says of every request.</summary>
    public string? Notice { get; init; }

    public Rejection? Decide(CommandRequest request, Peer peer, out ExecutionPlan plan)
    {
        string line = Encoding.UTF8.GetString(request.Line.Span);
        string[] words = line.Split(' ', 2);
        Command? profile = profiles.FirstOrDefault(profile => profile.Name == words[0]);
        plan = profile is null ? new ExecutionPlan { ShellLine = request.Line, Settings = request.Settings, Notice = Notice }
            : new ExecutionPlan
            {
                Command = profile,
                Arguments = profile.Handler is null ? ["/bin/sh", "-c", words[^1]] : words[1..],
                Settings = request.Settings,
                Notice = Notice,
            };
        return line == "denied" ? new Rejection(RejectionReason.Denied, "it says so") : null;
    }

    public CommandListing List(Peer peer) => new(Shell: true, []);
}
