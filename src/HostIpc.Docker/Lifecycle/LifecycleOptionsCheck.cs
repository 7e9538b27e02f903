using System.Globalization;
using System.Net;
using HostIpc.Docker.Engine.Http;
using HostIpc.Network;
using HostIpc.Policy;
using HostIpc.Protocol;
using HostIpc.Settings;

namespace HostIpc.Docker.Lifecycle;

/// <summary>Says of every value that is out of range which key it is, what was found, and what is wanted.</summary>
internal static class LifecycleOptionsCheck
{
    /// <summary>The faults, with their keys below the section.</summary>
    public static IReadOnlyList<ValidationError> FindFaults(LifecycleOptions options)
    {
        var faults = new List<ValidationError>();
        AddPathFault(faults, nameof(options.ScriptDirectory), options.ScriptDirectory);
        if (options.Socket.Length > 0 && DockerEndpoint.FindFault(options.Socket) is { } socketFault)
        {
            Add(nameof(options.Socket), socketFault);
        }

        if (options.Port is < 1 or > IPEndPoint.MaxPort)
        {
            Add(nameof(options.Port), string.Create(CultureInfo.InvariantCulture, $"is {options.Port}; a port from 1 to {IPEndPoint.MaxPort} is wanted"));
        }

        AddListFaults(nameof(options.Listen), options.Listen, LifecycleOptions.MaxAddresses, IsListenAddress, "an address without a port, as 127.0.0.1 or [::1], or the word bridge");
        AddListFaults(nameof(options.AllowFrom), options.AllowFrom, LifecycleOptions.MaxNetworks, AddressFilter.IsElement, "an address, a network as 172.17.0.0/16, or the word bridge");
        if (options.Timeout is { } timeout && (timeout < CommandValueCheck.ShortestTimeout || timeout > CommandSettings.LongestTimeout))
        {
            Add(nameof(options.Timeout), $"is {timeout}; a millisecond to 49 days is wanted");
        }

        return faults;

        void Add(string key, string message) => faults.Add(new ValidationError(key, message));

        void AddListFaults(string key, IList<string> elements, int max, Predicate<string> isElement, string expected)
        {
            if (elements.Count > max)
            {
                Add(key, string.Create(CultureInfo.InvariantCulture, $"has {elements.Count} elements; at most {max} are wanted"));
            }

            foreach (string element in elements)
            {
                if (!isElement(element))
                {
                    Add(key, $"has \"{element}\" in it; {expected} is wanted");
                    return;
                }
            }
        }
    }

    private static bool IsListenAddress(string text) => ListenAddress.Parse(text, LifecycleOptions.DefaultPort) is not null;

    private static void AddPathFault(List<ValidationError> faults, string key, string path)
    {
        if (path.Length > 0 && (path[0] != '/' || path.Contains('\0', StringComparison.Ordinal)))
        {
            faults.Add(new ValidationError(key, $"is \"{path}\"; an absolute path is wanted"));
        }
    }
}
