namespace HostIpc.Docker.Engine.Http;

/// <summary>How much of an answer's head is read. What has more is no answer.</summary>
internal static class HttpLimits
{
    /// <summary>Of a line, in bytes.</summary>
    public const int MostLine = 16 * 1024;

    /// <summary>Of all lines of a head together, and of all trailers, in bytes.</summary>
    public const int MostHead = 64 * 1024;

    /// <summary>Of a head's fields, and of trailers.</summary>
    public const int MostFields = 100;

    /// <summary>Heads with a status of 100 to 199, which come before the one that counts.</summary>
    public const int MostInterim = 4;
}
