using HostIpc.Interop;
using Microsoft.Extensions.Options;

namespace HostIpc.Docker;

/// <summary>Says of every value that is out of range which key it is, what was found, and what is wanted.</summary>
internal static class DockerOptionsValidator
{
    /// <exception cref="OptionsValidationException">At least one value is out of range.</exception>
    public static void Validate(DockerOptions options)
    {
        var failures = new List<string>();
        if (string.IsNullOrEmpty(options.Socket) || options.Socket[0] != '/' || options.Socket.Contains('\0', StringComparison.Ordinal))
        {
            failures.Add($"Docker:Socket is '{options.Socket}': it has to be the absolute path of a socket, such as {DockerOptions.DefaultSocket}");
        }
        else if (UnixAddress.SizeOf(options.Socket) is var size and > UnixAddress.MaxPathBytes)
        {
            failures.Add($"Docker:Socket has {size} bytes: the path of a socket may have {UnixAddress.MaxPathBytes} at most");
        }

        if (options.Timeout < DockerOptions.ShortestTimeout || options.Timeout > DockerOptions.LongestTimeout)
        {
            failures.Add($"Docker:Timeout is {options.Timeout}: it has to be {DockerOptions.ShortestTimeout} to {DockerOptions.LongestTimeout}");
        }

        if (failures.Count > 0)
        {
            throw new OptionsValidationException("Docker", typeof(DockerOptions), failures);
        }
    }
}
