using System.Runtime.CompilerServices;
using HostIpc.Interop;
using HostIpc.Protocol;

namespace HostIpc.Client;

/// <summary>
/// A command that the server has accepted and that runs, or has ended. Its members may be used from several threads at once; input by one at a time.
/// </summary>
/// <remarks>
/// What the server sends comes in one order on one connection, and is not kept here: while output waits to be read, the end of the command waits behind it, and so does the command. Only once input is written
/// is output kept that nobody reads, up to <see cref="HostIpcClientOptions.MaxBufferedOutput"/>: a command that writes while it reads would else stand still, and the input with it.
/// </remarks>
public sealed class RunningCommand : IRunningCommand
{
    private readonly CommandExchange _exchange;
    private readonly OutputHandover _output;
    private readonly Task<CommandResult> _end;
    private int _isRead;

    internal RunningCommand(CommandExchange exchange, int maxBufferedOutput)
    {
        _exchange = exchange;
        _output = new OutputHandover(maxBufferedOutput);
        _end = RunAsync();
        // Whoever does not wait for the end does not want to hear of it in another way either.
        _ = _end.ContinueWith(static end => end.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }

    /// <summary>The request's number, the one in the server's log.</summary>
    public long Id => _exchange.Id;

    /// <summary>Whether the command takes the input that was offered. False also where none was. Where it is false, what is written as input is thrown away.</summary>
    public bool TakesInput => _exchange.TakesInput;

    /// <summary>The command's output as it comes. Ends when the command has ended. To be called once.</summary>
    /// <param name="cancellationToken">Ends the reading, not the command.</param>
    /// <exception cref="InvalidOperationException">It was called before.</exception>
    /// <exception cref="HostIpcConnectionException">The server went away; whether the command finished is not known.</exception>
    /// <exception cref="HostIpcProtocolException">What the server sent cannot be understood.</exception>
    /// <exception cref="HostIpcRejectedException">The server gave the command up after it had accepted it.</exception>
    public IAsyncEnumerable<OutputChunk> ReadOutputAsync(CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _isRead, 1) != 0)
        {
            throw new InvalidOperationException("The output of a command can be read once.");
        }

        _output.Attach();
        return ReadAsync(cancellationToken);
    }

    /// <summary>
    /// Sends input and waits while the command does not take it: at most 64 KiB are under way. Once the command has ended, what is written is thrown away. What the command writes meanwhile is
    /// kept where nobody reads it.
    /// </summary>
    /// <param name="data">The input. Not kept.</param>
    /// <param name="cancellationToken">Gives up. Part of it may have been sent; given up in the middle of a frame, the connection is lost, and with it the command ends.</param>
    /// <exception cref="InvalidOperationException">The command was started without input, its input was completed, or another write has not ended.</exception>
    /// <exception cref="HostIpcConnectionException">The server went away.</exception>
    /// <exception cref="HostIpcOutputTooLargeException">The command wrote more than <see cref="HostIpcClientOptions.MaxBufferedOutput"/> that nobody read, and was ended.</exception>
    public ValueTask WriteInputAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default)
    {
        _output.KeepUnread();
        return _exchange.WriteInputAsync(data, cancellationToken);
    }

    /// <summary>Ends the input: the command reads end-of-file. Nothing happens where it was completed before.</summary>
    /// <param name="cancellationToken">Gives up, as with <see cref="WriteInputAsync"/>.</param>
    /// <exception cref="InvalidOperationException">The command was started without input, or a write has not ended.</exception>
    /// <exception cref="HostIpcConnectionException">The server went away.</exception>
    public ValueTask CompleteInputAsync(CancellationToken cancellationToken = default) => _exchange.CompleteInputAsync(cancellationToken);

    /// <summary>Sends a signal to the command's whole process group. Nothing happens once it has ended.</summary>
    /// <param name="signal">Its number on Linux, 1 to 64: 2 is SIGINT, 15 SIGTERM, 9 SIGKILL.</param>
    /// <param name="cancellationToken">Gives up, as with <see cref="WriteInputAsync"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such signal.</exception>
    /// <exception cref="HostIpcConnectionException">The server went away.</exception>
    public ValueTask SignalAsync(int signal, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(signal, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(signal, Signals.Last);
        return _exchange.SignalAsync(signal, cancellationToken);
    }

    /// <summary>Waits for the command's end. Where nobody reads the output, what comes of it from now on is thrown away.</summary>
    /// <param name="cancellationToken">Ends the waiting, not the command.</param>
    /// <returns>How the command ended.</returns>
    /// <exception cref="HostIpcConnectionException">The server went away; whether the command finished is not known.</exception>
    /// <exception cref="HostIpcProtocolException">What the server sent cannot be understood.</exception>
    /// <exception cref="HostIpcRejectedException">The server gave the command up after it had accepted it.</exception>
    public Task<CommandResult> WaitAsync(CancellationToken cancellationToken = default)
    {
        _output.Drop();
        return _end.WaitAsync(cancellationToken);
    }

    /// <summary>Where the command still runs, closes the connection, and the server ends the command: SIGTERM, and SIGKILL after its <c>Execution:KillGrace</c>.</summary>
    public async ValueTask DisposeAsync()
    {
        _exchange.Abort(new ObjectDisposedException(nameof(RunningCommand)));
        await ((Task)_end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    private async Task<CommandResult> RunAsync()
    {
        try
        {
            return await _exchange.RunAsync(_output).ConfigureAwait(false);
        }
        finally
        {
            _output.End();
        }
    }

    private async IAsyncEnumerable<OutputChunk> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            while (await _output.NextAsync(cancellationToken).ConfigureAwait(false) is { } chunk)
            {
                try
                {
                    yield return chunk;
                }
                finally
                {
                    _output.GiveBack();
                }
            }
        }
        finally
        {
            _output.Detach();
        }

        // Throws where the output is not all there is.
        await _end.ConfigureAwait(false);
    }
}
