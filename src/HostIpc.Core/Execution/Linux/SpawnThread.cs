using System.Runtime.CompilerServices;
using HostIpc.Interop;

namespace HostIpc.Execution.Linux;

/// <summary>
/// A thread that does nothing but spawn. It takes the addresses of <see cref="SpawnBlock"/>s off one pipe and puts them, done,
/// on another.
/// </summary>
/// <remarks>
/// With the host as target this thread lives in the host's mount namespace while the rest of the process does not. Three things
/// follow. It must never start a thread: the new one would share its view of the file system, and a later setns would answer EINVAL.
/// So it completes no task, allocates nothing (a garbage collection may start a thread), blocks on nothing but read(2). It must never load
/// code: the file would be looked for on the host. So one that enters runs the loop once before, which binds every native call; the loop is compiled
/// in full at its first call and never again (AggressiveOptimization), and its calls have no error number to fetch and so no
/// code around them. And it never ends while the server lives. Where it takes on the ids of another user it has its own back before it takes the next block, or it
/// spawns nothing more until it has.
/// </remarks>
internal sealed unsafe class SpawnThread
{
    private const int Existing = 0; // F_OK
    private const int Executable = 1; // X_OK

    /// <summary>Its children have it too until their exec (proc_pid_comm(5)).</summary>
    public const string Name = "HostIpc spawn";

    private readonly FileDescriptor _requests;
    private readonly FileDescriptor _outcomes;
    private readonly FileDescriptor _null;
    private readonly HostNamespaces? _namespaces;
    private readonly SpawnCredentials* _own;
    private readonly SpawnCounts* _counts;
    private readonly FileDescriptor _entered;
    private string? _error;

    private SpawnThread(
        FileDescriptor requests, FileDescriptor outcomes, FileDescriptor nullDevice, HostNamespaces? namespaces, SpawnCredentials* own, SpawnCounts* counts, FileDescriptor entered)
    {
        _requests = requests;
        _outcomes = outcomes;
        _null = nullDevice;
        _namespaces = namespaces;
        _own = own;
        _counts = counts;
        _entered = entered;
    }

    /// <summary>Starts one and waits until it is where it spawns. It ends when the other end of <paramref name="requests"/> is closed.</summary>
    /// <param name="requests">Where it takes blocks off.</param>
    /// <param name="outcomes">Where it puts them, done.</param>
    /// <param name="nullDevice">/dev/null, open for both.</param>
    /// <param name="namespaces">Where it spawns; null for where the server is.</param>
    /// <param name="own">The server's ids, to come back to from those of other users; null where it never takes those on.</param>
    /// <param name="counts">Where it counts what it does.</param>
    /// <exception cref="ExecutionTargetException">The namespaces could not be entered.</exception>
    public static Thread Start(
        FileDescriptor requests, FileDescriptor outcomes, FileDescriptor nullDevice, HostNamespaces? namespaces, SpawnCredentials* own, SpawnCounts* counts)
    {
        using DescriptorPair entered = DescriptorPair.Create() ?? throw new IOException($"pipe2 failed: {LastError.Message}");
        var spawner = new SpawnThread(requests, outcomes, nullDevice, namespaces, own, counts, entered.WriteEnd);
        var thread = new Thread(spawner.Run) { IsBackground = true, Name = Name };
        thread.Start();
        byte sign;
        while (Libc.Read(entered.ReadEnd.Number, &sign, 1) < 0)
        {
            // EINTR
        }

        return spawner._error is null ? thread : throw new ExecutionTargetException(spawner._error);
    }

    private void Run()
    {
        int requests = _requests.Number;
        int outcomes = _outcomes.Number;
        int entered = _entered.Number;
        SpawnCredentials* own = _own;
        byte sign = 0;
        if (own is not null || _namespaces is not null)
        {
            BindCalls(_null.Number, bindsCredentials: own is not null);
        }

        _error = own is null ? null : ServerCredentials.DropInheritable();
        _error ??= _namespaces?.Enter();
        bool canSpawn = _error is null;
        while (Libc.WriteBare(entered, &sign, 1) < 0)
        {
        }

        if (canSpawn)
        {
            Loop(requests, outcomes, own, _counts);
        }
    }

