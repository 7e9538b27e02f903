using System.Numerics;
using System.Runtime.InteropServices;
using HostIpc.Client;
using HostIpc.Interop;

namespace HostIpc.Cli.Streams;

/// <summary>
/// Sends the signals that would end this process to the command instead. As in the kernel, one that comes again while it is still pending is the same one, so
/// that nothing piles up behind a server that does not read.
/// </summary>
internal sealed class SignalForwarding : IDisposable
{
    /// <summary>How long a signal waits for the command to be there. It can be given none before, and whoever pressed Ctrl-C is not to wait for a server that does not answer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private static readonly (PosixSignal Signal, int Number)[] Forwarded =
    [
        (PosixSignal.SIGHUP, Signals.HangUp),
        (PosixSignal.SIGINT, Signals.Interrupt),
        (PosixSignal.SIGQUIT, Signals.Quit),
        (PosixSignal.SIGTERM, Signals.Terminate),
    ];

    private readonly Lock _gate = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly CancellationTokenSource _givenUp = new();
    private RunningCommand? _command;
    private ulong _pending;
    private bool _isSending;

    public SignalForwarding()
    {
        foreach ((PosixSignal signal, int number) in Forwarded)
        {
            // nohup(1), and a shell for what it starts in the background, want it ignored.
            if (!IsIgnored(number))
            {
                _registrations.Add(PosixSignalRegistration.Create(signal, context =>
                {
                    context.Cancel = true;
                    Raise(number);
                }));
            }
        }
    }

    /// <summary>Cancelled when a signal has waited for the command for too long.</summary>
    public CancellationToken GivenUp => _givenUp.Token;

    /// <summary>The signal that came first; 0 for none.</summary>
    public int First { get; private set; }

    /// <summary>Sends those that came already, and from now on each as it comes.</summary>
    public void ForwardTo(RunningCommand command)
    {
        lock (_gate)
        {
            _command = command;
            _givenUp.CancelAfter(Timeout.InfiniteTimeSpan);
        }

        SendPending();
    }

    /// <summary>Sends a signal as if it had come from outside.</summary>
    public void Raise(int number)
    {
        lock (_gate)
        {
            if (First == 0)
            {
                First = number;
            }

            _pending |= 1UL << number;
            if (_command is null)
            {
                _givenUp.CancelAfter(Patience);
                return;
            }
        }

        SendPending();
    }

    public void Dispose()
    {
        _registrations.ForEach(static registration => registration.Dispose());
        _givenUp.Dispose();
    }

    private async void SendPending()
    {
        bool isFirst = true;
        while (TakeNext(isFirst, out int number))
        {
            isFirst = false;
            try
            {
                await _command!.SignalAsync(number).ConfigureAwait(false);
            }
            catch (Exception e) when (e is HostIpcException or ObjectDisposedException)
            {
                // The command or the server has gone; whoever waits for its end will know.
            }
        }
    }

    // One sends at a time, so that they go out in their order.
    private bool TakeNext(bool isFirst, out int number)
    {
        lock (_gate)
        {
            number = BitOperations.TrailingZeroCount(_pending);
            bool isTaken = _pending != 0 && !(isFirst && _isSending);
            _isSending = isTaken || (isFirst && _isSending);
            _pending &= isTaken ? ~(1UL << number) : ulong.MaxValue;
            return isTaken;
        }
    }

    private static unsafe bool IsIgnored(int number)
    {
        SignalAction action;
        return Libc.SigAction(number, null, &action) == 0 && action.Disposition == Libc.IgnoreDisposition;
    }
}
