namespace HostIpc.Docker.Engine.Payloads;

/// <summary>Members of what an engine is asked with, as far as they are set.</summary>
internal static class RequestWriter
{
    /// <summary>The texts; null for none.</summary>
    public static List<string>? OrNull(this IEnumerable<string>? texts) => texts is not null && texts.Any() ? [.. texts] : null;

    /// <summary>True; null for false.</summary>
    public static bool? OrNull(this bool flag) => flag ? true : null;

    /// <summary>Variables, each as <c>NAME=value</c>; null for none.</summary>
    public static List<string>? ToEnvironment(this IDictionary<string, string> variables) => variables.Select(variable => $"{variable.Key}={variable.Value}").OrNull();
}
