namespace HostIpc.Transports.Fifo;

/// <summary>What a pump needs to know, apart from where.</summary>
/// <param name="Concurrency">Of every connection.</param>
/// <param name="EndBound">How many bytes are still read once a connection ends.</param>
internal sealed record FifoPumpOptions(int Concurrency, long EndBound);
