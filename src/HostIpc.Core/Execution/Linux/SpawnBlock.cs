using System.Runtime.InteropServices;
using System.Text;
using HostIpc.Interop;
using HostIpc.Transports;

namespace HostIpc.Execution.Linux;

/// <summary>
/// All that a spawn needs, and its outcome, in memory that the garbage collector does not know: what a
/// <see cref="SpawnThread"/> works on. Its arrays of pointers, the ids and the strings lie behind it in the same piece of memory.
/// </summary>
internal unsafe struct SpawnBlock
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

    /// <summary>What becomes of its descriptors.</summary>
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

    /// <summary>Builds the block. The texts must be free of NUL.</summary>
    /// <param name="programs">The paths to try in turn.</param>
    /// <param name="arguments">The argv, apart from <paramref name="line"/>.</param>
    /// <param name="line">The bytes of a last argument, which may be empty; null for none.</param>
    /// <param name="environment">Each <c>NAME=VALUE</c>.</param>
    /// <param name="directory">The working directory; null for the root.</param>
    /// <param name="user">The user that it runs as; null for the server's own.</param>
    /// <param name="shell">The argv, apart from <paramref name="line"/>, of the shell that gets the line where none of the programs can be started; null for none: the line is then the last of <paramref name="arguments"/>.</param>
    public static SpawnBlock* Build(
        IReadOnlyList<string> programs, IReadOnlyList<string> arguments, ReadOnlyMemory<byte>? line, IReadOnlyList<string> environment, string? directory, RunAsUser? user, IReadOnlyList<string>? shell = null)
    {
        int pointers = programs.Count + arguments.Count + environment.Count + (shell?.Count ?? 0) + 5;
        nuint size = (nuint)(sizeof(SpawnBlock) + (pointers * sizeof(byte*))) + TextSize(programs) + TextSize(arguments) + TextSize(environment)
            + (shell is null ? 0 : TextSize(shell)) + (nuint)(line?.Length ?? 0) + 1 + (directory is null ? 0 : Size(directory)) + (user is null ? 0 : Size(user));
        var block = (SpawnBlock*)NativeMemory.AllocZeroed(size);
        block->Answers = None;
        block->OpenFiles = OpenFileLimit.ForCommands;
        var array = (byte**)(block + 1);
        byte* text = (byte*)(array + pointers);
        if (user is not null)
        {
            block->Credentials = (SpawnCredentials*)text;
            text += Size(user);
            Fill(block->Credentials, user);
        }

        block->Programs = array;
        Add(programs, ref array, ref text);
        *array++ = null;

        block->Arguments = array;
        Add(arguments, ref array, ref text);
        if (shell is not null)
        {
            *array++ = null;
            block->Shell = array;
            Add(shell, ref array, ref text);
        }

        if (line is { } last)
        {
            *array++ = text;
            last.Span.CopyTo(new Span<byte>(text, last.Length));
            text += last.Length + 1;
        }

        *array++ = null;

        block->Environment = array;
        Add(environment, ref array, ref text);
        *array = null;
        block->Directory = directory is null ? null : Add(directory, ref text);
        return block;
    }

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

    private static nuint TextSize(IReadOnlyList<string> texts)
    {
        nuint size = 0;
        for (int i = 0; i < texts.Count; i++)
        {
            size += Size(texts[i]);
        }

        return size;
    }

    private static nuint Size(string text) => (nuint)Encoding.UTF8.GetByteCount(text) + 1;

    private static nuint Size(RunAsUser user) => (nuint)(sizeof(SpawnCredentials) + (user.Groups.Length * sizeof(uint)));

    private static void Fill(SpawnCredentials* credentials, RunAsUser user)
    {
        credentials->UserId = user.UserId;
        credentials->GroupId = user.GroupId;
        credentials->Groups = (uint*)(credentials + 1);
        credentials->GroupCount = user.Groups.Length;
        user.Groups.CopyTo(new Span<uint>(credentials->Groups, user.Groups.Length));
    }

    private static void Add(IReadOnlyList<string> texts, ref byte** array, ref byte* text)
    {
        for (int i = 0; i < texts.Count; i++)
        {
            *array++ = Add(texts[i], ref text);
        }
    }

    private static byte* Add(string added, ref byte* text)
    {
        byte* start = text;
        text += Encoding.UTF8.GetBytes(added, new Span<byte>(text, Encoding.UTF8.GetByteCount(added))) + 1;
        return start;
    }
}
