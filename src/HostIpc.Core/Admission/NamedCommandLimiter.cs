using HostIpc.Execution;

namespace HostIpc.Admission;

/// <summary>
/// How many of each command run, and who waits for one of them to end: first come, first served. It outlives the policy that set the bounds: what runs counts on under the next one,
/// whose bounds hold from its first request on.
/// </summary>
internal sealed class NamedCommandLimiter
{
    private readonly Lock _lock = new();

    // Only of commands that run or are waited for.
    private readonly Dictionary<string, Gate> _gates = new(StringComparer.Ordinal);

    /// <summary>How many commands it keeps count of.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _gates.Count;
            }
        }
    }

    /// <summary>Takes one of the command's places, or waits for it.</summary>
    /// <param name="profile">The command, with its bounds as they are now.</param>
    /// <param name="ending">Gives up waiting.</param>
    /// <returns>Whether the turn came before it was given up; null where as many wait as may.</returns>
    public Task<bool>? EnterAsync(Command profile, CancellationToken ending)
    {
        lock (_lock)
        {
            if (!_gates.TryGetValue(profile.Name, out Gate? gate))
            {
                _gates.Add(profile.Name, gate = new Gate(_lock));
            }

            gate.Width = profile.Concurrency ?? int.MaxValue;
            gate.Serve();
            Task<bool>? turn = gate.TryPass() ? Task.FromResult(true)
                : gate.Waiting.Count < profile.Queue ? gate.Waiting.WaitAsync(profile, ending)
                : null;
            Forget(profile.Name, gate);
            return turn;
        }
    }

    /// <summary>Gives the place to the next.</summary>
    public void Leave(string name)
    {
        lock (_lock)
        {
            Gate gate = _gates[name];
            gate.Running--;
            gate.Serve();
            Forget(name, gate);
        }
    }

    private void Forget(string name, Gate gate)
    {
        if (gate.Running == 0 && gate.Waiting.Count == 0)
        {
            _gates.Remove(name);
        }
    }

    private sealed class Gate(Lock owner)
    {
        public int Width { get; set; }

        public int Running { get; set; }

        public WaitQueue<Command> Waiting { get; } = new(owner);

        public bool TryPass()
        {
            bool passes = Running < Width;
            Running += passes ? 1 : 0;
            return passes;
        }

        public void Serve() => Waiting.Serve(_ => TryPass());
    }
}
