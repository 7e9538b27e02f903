using HostIpc.Execution;
using HostIpc.Identity;
using HostIpc.Protocol;

namespace HostIpc.Policy;

/// <summary>
/// Turns what a peer asks for into a plan, or into a rejection with a reason. Register one as a singleton of this type, before or after <c>AddHostIpc</c>, in place of the built-in one, or put one around
/// it with <c>DecoratePolicy</c> and <see cref="DelegatingPolicy"/>.
/// </summary>
/// <remarks>
/// <para>A policy is what stands between a container and this server's rights. One that lets a request run that it does not know lets its peer do whatever the server may do.</para>
/// <para>A member that a later version adds has a body: your class goes on compiling.</para>
/// </remarks>
public interface ICommandPolicy
{
    /// <summary>Decides at once, without waiting for anything. Called by many connections at the same time. An exception costs its own request, which then has failed.</summary>
    /// <param name="request">What is asked for. Must not be kept: it is reused when its command has ended.</param>
    /// <param name="peer">Who asks.</param>
    /// <param name="plan">Exactly what to execute, where nothing speaks against it.</param>
    /// <returns>Why nothing is to be executed; null where <paramref name="plan"/> is.</returns>
    Rejection? Decide(CommandRequest request, Peer peer, out ExecutionPlan plan);

    /// <summary>What a peer may run, and nothing of what it may not.</summary>
    /// <param name="peer">Who asks.</param>
    /// <returns>Whether it may use the shell, and the commands that it may run.</returns>
    CommandListing List(Peer peer);

    /// <summary>
    /// What <see cref="Decide"/> needs to know of a peer whose container is not known yet. Called before it, only for such peers, and again each time when more is known. Default
    /// <see cref="IdentityNeed.Required"/>: each such request waits for the engine.
    /// </summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="peer">Who asks, with what is known by now.</param>
    /// <returns>What is needed. With less than the decision is based on, the policy decides about a peer without a container.</returns>
    IdentityNeed FindNeed(CommandRequest request, Peer peer) => IdentityNeed.Required;

    /// <summary>Whether <see cref="List"/> needs to know more of a peer whose container is not known yet. Default true.</summary>
    /// <param name="peer">Who asks, with what is known by now.</param>
    /// <returns>Whether the engine is asked before.</returns>
    bool NeedsIdentityToList(Peer peer) => true;
}
