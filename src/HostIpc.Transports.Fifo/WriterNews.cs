namespace HostIpc.Transports.Fifo;

/// <summary>What writers did since the last look.</summary>
/// <param name="Wrote">Somebody wrote.</param>
/// <param name="Left">Somebody left.</param>
/// <param name="WroteSince">Somebody wrote after the last time that somebody left.</param>
internal readonly record struct WriterNews(bool Wrote, bool Left, bool WroteSince);
