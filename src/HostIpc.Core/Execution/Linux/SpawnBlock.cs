using System.Runtime.InteropServices;
using HostIpc.Interop;

namespace HostIpc.Execution.Linux;

/// <summary>
/// All that a spawn needs, and its outcome, in memory that the garbage collector does not know: what a
/// <see cref="SpawnThread"/> works on. Its arrays of pointers, the ids and the strings lie behind it in the same piece of memory.
/// </summary>
internal unsafe partial struct SpawnBlock
{
    public const int None = -1;

    /// <summary>The paths to try in turn, ended by null; more than one where the program is looked up on PATH.</summary>
    public byte** Programs;

    public byte** Arguments;

    /// <summary>The argv of the shell that is started where none of the programs can be; null for none.</summary>
    public byte** Shell;

    public byte** Environment;

    /// <summary>The working directory; null for the root. It is tried before the programs, so that its errors are not taken for theirs.</summary>
    public byte* Directory;

    /// <summary>The user that it runs as; null for the server's own.</summary>
    public SpawnCredentials* Credentials;

    /// <summary>The limit of open files that it gets; null for the server's own.</summary>
    public ResourceLimit* OpenFiles;

    /// <summary>What becomes of its descriptors; null where they stay.</summary>
    public StreamActions* Streams;

    public SpawnAttributes* Attributes;

    /// <summary>The GCHandle of the <see cref="ChildProcess"/> that the watcher is to tell of the outcome.</summary>
    public nint Child;

    /// <summary>The eventfd of the thread that waits for the outcome; <see cref="None"/> where the watcher is told. Whoever takes it out, the thread that is done or the one that no longer waits, decides which.</summary>
    public int Answers;

    public int ProcessId;

    /// <summary>Whether one of the programs was started that are tried before a shell.</summary>
    public bool IsDirect;

    /// <summary>Zero where the process was started.</summary>
    public Errno Error;

    /// <summary>What the error is about.</summary>
    public SpawnStep FailedStep;

    /// <summary>Puts a block into a pipe: to the threads that spawn, or from there to the watcher. It belongs to whoever takes it out.</summary>
    public static void Put(FileDescriptor writeEnd, SpawnBlock* block)
    {
        while (Libc.Write(writeEnd.Number, &block, (nuint)sizeof(SpawnBlock*)) < 0)
        {
            // Only EINTR: the pipe holds far more pointers than commands may run.
        }
    }

    public static void Free(SpawnBlock* block)
    {
        if (block->Streams is not null)
        {
            StreamActions.GiveBack(block->Streams);
        }

        NativeMemory.Free(block);
    }
}
