using System.Diagnostics;
using System.Runtime.InteropServices;
using HostIpc.Interop;

namespace HostIpc.Execution.Linux;

/// <summary>The processes that there are and the session of each, as one walk through /proc found them.</summary>
/// <remarks>
/// A walk reads no file of a process: getsid(2) costs a fraction of that. And it is shared: all who asked while another walk was on get the next one, and who needs to know what was there at a time takes any that was begun later. So
/// ending many commands at once costs about as much as ending one.
/// </remarks>
internal sealed unsafe class ProcessTable
{
    private const int BufferSize = 32 * 1024;

    private static readonly Lock Walking = new();
    private static FileDescriptor? _directory;
    private static ProcessTable? _last;
    private static int _walks;

    private readonly List<(int Process, int Session)> _processes = [];
    private readonly long _began = Stopwatch.GetTimestamp();

    private ProcessTable()
    {
    }

    /// <summary>How many walks there were.</summary>
    internal static int Walks => Volatile.Read(ref _walks);

    /// <summary>A table that was begun after this was called; null where /proc cannot be read.</summary>
    public static ProcessTable? Read() => Read(Stopwatch.GetTimestamp());

    /// <summary>A table that was begun after a time, by <see cref="Stopwatch.GetTimestamp"/>; null where /proc cannot be read.</summary>
    public static ProcessTable? Read(long since)
    {
        lock (Walking)
        {
            if (_last is { } last && last._began > since)
            {
                return last;
            }

            var table = new ProcessTable();
            return _last = table.TryWalk() ? table : null;
        }
    }

    /// <summary>The processes of a session, its leader among them.</summary>
    public List<int> MembersOf(int session)
    {
        var members = new List<int>();
        foreach ((int process, int of) in _processes)
        {
            if (of == session)
            {
                members.Add(process);
            }
        }

        return members;
    }

    private bool TryWalk()
    {
        _walks++;

        // Kept open, so that an end needs no descriptor where there is none left.
        _directory ??= FileDescriptor.TryOpen("/proc", OpenFlags.ReadOnly);
        if (_directory is not { } directory || Libc.LSeek(directory.Number, 0, 0) < 0)
        {
            return false;
        }

        byte* buffer = (byte*)NativeMemory.Alloc(BufferSize);
        try
        {
            nint length;
            while ((length = Libc.GetDirectoryEntries(directory.Number, buffer, BufferSize)) > 0)
            {
                Take(buffer, length);
            }

            return length == 0;
        }
        finally
        {
            NativeMemory.Free(buffer);
        }
    }

    private void Take(byte* entries, nint length)
    {
        for (nint at = 0; at < length; at += *(ushort*)(entries + at + Libc.EntryLengthOffset))
        {
            int process = Number(entries + at + Libc.EntryNameOffset);
            if (process > 0 && Libc.GetSid(process) is > 0 and var session)
            {
                _processes.Add((process, session));
            }
        }
    }

    // 0 where the name is no number.
    private static int Number(byte* name)
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
