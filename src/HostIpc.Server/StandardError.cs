namespace HostIpc.Server;

/// <summary>What the server has to say of itself. A full disk or a closed descriptor behind it ends nothing.</summary>
internal static class StandardError
{
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
