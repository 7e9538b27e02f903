using System.Numerics;

namespace HostIpc.Execution;

/// <summary>
/// The client's hold on its command: it hears that the command was started, and sends signals. Signals that come before the start
/// are kept, one of each number, as the kernel keeps them for a process that blocks them.
/// </summary>
public sealed class CommandControl
{
    internal const int LastSignal = 64; // SIGRTMAX

    private readonly Lock _lock = new();
    private readonly Action _started;
    private Action<int>? _signal;
    private Action<string>? _notices;
    private ulong _allowed = ulong.MaxValue;
    private ulong _refused;
    private ulong _pending;

    internal CommandControl(Action started) => _started = started;

    /// <summary>Called by the executor once the command was started. Not called where it could not be.</summary>
    /// <param name="signal">
    /// Sends a signal, 1 to 64, to the command's process group. Must return at once, must not throw, and does nothing once the command has ended.
    /// </param>
    public void SetStarted(Action<int> signal)
    {
        ArgumentNullException.ThrowIfNull(signal);
        _started();
        lock (_lock)
        {
            _signal = signal;
            for (; _pending != 0; _pending &= _pending - 1)
            {
                Pass(signal, BitOperations.TrailingZeroCount(_pending) + 1);
            }
        }
    }

    /// <summary>Bounds which signals are passed on.</summary>
    /// <param name="allowed">Those that are, by <see cref="SignalSetting"/>.</param>
    /// <param name="notices">Gets a message at the first of each number that is not.</param>
    internal void Restrict(ulong allowed, Action<string>? notices)
    {
        lock (_lock)
        {
            _allowed = allowed;
            _notices = notices;
        }
    }

    internal void Signal(int number)
    {
        lock (_lock)
        {
            if (_signal is { } signal)
            {
                Pass(signal, number);
            }
            else
            {
                _pending |= 1UL << (number - 1);
            }
        }
    }

    private void Pass(Action<int> signal, int number)
    {
        if (SignalSetting.Has(_allowed, number))
        {
            signal(number);
        }
        else if (!SignalSetting.Has(_refused, number))
        {
            _refused |= 1UL << (number - 1);
            _notices?.Invoke($"the client sent signal {SignalNames.Of(number)}, which the command does not get (Signals)");
        }
    }
}
