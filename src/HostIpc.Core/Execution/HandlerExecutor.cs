using HostIpc.Interop;
using HostIpc.Protocol;
using Microsoft.Extensions.DependencyInjection;

namespace HostIpc.Execution;

/// <summary>Runs the plans that are handlers of the hosting application. Disposing it leaves behind, at once, those that were cancelled and have not returned.</summary>
/// <param name="options">How commands are executed.</param>
/// <param name="time">The clock.</param>
/// <param name="scopes">Makes scopes of the application's services; null where there are none.</param>
internal sealed partial class HandlerExecutor(ExecutionOptions options, TimeProvider time, IServiceScopeFactory? scopes = null) : IDisposable
{
    private readonly CancellationTokenSource _leaveNow = new();

    public void Dispose() => _leaveNow.Cancel();

    public async ValueTask<ExecutionResult> ExecuteAsync(ExecutionPlan plan, CommandExecution context, CancellationToken cancellationToken)
    {
        long began = time.GetTimestamp();
        using var timeout = new CancellationTokenSource(plan.TimeoutWithin(options.Timeout) ?? Timeout.InfiniteTimeSpan, time);
        using var signalled = new CommandSignals(plan.Command!.ForwardsSignals);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, signalled.Token, cancellationToken);
        CancellationToken token = signalled.Token;
        using CancellationTokenRegistration ended = ending.Token.UnsafeRegister(static state => ((CommandSignals)state!).Cancel(), signalled);
        var output = new HandlerOutput(context.Output);
        var invocation = new CommandContext(plan.Command.Name, plan.Arguments!, context.Peer, output, context.Input?.AsStream(leaveOpen: true), context.Id)
        {
            Signals = plan.Command.ForwardsSignals ? signalled : null,
            Scopes = scopes,
        };
        context.Control?.SetStarted(signalled.Set);

        // On the thread pool: a handler that blocks must not hold up the connection that asked. One that had no thread yet when it was ended never begins.
        Task<int> handling = Task.Run(() => plan.Command.Handler!(invocation, token).AsTask(), token);
        await ((Task)handling).WaitAsync(ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!handling.IsCompleted)
        {
            await ((Task)handling).WaitAsync(options.KillGrace, time, _leaveNow.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _ = ForgetAsync(handling);
        output.Close();
        bool timedOut = timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested;
        TimeSpan elapsed = time.GetElapsedTime(began);
        return handling switch
        {
            { IsCompletedSuccessfully: true } => new CommandResult { ExitCode = handling.Result & 0xff, TimedOut = timedOut, Elapsed = elapsed },
            { IsFaulted: true } => Threw(handling),
            _ when timedOut => new CommandResult { TimedOut = true, Elapsed = elapsed },
            _ when context.IsOverOutput => new CommandResult { Signal = Signals.Terminate, Elapsed = elapsed }, // as a process
            _ when cancellationToken.IsCancellationRequested => context.ServerStopped.IsCancellationRequested
                ? ExecutionResult.Rejected(RejectionReason.ShuttingDown, "the server stopped while it ran")
                : ExecutionResult.Rejected(RejectionReason.Failed, "the client went away while it ran"),
            _ when signalled.Number is { } signal => new CommandResult { Signal = signal, Elapsed = elapsed },
            _ => Threw(handling), // a cancellation, but none of ours
        };
    }

    // What one that was left behind throws, nobody hears; the application is not to be told that it forgot to listen.
    private static async Task ForgetAsync(Task handling) => await handling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private static ExecutionResult Threw(Task handling)
    {
        try
        {
            handling.GetAwaiter().GetResult();
            throw new InvalidOperationException("nothing was thrown");
        }
        catch (Exception e)
        {
            return ExecutionResult.Rejected(RejectionReason.Failed, $"the handler threw {e.GetType().Name}: {e.Message}", e);
        }
    }
}
