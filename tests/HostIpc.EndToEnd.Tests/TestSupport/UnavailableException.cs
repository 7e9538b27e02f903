namespace HostIpc.EndToEnd.Tests.TestSupport;

/// <summary>Something that these tests need is not on this machine.</summary>
internal sealed class UnavailableException(string message) : Exception(message);
