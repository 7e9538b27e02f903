using System.Globalization;
using HostIpc.Interop;
using HostIpc.Text;

namespace HostIpc.Transports.Fifo;

/// <summary>Finds out, for a message, which process holds a lock on a FIFO.</summary>
internal static class FifoLockHolder
{
    /// <summary>Such as <c>process 812 (sleep)</c>. Walks through all processes.</summary>
    public static string Describe(in FileStatus fifo)
    {
        string number = string.Create(CultureInfo.InvariantCulture, $":{fifo.Inode} ");
        foreach (int id in ProcessNumbers.Read())
        {
            string directory = string.Create(CultureInfo.InvariantCulture, $"/proc/{id}");
            if (Find(() => Directory.EnumerateFiles($"{directory}/fdinfo")).Any(file => Holds(file, number)))
            {
                string name = Find(() => File.ReadLines($"{directory}/comm")).FirstOrDefault("");
                return $"process {id} ({PeerName.Escape(name)})";
            }
        }

        return "a process that cannot be seen from here";
    }

    private static bool Holds(string file, string number) => Find(() => File.ReadLines(file))
        .Any(line => line.StartsWith("lock:", StringComparison.Ordinal) && line.Contains(number, StringComparison.Ordinal));

    // What is in /proc comes and goes.
    private static List<string> Find(Func<IEnumerable<string>> read)
    {
        try
        {
            return [.. read()];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
