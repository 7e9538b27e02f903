using System.Globalization;

namespace HostIpc.Admission;

/// <summary>
/// The limits as the process's limit of open files lets them be. With fewer descriptors than connections may have, those of a peer that may run nothing could take the last one, and nobody would be served.
/// </summary>
internal sealed class LimitsInForce
{
    // The server's own, spare ones included: log, sockets, FIFO, engine, what epoll needs.
    private const int Own = 192;

    // The pipes of its streams at both ends, and its process.
    private const int PerCommand = 8;

    // Those of its output, for background processes that are left of it.
    private const int PerBackground = 2;

    // What the few smallest limits leave for each thing.
    private const int Fewest = 4;

    private LimitsInForce(LimitOptions limits, int needed, string? warning)
    {
        Limits = limits;
        Needed = needed;
        Warning = warning;
    }

    /// <summary>What holds.</summary>
    public LimitOptions Limits { get; }

    /// <summary>How many descriptors the settings need.</summary>
    public int Needed { get; }

    /// <summary>What to tell the operator; null where everything is as the settings say.</summary>
    public string? Warning { get; }

    /// <summary>How many connections may be on their way to a place, and how many refused ones are told so.</summary>
    public static int AtOnce => 64;

    /// <param name="limits">The settings.</param>
    /// <param name="descriptors">How many descriptors there may be; null where that is not known.</param>
    public static LimitsInForce Of(LimitOptions limits, ulong? descriptors)
    {
        int commands = (limits.MaxConcurrentCommands + limits.ReservedCommands) * PerCommand;
        int connections = limits.MaxConnections + limits.ReservedConnections;
        int needed = Own + (3 * AtOnce) + commands + (limits.MaxBackgroundOutputs * PerBackground) + connections;
        if (descriptors is not { } found || found >= (ulong)needed)
        {
            return new LimitsInForce(limits, needed, null);
        }

        // A third for commands where they would take more than that; the rest for connections.
        int left = Math.Max((int)found - Own - (3 * AtOnce), (int)found / 2);
        int background = Math.Min(limits.MaxBackgroundOutputs, left / 8 / PerBackground);
        left -= background * PerBackground;
        int runnable = Math.Clamp(Math.Max(left / 3, left - connections) / PerCommand, Fewest, limits.MaxConcurrentCommands + limits.ReservedCommands);
        int open = Math.Clamp(left - (runnable * PerCommand), Fewest, connections);
        LimitOptions lower = limits.Clone();
        lower.MaxBackgroundOutputs = background;
        (lower.MaxConcurrentCommands, lower.ReservedCommands) = Share(runnable, limits.MaxConcurrentCommands, limits.ReservedCommands);
        (lower.MaxConnections, lower.ReservedConnections) = Share(open, limits.MaxConnections, limits.ReservedConnections);
        return new LimitsInForce(lower, needed, string.Create(
            CultureInfo.InvariantCulture,
            $"{found} files may be open (RLIMIT_NOFILE), and the limits need {needed}. In force are Limits:MaxConnections {lower.MaxConnections}, Limits:ReservedConnections {lower.ReservedConnections}, Limits:MaxConcurrentCommands {lower.MaxConcurrentCommands}, Limits:ReservedCommands {lower.ReservedCommands} and Limits:MaxBackgroundOutputs {lower.MaxBackgroundOutputs}. Raise the hard limit (ulimit -Hn, LimitNOFILE=, docker run --ulimit nofile=), or lower these settings"));
    }

    // The reserve keeps its part of what there is.
    private static (int Count, int Reserved) Share(int all, int count, int reserved)
    {
        int kept = reserved == 0 ? 0 : Math.Clamp((int)((long)all * reserved / (count + reserved)), 1, reserved);
        return (Math.Clamp(all - kept, 1, count), kept);
    }
}
