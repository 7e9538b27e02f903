using System.Numerics;
using System.Runtime.InteropServices;
using HostIpc.Client;
using HostIpc.Interop;

namespace HostIpc.Cli.Streams;

/// <summary>
/// Sends the signals that this process gets to the command. As in the kernel, one that comes again while it is still pending is the same one, so that nothing piles up behind a server that does
/// not read.
/// </summary>
/// <remarks>
/// SIGTSTP stops the command first and then this process, by SIGSTOP: the kernel does not stop an orphaned process group by SIGTSTP. SIGCONT continues this process, and then the command.
/// </remarks>
internal sealed class SignalForwarding : IDisposable
{
    /// <summary>How long a signal waits for the command to be there. It can be given none before, and whoever pressed Ctrl-C is not to wait for a server that does not answer.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    // Each that a program may catch and that has a meaning between programs. Those of faults, children and descriptors are a process's own.
    private static readonly int[] Forwarded =
    [
        Signals.HangUp, Signals.Interrupt, Signals.Quit, Signals.User1, Signals.User2, Signals.Alarm, Signals.Terminate, Signals.Continue, Signals.TerminalStop, Signals.WindowChange,
    ];

    private readonly Lock _gate = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly CancellationTokenSource _givenUp = new();
    private CommandExchange? _command;
    private ulong _pending;
    private ulong _came;
    private bool _isSending;
    private bool _isToStop;

    public SignalForwarding()
    {
        // One that is ignored from the start stays so, as nohup(1) and a shell's & want it: the runtime leaves it alone.
        foreach (int number in Forwarded)
        {
            _registrations.Add(PosixSignalRegistration.Create((PosixSignal)number, context =>
            {
                context.Cancel = true;
                Take(number);
            }));
        }
    }

    /// <summary>Cancelled when a signal has waited for the command for too long.</summary>
    public CancellationToken GivenUp => _givenUp.Token;

    /// <summary>The first signal that ends a program; 0 for none.</summary>
    public int First { get; private set; }

    /// <summary>Whether this process got that signal.</summary>
    public bool HasCome(int number)
    {
        lock (_gate)
        {
            return (_came >> number & 1) != 0;
        }
    }

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

    /// <summary>Sends a signal that this process did not get itself.</summary>
    public void Raise(int number)
    {
        bool stopsNow;
        lock (_gate)
        {
            // As in the kernel: each of the two takes the other back.
            _pending &= ~(number switch
            {
                Signals.Continue => 1UL << Signals.TerminalStop,
                Signals.TerminalStop => 1UL << Signals.Continue,
                _ => 0UL,
            });
            _pending |= 1UL << number;
            _isToStop = number == Signals.TerminalStop || (_isToStop && number != Signals.Continue);
            bool ends = number is not (Signals.Continue or Signals.TerminalStop or Signals.WindowChange);
            if (ends && First == 0)
            {
                First = number;
            }

            if (ends && _command is null)
            {
                _givenUp.CancelAfter(Grace);
            }

            stopsNow = _command is null;
        }

        if (stopsNow)
        {
            StopIfPending();
        }
        else
        {
            SendPending();
        }
    }

    public void Dispose()
    {
        _registrations.ForEach(static registration => registration.Dispose());
        _givenUp.Dispose();
    }

    private void Take(int number)
    {
        lock (_gate)
        {
            _came |= 1UL << number;
        }

        Raise(number);
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
            Task sending = SendAsync(command, number);
            if (number == Signals.TerminalStop)
            {
                // A server that does not read keeps nobody in the foreground.
                await sending.WaitAsync(Grace).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                StopIfPending();
            }

            await sending.ConfigureAwait(false);
        }
    }

    private static async Task SendAsync(CommandExchange command, int number)
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

    private void StopIfPending()
    {
        lock (_gate)
        {
            if (!_isToStop)
            {
                return;
            }

            _isToStop = false;
        }

        _ = Libc.Kill(Libc.GetPid(), Signals.Stop);
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
