using System.Runtime.InteropServices;
using HostIpc.Interop;

namespace HostIpc.Execution.Linux;

/// <summary>Owns the threads that spawn and the watcher, and the pipes between them: requests go in here, outcomes come back as a <see cref="ChildProcess"/>.</summary>
/// <remarks>
/// What runs as another user has threads of its own, started when the first of it comes. While one of those is that user, the user may lower its priority, or stop its child before the
/// exec: the others' commands are not to wait for that, nor to be spawned by a thread that could not get its own ids back.
/// </remarks>
internal sealed unsafe partial class ProcessSpawner : IDisposable
{
    private static readonly TimeSpan LongestJoin = TimeSpan.FromMilliseconds(100);

    private readonly DescriptorPair _outcomes;
    private readonly HostNamespaces? _namespaces;
    private readonly SpawnAttributes* _attributes = CreateAttributes();
    private readonly SpawnThreads _threads;
    private readonly SpawnTurns _turns;
    private readonly Lock _lock = new();
    private SpawnThreads? _runAsThreads;
    private SpawnCredentials* _own;

    /// <summary>Starts the threads where commands are to run.</summary>
    /// <exception cref="ExecutionTargetException">The target cannot be entered.</exception>
    public ProcessSpawner(ExecutionTarget target)
    {
        _namespaces = target == ExecutionTarget.Host ? HostNamespaces.Open() : null;
        NullDevice = FileDescriptor.TryOpen("/dev/null", OpenFlags.ReadWrite)
            ?? throw new ExecutionTargetException($"/dev/null cannot be opened ({LastError.Message}): commands need it as their standard input");
        _outcomes = DescriptorPair.Create() ?? throw new IOException($"pipe2 failed: {LastError.Message}");
        ProcessWatcher.Start(_outcomes.ReadEnd);
        try
        {
            _turns = new SpawnTurns();
            _threads = new SpawnThreads(_outcomes.WriteEnd, NullDevice, _namespaces, own: null);
        }
        catch (Exception e) when (e is ExecutionTargetException or IOException)
        {
            DisposeCommon();
            throw;
        }
    }

    /// <summary>/dev/null, open for both.</summary>
    public FileDescriptor NullDevice { get; }

    /// <summary>Makes ready to start something as another user. Answers why that cannot be done, or null.</summary>
    public string? FindRunAsProblem()
    {
        lock (_lock)
        {
            if (_outcomes.WriteEnd.IsClosed || _runAsThreads is not null)
            {
                return _runAsThreads is null ? "the server stops" : null;
            }

            SpawnCredentials* own = ServerCredentials.Read(out string? problem);
            try
            {
                _runAsThreads = own is null ? null : new SpawnThreads(_outcomes.WriteEnd, NullDevice, _namespaces, own);
                _own = own;
            }
            catch (Exception e) when (e is ExecutionTargetException or IOException or OutOfMemoryException)
            {
                NativeMemory.Free(own);
                problem = e.Message;
            }

            return problem;
        }
    }

    /// <summary>Has started what a block says. The block is freed when its outcome is known. Blocks for a moment, within which a short command is over.</summary>
    /// <param name="block">What to spawn. As another user only once <see cref="FindRunAsProblem"/> has found none.</param>
    /// <param name="pipes">The process's output, whose writing ends are closed here once it has them.</param>
    public ChildProcess Start(SpawnBlock* block, CommandPipes pipes)
    {
        var child = new ChildProcess(pipes);
        block->Attributes = _attributes;
        if (block->Credentials is null && _turns.TryTake() is { } turn)
        {
            try
            {
                SpawnAndWait(block, child, turn);
            }
            finally
            {
                _turns.GiveBack(turn);
            }
        }
        else if (!(block->Credentials is null ? _threads : _runAsThreads!).TryHandOver(NameChild(block, child)))
        {
            Fail(block, child);
        }

        return child;
    }

    /// <summary>How many processes were started as other users.</summary>
    public long RunAsDone => _runAsThreads?.Done ?? 0;

    /// <summary>As <see cref="SpawnThreads.Relieve"/>, for the threads that start processes as other users.</summary>
    public void RelieveRunAs(long done) => _runAsThreads?.Relieve(done);

    public void Dispose()
    {
        lock (_lock)
        {
            if (!TryEnd(LongestJoin))
            {
                // The stop does not wait for it.
                _ = Task.Run(() => TryEnd(Timeout.InfiniteTimeSpan));
            }
        }
    }

    private bool TryEnd(TimeSpan patience)
    {
        if (!_threads.TryEnd(patience) || _runAsThreads?.TryEnd(patience) == false)
        {
            return false;
        }

        NativeMemory.Free(_own);
        _own = null;
        DisposeCommon();
        return true;
    }

    // Undone by the watcher.
    private static SpawnBlock* NameChild(SpawnBlock* block, ChildProcess child)
    {
        block->Child = GCHandle.ToIntPtr(GCHandle.Alloc(child));
        return block;
    }

    private static void Fail(SpawnBlock* block, ChildProcess child)
    {
        if (block->Child != 0)
        {
            GCHandle.FromIntPtr(block->Child).Free();
        }

        SpawnBlock.Free(block);
        child.SetFailed(Errno.Cancelled);
    }

    private void DisposeCommon()
    {
        _turns?.Dispose();
        _outcomes.WriteEnd.Dispose();
        NullDevice.Dispose();
        _namespaces?.Dispose();
    }

    // Own session; all signals at their defaults and none blocked: the runtime ignores SIGPIPE, and an ignored signal stays
    // ignored across an exec.
    private static SpawnAttributes* CreateAttributes()
    {
        var attributes = (SpawnAttributes*)NativeMemory.AllocZeroed((nuint)sizeof(SpawnAttributes));
        SignalSet signals;
        _ = Libc.SpawnAttributesInit(attributes);
        _ = Libc.SpawnAttributesSetFlags(
            attributes, SpawnAttributes.NewSession | SpawnAttributes.SetSignalDefault | SpawnAttributes.SetSignalMask);
        _ = Libc.SigFillSet(&signals);
        _ = Libc.SpawnAttributesSetSignalDefault(attributes, &signals);
        _ = Libc.SigEmptySet(&signals);
        _ = Libc.SpawnAttributesSetSignalMask(attributes, &signals);
        return attributes;
    }
}
