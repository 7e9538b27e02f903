using System.Runtime.InteropServices;

namespace HostIpc.Interop;

/// <summary>Walks through the processes that a proc file system shows.</summary>
internal static unsafe class ProcessNumbers
{
    private const int BufferSize = 32 * 1024;

    /// <summary>The numbers of the processes. Those found so far, or none, where the directory cannot be read.</summary>
    public static List<int> Read(string directory = "/proc")
    {
        var numbers = new List<int>();
        using FileDescriptor? opened = FileDescriptor.TryOpen(directory, OpenFlags.ReadOnly | OpenFlags.Directory);
        _ = opened is not null && TryRead(opened, numbers);
        return numbers;
    }

    /// <summary>Adds the numbers of the processes to a list.</summary>
    /// <param name="directory">The opened directory. It may have been read before.</param>
    /// <param name="numbers">Where they are added.</param>
    /// <returns>Whether it could be read to its end.</returns>
    public static bool TryRead(FileDescriptor directory, List<int> numbers)
    {
        if (Libc.LSeek(directory.Number, 0, 0) < 0)
        {
            return false;
        }

        byte* buffer = (byte*)NativeMemory.Alloc(BufferSize);
        try
        {
            nint length;
            while ((length = Libc.GetDirectoryEntries(directory.Number, buffer, BufferSize)) > 0)
            {
                Add(buffer, length, numbers);
            }

            return length == 0;
        }
        finally
        {
            NativeMemory.Free(buffer);
        }
    }

    private static void Add(byte* entries, nint length, List<int> numbers)
    {
        for (nint at = 0; at < length; at += *(ushort*)(entries + at + Libc.EntryLengthOffset))
        {
            if (Parse(entries + at + Libc.EntryNameOffset) is > 0 and var number)
            {
                numbers.Add(number);
            }
        }
    }

    // 0 where the name is no number.
    private static int Parse(byte* name)
    {
        int number = 0;
        for (; *name != 0; name++)
        {
            if (*name is < (byte)'0' or > (byte)'9')
            {
                return 0;
            }

            number = (10 * number) + (*name - '0');
        }

        return number;
    }
}
