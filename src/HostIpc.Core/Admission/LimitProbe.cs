using HostIpc.Transports;

namespace HostIpc.Admission;

/// <summary>Compares limits with what the process may have.</summary>
public static class LimitProbe
{
    /// <summary>Finds out whether the process may open enough files for the limits (RLIMIT_NOFILE). A server lowers its limits then.</summary>
    /// <param name="limits">The limits that are asked for.</param>
    /// <returns>One sentence with what a server would do; null where there are enough.</returns>
    public static string? FindWarning(LimitOptions limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        return LimitsInForce.Of(limits, OpenFileLimit.Read()?.Hard).Warning;
    }
}
