namespace HostIpc.Configuration.Checks;

/// <summary>Finds out whether a server with these settings runs already: what is taken then is taken by it.</summary>
internal static class RunningServer
{
    /// <summary>Whether one serves any of the endpoints; null where no transport can see it.</summary>
    public static bool? Find(HostIpcSettings settings)
    {
        bool? isRunning = null;
        foreach (bool found in settings.Transports.Served.Select(static transport => transport.IsRunning()).OfType<bool>())
        {
            isRunning = found;
            if (found)
            {
                break;
            }
        }

        return isRunning;
    }
}
