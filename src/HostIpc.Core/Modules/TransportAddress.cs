using System.Net;

namespace HostIpc.Modules;

/// <summary>A TCP address that a transport listens on.</summary>
/// <param name="Key">The key of the section that names it: <c>Listen</c>.</param>
/// <param name="Text">The address as the operator wrote it.</param>
/// <param name="Address">The address; null for that of the container engine's default bridge, which may come and go.</param>
/// <param name="Port">The port; 0 for any that is free.</param>
public sealed record TransportAddress(string Key, string Text, IPAddress? Address, int Port);
