namespace HostIpc.Transports;

/// <summary>What a listener's connections have in common: the threads that learn what comes from their peers, and that those have gone.</summary>
internal sealed class SocketWatches : IDisposable
{
    private SocketWatches(HangUpWatch hangUps, InputWatch inputs)
    {
        HangUps = hangUps;
        Inputs = inputs;
    }

    public HangUpWatch HangUps { get; }

    public InputWatch Inputs { get; }

    /// <exception cref="EndpointException">There are no descriptors left.</exception>
    public static SocketWatches Start()
    {
        HangUpWatch hangUps = HangUpWatch.Start();
        try
        {
            return new SocketWatches(hangUps, InputWatch.Start());
        }
        catch (EndpointException)
        {
            hangUps.Dispose();
            throw;
        }
    }

    /// <summary>Ends the threads, and cuts the connections that are still open.</summary>
    public void Dispose()
    {
        HangUps.Dispose();
        Inputs.Dispose();
    }
}