    private static void BindCalls(int nullDevice, bool bindsCredentials)
    {
        byte nothing = 0;
        byte* none = null;
        var block = new SpawnBlock { Programs = &none, Arguments = &none, Environment = &none };
        SpawnFirst(&block);

        if (bindsCredentials)
        {
            // Changes nothing: no user has this id, and no process this number of groups.
            var nobody = new SpawnCredentials { UserId = Libc.KeepId, GroupId = Libc.KeepId, GroupCount = -1 };
            bool isForeign = false;
            block.Credentials = &nobody;
            SpawnAs(&block, &nobody, &isForeign);
        }

        _ = Libc.Access(&nothing, Existing);
        _ = Libc.PrLimit(0, ResourceLimit.OpenFiles, null, null);
        _ = Spawn(&block, &nothing, &none);
        _ = Libc.WriteBare(nullDevice, &nothing, 1);
        SpawnCounts counts = default;
        Loop(nullDevice, nullDevice, null, &counts);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Loop(int requests, int outcomes, SpawnCredentials* own, SpawnCounts* counts)
    {
        SpawnBlock* block;
        nint count;
        ulong answer = 1;
        bool isForeign = false;

        // A pipe takes and gives a pointer whole, so several of these threads may share one. An error can only be EINTR.
        while ((count = Libc.ReadBare(requests, &block, (nuint)sizeof(SpawnBlock*))) != 0)
        {
            if (count < 0)
            {
                continue;
            }

            _ = Interlocked.Increment(ref counts->Busy);
            if (block->Credentials is null)
            {
                SpawnFirst(block);
            }
            else
            {
                SpawnAs(block, own, &isForeign);
            }

            _ = Interlocked.Decrement(ref counts->Busy);
            _ = Interlocked.Increment(ref counts->Done);

            // Whoever is told of it may free it at once.
            int answers = Interlocked.Exchange(ref block->Answers, SpawnBlock.None);
            void* outcome = answers == SpawnBlock.None ? &block : &answer;
            while (Libc.WriteBare(answers == SpawnBlock.None ? outcomes : answers, outcome, sizeof(ulong)) < 0)
            {
            }
        }
    }

    // With ids that are not its own it spawns nothing, and does not leave either: who waits is told, and the next block is another chance to get them back.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SpawnAs(SpawnBlock* block, SpawnCredentials* own, bool* isForeign)
    {
        if (*isForeign && !SpawnCredentials.TryRestore(own))
        {
            block->Error = Errno.NotPermitted;
            block->FailedStep = SpawnStep.RestoringUser;
            return;
        }

        block->Error = SpawnCredentials.Assume(block->Credentials);
        block->FailedStep = SpawnStep.AssumingUser;
        if (block->Error == Errno.None)
        {
            SpawnFirst(block);
        }

        *isForeign = !SpawnCredentials.TryRestore(own);
    }

    /// <summary>Spawns the first of the block's programs that can be, on the calling thread, and puts the outcome into the block.</summary>
    /// <remarks>As execvp does: a directory without the program is passed over, one where it cannot be executed is remembered. Where there is a shell, it is started if no program can be, and says why.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SpawnFirst(SpawnBlock* block)
    {
        block->Error = Errno.NoEntry;
        block->FailedStep = SpawnStep.Program;
        if (block->Directory is not null && Libc.Access(block->Directory, Executable) != 0)
        {
            // A user who may not enter it does not even see that it is there.
            var error = (Errno)(*Libc.ErrnoLocation());
            block->Error = Libc.Access(block->Directory, Existing) == 0 ? Errno.AccessDenied : error;
            block->FailedStep = SpawnStep.Directory;
            return;
        }

        SpawnProgram(block);
        block->IsDirect = block->Shell is not null && block->Error == Errno.None;
        if (block->Error != Errno.None && block->Shell is not null)
        {
            block->Error = Spawn(block, *block->Shell, block->Shell);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SpawnProgram(SpawnBlock* block)
    {
        for (byte** program = block->Programs; *program is not null; program++)
        {
            if (program[1] is not null || program != block->Programs)
            {
                if (Libc.Access(*program, Executable) != 0)
                {
                    block->Error = Libc.Access(*program, Existing) == 0 ? Errno.AccessDenied : block->Error;
                    continue;
                }
            }

            Errno error = Spawn(block, *program, block->Arguments);
            if (error is Errno.None or not (Errno.NoEntry or Errno.NotDirectory or Errno.AccessDenied))
            {
                block->Error = error;
                return;
            }

            block->Error = error == Errno.AccessDenied || block->Error != Errno.AccessDenied ? error : block->Error;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Errno Spawn(SpawnBlock* block, byte* program, byte** arguments)
    {
        SpawnFileActions* actions = block->Streams is null ? null : &block->Streams->Actions;
        Errno error = Libc.PosixSpawn(&block->ProcessId, program, actions, block->Attributes, arguments, block->Environment);
        if (error == Errno.None && block->OpenFiles is not null)
        {
            _ = Libc.PrLimit(block->ProcessId, ResourceLimit.OpenFiles, block->OpenFiles, null);
        }

        return error;
    }
}
