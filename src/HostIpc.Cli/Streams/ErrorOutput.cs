namespace HostIpc.Cli.Streams;

/// <summary>Says on standard error, in one line, what is not as it must be.</summary>
internal static class ErrorOutput
{
    // A terminal that is held up, or a full pipe that nobody reads, is not waited for: the exit code says it too.
    private const int WaitMilliseconds = 1000;

    /// <summary>Prints the message behind the program's name.</summary>
    /// <returns>The exit code that goes with it.</returns>
    public static int Print(string message, int exitCode)
    {
        if (!StandardDescriptors.IsClosed(StandardDescriptors.Error))
        {
            var text = new PlainText();
            text.Add("hostipc: "u8);
            text.AddLine(message);
            _ = text.WriteTo(StandardDescriptors.Error, WaitMilliseconds, out _);
        }

        return exitCode;
    }
}
