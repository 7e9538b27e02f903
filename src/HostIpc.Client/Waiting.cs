using System.Globalization;

namespace HostIpc.Client;

/// <summary>What is waited for, and how long.</summary>
/// <param name="Name">For messages: <c>answer</c>.</param>
/// <param name="Setting">The setting that bounds it.</param>
/// <param name="Limit">Its value.</param>
internal sealed record Waiting(string Name, string Setting, TimeSpan Limit)
{
    public HostIpcConnectionException ToException(string endpoint) => new(string.Create(
        CultureInfo.InvariantCulture, $"no {Name} from {endpoint} within {Limit.TotalSeconds} s ({Setting}): the server there is stuck, overloaded, or none of HostIpc"));
}
