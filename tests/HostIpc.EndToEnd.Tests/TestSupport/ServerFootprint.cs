using System.Globalization;

namespace HostIpc.EndToEnd.Tests.TestSupport;

/// <summary>What a process holds at one moment. Its sockets, of all its descriptors, are those that it listens on and one for each connection.</summary>
internal sealed record ServerFootprint(int Descriptors, int Sockets, int Threads, int Children, int ResidentKiB)
{
    public static ServerFootprint Of(int process)
    {
        string?[] descriptors = [.. new DirectoryInfo($"/proc/{process}/fd").GetFileSystemInfos().Select(Target)];
        string[] threads = Directory.GetDirectories($"/proc/{process}/task");
        string resident = File.ReadLines($"/proc/{process}/status").Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return new ServerFootprint(
            descriptors.Length,
            descriptors.Count(target => target?.Contains("socket:[", StringComparison.Ordinal) == true),
            threads.Length,
            threads.Sum(ChildrenOf),
            int.Parse(resident.Split(':')[1].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture));
    }

    // What was closed since it was listed has none.
    private static string? Target(FileSystemInfo descriptor)
    {
        try
        {
            return descriptor.LinkTarget;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static int ChildrenOf(string thread)
    {
        try
        {
            return File.ReadAllText($"{thread}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
