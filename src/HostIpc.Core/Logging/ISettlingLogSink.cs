namespace HostIpc.Logging;

/// <summary>A sink that writes on a thread of its own, after <see cref="ICommandLogSink.Flush"/> has returned.</summary>
internal interface ISettlingLogSink : ICommandLogSink
{
    /// <summary>As <see cref="ICommandLogSink.Flush"/>, without the few milliseconds within which more may come.</summary>
    void FlushAtOnce();

    /// <summary>Flushes, and waits until everything was written. False where that takes longer than the sink's bound (<c>Log:WriteTimeout</c>).</summary>
    bool WaitUntilWritten();
}
