using System.Runtime.InteropServices;
using HostIpc.Interop;

namespace HostIpc.Execution.Linux;

/// <summary>Owns the spawn threads and the watcher, and the two pipes between them: requests go in here, outcomes come back as a <see cref="ChildProcess"/>.</summary>
internal sealed unsafe class ProcessSpawner : IDisposable
{
    // A spawn blocks its thread until the exec, most of which another core could do meanwhile.
    private static readonly int ThreadCount = Math.Clamp(Environment.ProcessorCount, 1, 4);

    private readonly DescriptorPair _requests;
    private readonly DescriptorPair _outcomes;
    private readonly HostNamespaces? _namespaces;
    private readonly List<Thread> _threads = [];
    private readonly SpawnAttributes* _attributes = CreateAttributes();

    /// <summary>Starts the threads where commands are to run.</summary>
    /// <exception cref="ExecutionTargetException">The target cannot be entered.</exception>
    public ProcessSpawner(ExecutionTarget target)
    {
        _namespaces = target == ExecutionTarget.Host ? HostNamespaces.Open() : null;
        NullDevice = FileDescriptor.TryOpen("/dev/null", OpenFlags.ReadWrite)
            ?? throw new ExecutionTargetException($"/dev/null cannot be opened ({LastError.Message}): commands need it as their standard input");
        _requests = DescriptorPair.Create() ?? throw new IOException($"pipe2 failed: {LastError.Message}");
        _outcomes = DescriptorPair.Create() ?? throw new IOException($"pipe2 failed: {LastError.Message}");
        ProcessWatcher.Start(_outcomes.ReadEnd);
        try
        {
            for (int i = 0; i < ThreadCount; i++)
            {
                _threads.Add(SpawnThread.Start(_requests.ReadEnd, _outcomes.WriteEnd, NullDevice, _namespaces));
            }
        }
        catch (ExecutionTargetException)
        {
            Dispose();
            throw;
        }
    }

    /// <summary>/dev/null, open for both.</summary>
    public FileDescriptor NullDevice { get; }

    /// <summary>Hands a block over to be spawned; it is freed when its outcome is known.</summary>
    /// <param name="block">What to spawn.</param>
    /// <param name="pipes">The process's output, whose writing ends are closed here once it has them.</param>
    public ChildProcess Start(SpawnBlock* block, CommandPipes pipes)
    {
        var child = new ChildProcess(pipes);
        lock (_threads)
        {
            if (_requests.WriteEnd.IsClosed)
            {
                SpawnBlockBuilder.Free(block);
                child.SetFailed(Errno.Cancelled);
                return child;
            }

            block->Attributes = _attributes;
            block->Child = GCHandle.ToIntPtr(GCHandle.Alloc(child));
            while (Libc.Write(_requests.WriteEnd.Number, &block, (nuint)sizeof(SpawnBlock*)) < 0)
            {
                // Only EINTR: the pipe holds far more pointers than commands may run.
            }
        }

        return child;
    }

    public void Dispose()
    {
        lock (_threads)
        {
            _requests.WriteEnd.Dispose();
        }

        _threads.ForEach(thread => thread.Join());
        _requests.ReadEnd.Dispose();
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
