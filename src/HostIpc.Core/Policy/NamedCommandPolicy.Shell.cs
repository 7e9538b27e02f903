using HostIpc.Execution;
using HostIpc.Identity;
using HostIpc.Protocol;
using HostIpc.Text;

namespace HostIpc.Policy;

// What names no command: a line for the shell, or a plain argv.
internal sealed partial class NamedCommandPolicy
{
    // A shell line or a plain argv: what it could do anyway, it may ask for.
    private Rejection? DecideUnnamed(CommandRequest request, Peer peer, out ExecutionPlan plan)
    {
        if (!HasShell(peer))
        {
            return DenyUnnamed(request, peer, out plan);
        }

        plan = new ExecutionPlan { Arguments = request.Arguments, ShellLine = request.Line, Settings = request.Settings };
        return request.Settings is { } settings ? FindFault(settings) : null;
    }

    private Rejection? DenyUnnamed(CommandRequest request, Peer peer, out ExecutionPlan plan)
    {
        string denial = Explain(request, peer);
        plan = new ExecutionPlan { Arguments = request.Arguments, ShellLine = request.Line, Settings = request.Settings, Notice = Learnt(denial) };
        return IsLearning(peer) && MayHaveShell(peer) ? request.Settings is { } settings ? FindFault(settings) : null
            : _allowShell && MayHaveShell(peer) ? Deny(_shellAccess, peer, denial)
            : new Rejection(RejectionReason.Denied, denial);
    }

    private bool HasShell(Peer peer) => _allowShell && MayHaveShell(peer) && _shellAccess.Allows(peer);

    // Apart from the decision: what texts are made of would cost each line that is let run.
    private string Explain(CommandRequest request, Peer peer) =>
        !MayHaveShell(peer) ? $"{NameOf(request)} names no command, and {(peer.IsOwn ? "what the server does itself" : "a peer that is known by its address alone")} is never the shell's"
        : !_allowShell ? $"{NameOf(request)} names no command, and AllowShell is false"
        : _shellAccess.Explain(peer, "ShellAllow");

    private static bool MayHaveShell(Peer peer) => !peer.IsOwn && !peer.IsAddressAlone;

    private static Rejection? FindFault(CommandSettings settings)
    {
        string? fault = settings.Directory is { } directory && (!directory.StartsWith('/') || directory.Contains('\0', StringComparison.Ordinal))
            ? $"the working directory is \"{directory}\"; an absolute path is wanted" : null;
        foreach ((string name, string value) in settings.Environment)
        {
            fault ??= VariableName.FindFault(name, value);
        }

        return fault is null ? null : new Rejection(RejectionReason.BadArguments, fault);
    }
}
