using HostIpc.Interop;

namespace HostIpc.Server;

/// <summary>The three standard streams, which whoever starts the server may have closed. What the server has to say of itself goes to the third; a full disk or a closed descriptor behind it ends nothing.</summary>
internal static class StandardStreams
{
    private const string NullDevice = "/dev/null";
    private const int Error = 2;
    private const int GetFlags = 1; // F_GETFD

    /// <summary>
    /// Puts something in the place of those that are closed. The console does not work without them, and the next descriptor that is opened would get such a number: the log of commands would be written to it.
    /// </summary>
    public static void Occupy()
    {
        for (int descriptor = 0; descriptor <= Error; descriptor++)
        {
            // Each gets the lowest number that is free, this one.
            if (Libc.Fcntl(descriptor, GetFlags, 0) < 0 && Libc.Open(NullDevice, OpenFlags.ReadWrite) < 0)
            {
                _ = Libc.EventFd(0, Libc.EventFdNonBlocking);
            }
        }
    }

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
