using System.Globalization;
using HostIpc.Files;
using HostIpc.Interop;

namespace HostIpc.Transports.Fifo;

/// <summary>
/// A regular file where the FIFO should be: a client wrote before the server was there. It is kept under another name and
/// never run: who wrote it, and when, nobody knows.
/// </summary>
internal sealed unsafe class StaleFile(string path, FileDescriptor file)
{
    private const int MaxNames = 10_000;

    // A sparse file costs its maker nothing and can have a size that takes years to read.
    private const int MaxCounted = 16 << 20;

    /// <summary>Moves it to the first free name and tells, for the log, what was done.</summary>
    public string MoveAside(GuardedPath guarded)
    {
        for (var number = 0; number < MaxNames; number++)
        {
            var suffix = number == 0 ? ".before-start" : string.Create(CultureInfo.InvariantCulture, $".before-start.{number}");
            var aside = guarded.Sibling(Path.GetFileName(path) + suffix);
            if (Libc.RenameAt2(Libc.CurrentDirectory, guarded.Target, Libc.CurrentDirectory, aside, Libc.RenameNoReplace) == 0)
            {
                return $"{path} was a regular file, written before the server was there: moved to {path}{suffix}, {Count()}";
            }

            if (LastError.Number != Errno.Exists)
            {
                throw new EndpointException($"{path} is a regular file and cannot be moved aside: {LastError.Message}");
            }
        }

        throw new EndpointException($"{path} is a regular file and cannot be moved aside: {MaxNames} names are taken");
    }

    private string Count()
    {
        using var opened = FileDescriptor.TryOpen(file.ProcPath, OpenFlags.ReadOnly | OpenFlags.NonBlocking);
        if (opened is null)
        {
            return "its lines were not run";
        }

        var buffer = new byte[65536];
        long lines = 0;
        long total = 0;
        var last = (byte)'\n';
        while (total < MaxCounted)
        {
            nint count;
            fixed (byte* start = buffer)
            {
                count = Libc.Read(opened.Number, start, (nuint)buffer.Length);
            }

            if (count < 0 && LastError.Number == Errno.Interrupted)
            {
                continue;
            }

            if (count <= 0)
            {
                return Describe(last == '\n' ? lines : lines + 1);
            }

            lines += buffer.AsSpan(0, (int)count).Count((byte)'\n');
            last = buffer[count - 1];
            total += count;
        }

        return string.Create(CultureInfo.InvariantCulture, $"its lines, more than {lines}, were not run");
    }

    private static string Describe(long lines) => lines switch
    {
        0 => "it was empty",
        1 => "its 1 line was not run",
        _ => string.Create(CultureInfo.InvariantCulture, $"its {lines} lines were not run"),
    };
}
