namespace HostIpc.Server;

/// <summary>What the server has to say of itself. A full disk or a closed descriptor behind it ends nothing.</summary>
internal static class StandardError
{
    /// <summary>Says each line of what is not as it must be, behind the program's name.</summary>
    /// <returns>The exit code that goes with it.</returns>
    public static int Report(string message)
    {
        foreach (string line in message.Split('\n'))
        {
            WriteLine($"hostipcd: {line}");
        }

        return ServerExitCode.Configuration;
    }

    public static void WriteLine(string line)
    {
        try
        {
            Console.Error.WriteLine(line);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // There is nowhere left to say it.
        }
    }
}
