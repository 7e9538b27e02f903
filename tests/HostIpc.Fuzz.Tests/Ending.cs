namespace HostIpc.Fuzz.Tests;

/// <summary>How a client goes.</summary>
internal enum Ending
{
    /// <summary>It ends what it sends, and reads to the end.</summary>
    HalfClose,

    /// <summary>It closes, having read little.</summary>
    Close,

    /// <summary>It closes without having read anything.</summary>
    CloseUnread,
}
