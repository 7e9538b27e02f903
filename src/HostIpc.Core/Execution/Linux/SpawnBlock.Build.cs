using System.Runtime.InteropServices;
using System.Text;
using HostIpc.Transports;

namespace HostIpc.Execution.Linux;

// The layout of the block and of what lies behind it.
internal unsafe partial struct SpawnBlock
{
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
