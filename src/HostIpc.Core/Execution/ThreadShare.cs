namespace HostIpc.Execution;

/// <summary>
/// How many threads there are for what peers ask, and how much of one a peer gets before the others have their turn: one command for each piece of input that is read. A command that is over before anything waits for it
/// would else be followed on the same thread by all that its peer has sent with it.
/// </summary>
internal static class ThreadShare
{
    /// <summary>How many threads start commands for connections: one for each core, as far as that helps, and one that is made ready meanwhile.</summary>
    public static readonly int Threads = Math.Min(Environment.ProcessorCount, 16) + 1;

    [ThreadStatic]
    private static bool _isUsed;

    /// <summary>Something was read on this thread.</summary>
    public static void Renew() => _isUsed = false;

    /// <summary>Takes a command's share. True where it was taken already.</summary>
    public static bool IsUsedUp()
    {
        bool isUsedUp = _isUsed;
        _isUsed = true;
        return isUsedUp;
    }
}
