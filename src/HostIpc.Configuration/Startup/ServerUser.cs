using System.Globalization;
using HostIpc.Interop;

namespace HostIpc.Configuration.Startup;

/// <summary>Whom the server runs as. Not by the framework: in a scratch image there is no user database, and it throws there.</summary>
internal static class ServerUser
{
    public static string Name { get; } = Libc.GetEUid() is var user and not 0
        ? string.Create(CultureInfo.InvariantCulture, $"user {user}")
        : "root";
}
