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
/// code: the file would be looked for on the host. So it runs the loop once before it enters, which binds every native call; the loop is compiled
/// in full at its first call and never again (AggressiveOptimization), and its calls have no error number to fetch and so no
/// code around them. And it never ends while the server lives.
/// </remarks>
internal sealed unsafe class SpawnThread
{
    private const int Existing = 0; // F_OK
    private const int Executable = 1; // X_OK

    private readonly FileDescriptor _requests;
    private readonly FileDescriptor _outcomes;
    private readonly FileDescriptor _null;
    private readonly HostNamespaces? _namespaces;
    private readonly FileDescriptor _entered;
    private string? _error;

    private SpawnThread(FileDescriptor requests, FileDescriptor outcomes, FileDescriptor nullDevice, HostNamespaces? namespaces, FileDescriptor entered)
    {
        _requests = requests;
        _outcomes = outcomes;
        _null = nullDevice;
        _namespaces = namespaces;
        _entered = entered;
    }

    /// <summary>Starts one and waits until it is where it spawns. It ends when the other end of <paramref name="requests"/> is closed.</summary>
    /// <exception cref="ExecutionTargetException">The namespaces could not be entered.</exception>
    public static Thread Start(FileDescriptor requests, FileDescriptor outcomes, FileDescriptor nullDevice, HostNamespaces? namespaces)
    {
        using DescriptorPair entered = DescriptorPair.Create() ?? throw new IOException($"pipe2 failed: {LastError.Message}");
        var spawner = new SpawnThread(requests, outcomes, nullDevice, namespaces, entered.WriteEnd);
        var thread = new Thread(spawner.Run) { IsBackground = true, Name = "HostIpc spawn" };
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
        byte sign = 0;
        BindCalls(_null.Number);
        _error = _namespaces?.Enter();
        bool canSpawn = _error is null;
        while (Libc.WriteBare(entered, &sign, 1) < 0)
        {
        }

        if (canSpawn)
        {
            Loop(requests, outcomes);
        }
    }

    private static void BindCalls(int nullDevice)
    {
        byte nothing = 0;
        byte* none = null;
        var block = new SpawnBlock { Programs = &none, Arguments = &none, Environment = &none };
        SpawnFirst(&block);
        _ = Libc.Access(&nothing, Existing);
        _ = Libc.PosixSpawn(&block.ProcessId, &nothing, null, null, &none, &none);
        _ = Libc.WriteBare(nullDevice, &nothing, 1);
        Loop(nullDevice, nullDevice);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Loop(int requests, int outcomes)
    {
        SpawnBlock* block;
        nint count;

        // A pipe takes and gives a pointer whole, so several of these threads may share one. An error can only be EINTR.
        while ((count = Libc.ReadBare(requests, &block, (nuint)sizeof(SpawnBlock*))) != 0)
        {
            if (count < 0)
            {
                continue;
            }

            SpawnFirst(block);
            while (Libc.WriteBare(outcomes, &block, (nuint)sizeof(SpawnBlock*)) < 0)
            {
            }
        }
    }

    // As execvp does: a directory without the program is passed over, one where it cannot be executed is remembered.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SpawnFirst(SpawnBlock* block)
    {
        block->Error = Errno.NoEntry;
        if (block->Directory is not null && Libc.Access(block->Directory, Executable) != 0)
        {
            block->Error = Libc.Access(block->Directory, Existing) == 0 ? Errno.AccessDenied : Errno.NoEntry;
            block->IsDirectoryAtFault = true;
            return;
        }

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

            Errno error = Libc.PosixSpawn(&block->ProcessId, *program, &block->Actions, block->Attributes, block->Arguments, block->Environment);
            if (error is Errno.None or not (Errno.NoEntry or Errno.NotDirectory or Errno.AccessDenied))
            {
                block->Error = error;
                return;
            }

            block->Error = error == Errno.AccessDenied || block->Error != Errno.AccessDenied ? error : block->Error;
        }
    }
}
