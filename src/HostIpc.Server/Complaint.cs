namespace HostIpc.Server;

/// <summary>Says on standard error what is not as it must be.</summary>
internal static class Complaint
{
    /// <summary>Prints each line of the message behind the program's name.</summary>
    /// <returns>The exit code that goes with it.</returns>
    public static int Print(string message)
    {
        foreach (string line in message.Split('\n'))
        {
            StandardError.WriteLine($"hostipcd: {line}");
        }

        return ExitCode.Configuration;
    }
}
