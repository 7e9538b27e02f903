using HostIpc.Interop;

namespace HostIpc.Execution;

/// <summary>The commands that could not be ended: the kernel keeps one of their processes (uninterruptible sleep), or their program has not begun. They take no place of those that run.</summary>
internal sealed class LeftBehind
{
    private readonly Lock _lock = new();
    private readonly List<LeftBehindCommand> _commands = [];

    /// <summary>Those that are still there, the oldest first.</summary>
    public IReadOnlyList<LeftBehindCommand> List()
    {
        lock (_lock)
        {
            _commands.RemoveAll(static command => command.HasBegun && Libc.GetSid(command.ProcessId) != command.Session);
            return [.. _commands];
        }
    }

    public void Add(LeftBehindCommand command)
    {
        lock (_lock)
        {
            _commands.Add(command);
        }
    }

    public void Remove(LeftBehindCommand command)
    {
        lock (_lock)
        {
            _commands.Remove(command);
        }
    }
}
