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
    private CommandExchange? _command;
    private ulong _pending;
    private bool _isSending;

    public SignalForwarding()
    {
        // One that is ignored from the start stays so, as nohup(1) and a shell's & want it: the runtime leaves it alone.
        foreach ((PosixSignal signal, int number) in Forwarded)
        {
            _registrations.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                Raise(number);
            }));
        }
    }

    /// <summary>Cancelled when a signal has waited for the command for too long.</summary>
    public CancellationToken GivenUp => _givenUp.Token;

    /// <summary>The signal that came first; 0 for none.</summary>
    public int First { get; private set; }

    /// <summary>Sends those that came already, and from now on each as it comes.</summary>
    public void ForwardTo(CommandExchange command)
    {
        lock (_gate)
        {
            _command = command;
            if (First != 0)
            {
                _givenUp.CancelAfter(Timeout.InfiniteTimeSpan);
            }
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

    private void SendPending()
    {
        lock (_gate)
        {
            if (_isSending)
            {
                return; // whoever sends will find it
            }

            _isSending = true;
        }

        _ = SendPendingAsync(_command!);
    }

    private async Task SendPendingAsync(CommandExchange command)
    {
        while (TakeNext(out int number))
        {
            try
            {
                await command.SignalAsync(number, CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception e) when (e is HostIpcException or ObjectDisposedException)
            {
                // The command or the server has gone; whoever waits for its end will know.
            }
        }
    }

    private bool TakeNext(out int number)
    {
        lock (_gate)
        {
            number = BitOperations.TrailingZeroCount(_pending);
            _isSending = _pending != 0;
            _pending &= _pending - 1;
            return _isSending;
        }
    }
}
