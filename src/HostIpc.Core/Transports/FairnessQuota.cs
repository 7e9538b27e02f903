namespace HostIpc.Transports;

/// <summary>
/// Keeps one peer from using a thread for all its requests. A command that ends before anything waits for it would else be followed, on the same thread, by all the requests that its peer has sent with it. For
/// transports that run requests on threads of their own: one command for each piece of input that is read, and then it is the others' turn.
/// </summary>
public static class FairnessQuota
{
    /// <summary>How many threads start commands for connections: one for each processor, at most 16, and one that is made ready meanwhile.</summary>
    public static readonly int Threads = Math.Min(Environment.ProcessorCount, 16) + 1;

    [ThreadStatic]
    private static bool _isUsed;

    /// <summary>Reports that input was read on this thread.</summary>
    public static void Renew() => _isUsed = false;

    /// <summary>Takes a command's share. True where it was taken already.</summary>
    internal static bool IsUsedUp()
    {
        bool isUsedUp = _isUsed;
        _isUsed = true;
        return isUsedUp;
    }
}
