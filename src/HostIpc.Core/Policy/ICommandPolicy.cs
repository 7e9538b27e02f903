using HostIpc.Execution;
using HostIpc.Identity;
using HostIpc.Protocol;
using HostIpc.Requests;
using HostIpc.Transports;

namespace HostIpc.Policy;

/// <summary>Turns what a peer asks for into a plan, or into a rejection with a reason.</summary>
public interface ICommandPolicy
{
    /// <summary>Decides at once, without waiting for anything. Called by many connections at the same time; must not throw.</summary>
    /// <param name="request">What is asked for. Must not be kept: it is reused when its command has ended.</param>
    /// <param name="peer">Who asks.</param>
    /// <param name="plan">Exactly what to execute, where nothing speaks against it.</param>
    /// <returns>Why nothing is to be executed; null where <paramref name="plan"/> is.</returns>
    Rejection? Decide(CommandRequest request, Peer peer, out CommandPlan plan);

    /// <summary>What a peer may run, and nothing of what it may not.</summary>
    /// <param name="peer">Who asks.</param>
    CommandListing List(Peer peer);
}
