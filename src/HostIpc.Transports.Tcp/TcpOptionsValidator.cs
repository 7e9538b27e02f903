using System.Globalization;
using HostIpc.Network;
using Microsoft.Extensions.Options;

namespace HostIpc.Transports.Tcp;

/// <summary>Says of every value that is out of range which key it is, what was found, and what is wanted.</summary>
internal static class TcpOptionsValidator
{
    /// <summary>What is wrong with an address to listen on; null for nothing.</summary>
    public static string? FindListenFault(string text) =>
        ListenAddress.Parse(text) is not null ? null : "address:port, [address]:port, bridge:port or a port is wanted, such as 127.0.0.1:47201";

    /// <summary>What is wrong with an element of whom to let in; null for nothing.</summary>
    public static string? FindAllowFault(string text) =>
        AddressFilter.IsElement(text) ? null : "an address, a network as ADDRESS/BITS, or bridge is wanted";

    /// <exception cref="OptionsValidationException">At least one value is out of range.</exception>
    public static void Validate(TcpOptions options)
    {
        var failures = new List<string>();
        Check(failures, "Tcp:Listen", options.Listen, TcpOptions.MaxAddresses, FindListenFault);
        Check(failures, "Tcp:AllowFrom", options.AllowFrom, TcpOptions.MaxNetworks, FindAllowFault);
        failures.AddRange(TcpOptions.Settings.FindFaults(options).Select(static fault => $"{fault.Key} {fault.Message}"));
        if (failures.Count > 0)
        {
            throw new OptionsValidationException("Tcp", typeof(TcpOptions), failures);
        }
    }

    private static void Check(List<string> failures, string key, IList<string> elements, int max, Func<string, string?> findFault)
    {
        if (elements.Count > max)
        {
            failures.Add($"{key} has {elements.Count.ToString(CultureInfo.InvariantCulture)} elements: it may have {max.ToString(CultureInfo.InvariantCulture)}");
        }

        foreach (string element in elements)
        {
            if (findFault(element) is { } expected)
            {
                failures.Add($"{key} has '{element}': {expected}");
            }
        }
    }
}
