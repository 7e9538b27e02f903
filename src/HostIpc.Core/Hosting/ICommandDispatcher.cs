using HostIpc.Admission;
using HostIpc.Execution;
using HostIpc.Identity;
using HostIpc.Protocol;

namespace HostIpc.Hosting;

/// <summary>
/// Runs commands of the server from inside the application: because of an event, a timer, or a request that arrived in another way. They go the way of all others, through policy, limits and log, with an
/// id of their own. Injected where it is needed.
/// </summary>
/// <remarks>
/// <para>Nothing throws for what becomes of a command. The <see cref="ExecutionResult"/> has a <see cref="ExecutionResult.Result"/> where the command ended, and a <see cref="ExecutionResult.Rejection"/>
/// where it was refused, could not be started, or was given up. A rejection's message is for the operator and may say more than a peer should learn.</para>
/// <para>Where all places are taken (<see cref="LimitOptions.MaxConcurrentCommands"/>) a command waits for one. At most 256 run or wait this way; one more is rejected as <c>busy</c>. A handler
/// that waits here for another command keeps its own place meanwhile: with enough of them, all wait for each other until their time is up.</para>
/// <para>Use it once the server has started. When the server stops, what runs is waited for within <see cref="HostIpcOptions.StopTimeout"/> and then ended, and what comes later is rejected as
/// <c>shutting-down</c>.</para>
/// <para>Members may be added; implement it only in tests. A fake has to implement <see cref="RunAsync"/>.</para>
/// </remarks>
public interface ICommandDispatcher
{
    /// <summary>Has the policy decide about a request and runs what it makes of it, to its end.</summary>
    /// <param name="peer">
    /// In whose name. With <see cref="Peer.Own"/> any command of the policy may be run, whoever else may, and never the shell. With a peer that asked the application, that peer's rights count; its
    /// container must be known already.
    /// </param>
    /// <param name="request">The command's name and its words, and settings. It has no standard input, whatever its settings say.</param>
    /// <param name="output">Gets the output as it comes. Default null: the log alone has it. An exception of it ends the command as failed.</param>
    /// <param name="cancellationToken">Ends the command: SIGTERM to its whole session, SIGKILL after the grace. Its result is then still awaited.</param>
    /// <returns>How the command ended, or why it was not run.</returns>
    Task<ExecutionResult> RunAsync(Peer peer, CommandRequest request, IOutputSink? output = null, CancellationToken cancellationToken = default);

    /// <summary>Runs a plan to its end. The policy is not asked: whoever calls decides what is run, and as whom.</summary>
    /// <param name="peer">Why it is run, or who asked for it, for the log and for the limits.</param>
    /// <param name="request">What the log shows as the request.</param>
    /// <param name="plan">Exactly what to run. Put nothing of a peer's into it that the peer may not choose.</param>
    /// <param name="output">As in <see cref="RunAsync"/>.</param>
    /// <param name="cancellationToken">As in <see cref="RunAsync"/>.</param>
    /// <returns>How the command ended, or why it was not run.</returns>
    Task<ExecutionResult> RunPlanAsync(Peer peer, CommandRequest request, ExecutionPlan plan, IOutputSink? output = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException($"{GetType().Name} does not implement {nameof(ICommandDispatcher)}.{nameof(RunPlanAsync)}.");
}
