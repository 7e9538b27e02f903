namespace HostIpc.Transports.Fifo;

/// <summary>What a pump needs to know, apart from where.</summary>
/// <param name="Concurrency">Of every connection.</param>
/// <param name="EndBound">After how many bytes the FIFO is closed once a connection ends.</param>
/// <param name="RequireLineFeed">Whether a line that its writer did not end is refused.</param>
internal sealed record FifoPumpOptions(int Concurrency, long EndBound, bool RequireLineFeed);
