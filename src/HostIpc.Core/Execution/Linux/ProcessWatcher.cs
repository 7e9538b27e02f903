using System.Runtime.InteropServices;
using HostIpc.Interop;
using HostIpc.Transports;

namespace HostIpc.Execution.Linux;

/// <summary>
/// One thread that learns of every start and every exit: it takes the outcomes of the <see cref="SpawnThread"/>s off their pipe and
/// waits on a pidfd for each process that runs. It reaps nothing and asks the kernel about no process but these.
/// </summary>
internal sealed unsafe class ProcessWatcher
{
    private const int Batch = 64;
    private const int RetryMilliseconds = 20;
    private const nint OutcomesMark = 0;

    private readonly FileDescriptor _outcomes;
    private readonly FileDescriptor _epoll;
    private readonly List<ChildProcess> _unwatched = [];
    private int _watched;
    private bool _outcomesEnded;

    private ProcessWatcher(FileDescriptor outcomes, FileDescriptor epoll)
    {
        _outcomes = outcomes;
        _epoll = epoll;
    }

    /// <summary>Starts the thread. It ends, and closes <paramref name="outcomes"/>, when the other end is closed and nothing runs any more.</summary>
    public static void Start(FileDescriptor outcomes)
    {
        var epoll = new FileDescriptor(Libc.EpollCreate(EpollEvent.CloseOnExec));
        if (epoll.IsInvalid)
        {
            throw new IOException($"epoll_create1 failed: {LastError.Message}");
        }

        var watcher = new ProcessWatcher(outcomes, epoll);
        watcher.Add(outcomes.Number, OutcomesMark);
        new Thread(watcher.Run) { IsBackground = true, Name = "HostIpc watch" }.Start();
    }

    private void Run()
    {
        EpollEvent* events = stackalloc EpollEvent[Batch];
        while (!_outcomesEnded || _watched > 0 || _unwatched.Count > 0)
        {
            int count = Libc.EpollWait(_epoll.Number, events, Batch, _unwatched.Count > 0 ? RetryMilliseconds : -1);
            for (int i = 0; i < count; i++)
            {
                nint data = EpollEvent.DataAt(events, i);
                if (data == OutcomesMark)
                {
                    TakeOutcomes();
                }
                else
                {
                    TakeExit(data);
                }
            }

            if (_unwatched.Count > 0)
            {
                ChildProcess[] again = [.. _unwatched];
                _unwatched.Clear();
                Array.ForEach(again, Watch);
            }
        }

        _epoll.Dispose();
        _outcomes.Dispose();
    }

    private void TakeOutcomes()
    {
        SpawnBlock** blocks = stackalloc SpawnBlock*[Batch];
        nint length = Libc.Read(_outcomes.Number, blocks, (nuint)(Batch * sizeof(SpawnBlock*)));
        if (length == 0)
        {
            _outcomesEnded = true;
            _ = Libc.EpollControl(_epoll.Number, EpollEvent.Delete, _outcomes.Number, null);
        }

        for (int i = 0; i < length / sizeof(SpawnBlock*); i++)
        {
            SpawnBlock* block = blocks[i];
            var handle = GCHandle.FromIntPtr(block->Child);
            var child = (ChildProcess)handle.Target!;
            handle.Free();
            int id = block->ProcessId;
            bool isDirect = block->IsDirect;
            Errno error = block->Error;
            SpawnStep failedStep = block->FailedStep;
            SpawnBlock.Free(block);
            if (error == Errno.None)
            {
                child.SetStarted(id, isDirect);
                Watch(child);
            }
            else
            {
                child.SetFailed(error, failedStep);
            }
        }
    }

    // Without a descriptor to spare (EMFILE, ENFILE, ENOMEM) the process runs on all the same, and is looked at again soon: its
    // number stays its own until it is reaped, so nothing is missed.
    private void Watch(ChildProcess child)
    {
        int descriptor = DescriptorReserve.OpenProcess(child.Id);
        if (descriptor < 0 && LastError.Number == Errno.NoProcess)
        {
            // Another part of this application reaped it. Who reaps it now finds that out, and says so.
            child.SetExited();
            return;
        }

        if (descriptor < 0)
        {
            _unwatched.Add(child);
            return;
        }

        nint watch = GCHandle.ToIntPtr(GCHandle.Alloc(new WatchedProcess(child, new FileDescriptor(descriptor))));
        if (!Add(descriptor, watch))
        {
            Release(watch);
            _unwatched.Add(child);
            return;
        }

        _watched++;
    }

    private void TakeExit(nint watch)
    {
        _watched--;
        Release(watch).Child.SetExited();
    }

    // Closing the descriptor alone does not end the watch: a child that is between fork and exec has a copy of it, and the freed
    // handle would be reported once more.
    private WatchedProcess Release(nint watch)
    {
        var handle = GCHandle.FromIntPtr(watch);
        var process = (WatchedProcess)handle.Target!;
        handle.Free();
        _ = Libc.EpollControl(_epoll.Number, EpollEvent.Delete, process.Descriptor.Number, null);
        process.Descriptor.Dispose();
        return process;
    }

    private bool Add(int descriptor, nint data)
    {
        var registration = new EpollEvent { Events = (uint)PollDescriptor.Readable, Data = data };
        return Libc.EpollControl(_epoll.Number, EpollEvent.Add, descriptor, &registration) == 0;
    }

    private sealed record WatchedProcess(ChildProcess Child, FileDescriptor Descriptor);
}
