using HostIpc.Protocol;

namespace HostIpc.Testing;

/// <summary>Which handler runs for which call.</summary>
internal sealed class CommandHandlers
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Func<CommandCall, Task>> _commands = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Func<CommandCall, Task>> _lines = new(StringComparer.Ordinal);
    private Func<CommandCall, Task>? _anyLine;
    private Func<CommandCall, Task>? _any;

    public void SetCommand(string program, Func<CommandCall, Task> handler)
    {
        lock (_gate)
        {
            _commands[program] = handler;
        }
    }

    public void SetShell(string? line, Func<CommandCall, Task> handler)
    {
        lock (_gate)
        {
            if (line is null)
            {
                _anyLine = handler;
            }
            else
            {
                _lines[line] = handler;
            }
        }
    }

    public void SetAny(Func<CommandCall, Task> handler)
    {
        lock (_gate)
        {
            _any = handler;
        }
    }

    /// <summary>The handler of a call; null where there is none.</summary>
    public Func<CommandCall, Task>? Find(CommandCall call)
    {
        lock (_gate)
        {
            return (call.ShellLine is { } line ? _lines.GetValueOrDefault(line) ?? _anyLine : _commands.GetValueOrDefault(call.Program)) ?? _any;
        }
    }

    /// <summary>The commands that have a handler, as a client may ask for them.</summary>
    public CommandListing List()
    {
        lock (_gate)
        {
            return new CommandListing(
                _lines.Count > 0 || _anyLine is not null || _any is not null, [.. _commands.Keys.Order(StringComparer.Ordinal).Select(static name => new CommandSummary(name))]);
        }
    }
}
