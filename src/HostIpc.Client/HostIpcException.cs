namespace HostIpc.Client;

/// <summary>What HostIpc itself failed at. The message is one line that says what was found and what to do. A command that fails is none of these: it is a result, unless <c>EnsureSuccess</c> is asked for.</summary>
public abstract class HostIpcException : Exception
{
    private volatile bool _mayHaveRun;

    /// <summary>Makes one.</summary>
    /// <param name="message">One line.</param>
    /// <param name="innerException">What caused it; null for nothing.</param>
    protected HostIpcException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>
    /// Whether the command may have run, wholly or in part. False: it has not, and the same request may be sent again without the risk of running it twice. True: it has, or nobody knows, as where the
    /// connection was lost after the request had been sent.
    /// </summary>
    public bool MayHaveRun
    {
        get => _mayHaveRun;
        init => _mayHaveRun = value;
    }

    internal void SetMayHaveRun() => _mayHaveRun = true;
}
