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
                signal(BitOperations.TrailingZeroCount(_pending) + 1);
            }
        }
    }

    internal void Signal(int number)
    {
        lock (_lock)
        {
            if (_signal is { } signal)
            {
                signal(number);
            }
            else
            {
                _pending |= 1UL << (number - 1);
            }
        }
    }
}
