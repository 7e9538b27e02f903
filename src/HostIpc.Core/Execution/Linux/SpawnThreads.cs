using System.Runtime.InteropServices;
using HostIpc.Interop;

namespace HostIpc.Execution.Linux;

/// <summary>A pipe that blocks are put into, and the threads that take them off it.</summary>
internal sealed unsafe class SpawnThreads : IDisposable
{
    // A spawn blocks its thread until the exec, most of which another core could do meanwhile.
    private static readonly int ThreadCount = Math.Clamp(Environment.ProcessorCount, 1, 4);

    // Each start that hangs keeps one.
    private const int MaxThreads = 64;

    private readonly Lock _lock = new();
    private readonly DescriptorPair _requests;
    private readonly List<Thread> _threads = [];
    private readonly FileDescriptor _outcomes;
    private readonly FileDescriptor _null;
    private readonly HostNamespaces? _namespaces;
    private readonly SpawnCredentials* _own;
    private readonly SpawnCounts* _counts = (SpawnCounts*)NativeMemory.AllocZeroed((nuint)sizeof(SpawnCounts));

    /// <summary>Starts the threads where commands are to run.</summary>
    /// <param name="outcomes">Where they put the blocks, done.</param>
    /// <param name="nullDevice">/dev/null, open for both.</param>
    /// <param name="namespaces">Where they spawn; null for where the server is.</param>
    /// <param name="own">The server's ids; null where no block has another's. Not freed here.</param>
    /// <exception cref="ExecutionTargetException">The target cannot be entered.</exception>
    /// <exception cref="IOException">There is no descriptor for the pipe.</exception>
    public SpawnThreads(FileDescriptor outcomes, FileDescriptor nullDevice, HostNamespaces? namespaces, SpawnCredentials* own)
    {
        (_outcomes, _null, _namespaces) = (outcomes, nullDevice, namespaces);
        _own = own;
        _requests = DescriptorPair.Create() ?? throw new IOException($"pipe2 failed: {LastError.Message}");
        try
        {
            for (int i = 0; i < ThreadCount; i++)
            {
                StartThread();
            }
        }
        catch (Exception e) when (e is ExecutionTargetException or IOException or OutOfMemoryException)
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Hands a block over. False where it is too late for that.</summary>
    public bool TryHandOver(SpawnBlock* block)
    {
        lock (_lock)
        {
            if (_requests.WriteEnd.IsClosed)
            {
                return false;
            }

            SpawnBlock.Put(_requests.WriteEnd, block);
            return true;
        }
    }

    /// <summary>How often a thread has spawned.</summary>
    public long Done => Volatile.Read(ref _counts->Done);

    /// <summary>Starts another thread where all of them hang in a spawn, so that others need not wait for what they wait for.</summary>
    /// <param name="done">What <see cref="Done"/> was a moment ago: where one has spawned since, they do not hang.</param>
    public void Relieve(long done)
    {
        lock (_lock)
        {
            if (Done != done || Volatile.Read(ref _counts->Busy) < _threads.Count || _threads.Count >= MaxThreads || _requests.WriteEnd.IsClosed)
            {
                return;
            }

            try
            {
                StartThread();
            }
            catch (Exception e) when (e is ExecutionTargetException or IOException or OutOfMemoryException or ThreadStartException)
            {
                // There is no room for one, or no descriptor: the next one who waits tries again.
            }
        }
    }

    public void Dispose() => _ = TryEnd(Timeout.InfiniteTimeSpan);

    /// <summary>Ends the threads. False where one has not ended in time: what they use is then to be left as it is.</summary>
    /// <param name="patience">How long one is waited for. It may hang in a spawn: the program's file is on a server that does not answer, say.</param>
    public bool TryEnd(TimeSpan patience)
    {
        lock (_lock)
        {
            _requests.WriteEnd.Dispose();
        }

        bool haveEnded = _threads.TrueForAll(thread => thread.Join(patience));
        if (haveEnded)
        {
            _requests.ReadEnd.Dispose();
        }

        return haveEnded;
    }

    private void StartThread() => _threads.Add(SpawnThread.Start(_requests.ReadEnd, _outcomes, _null, _namespaces, _own, _counts));
}
