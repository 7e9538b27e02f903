using HostIpc.Docker.Engine.Http;
using Microsoft.Extensions.Options;

namespace HostIpc.Docker.Identity;

/// <summary>Says of every value that is out of range which key it is, what was found, and what is wanted.</summary>
internal static class DockerOptionsValidator
{
    /// <exception cref="OptionsValidationException">At least one value is out of range.</exception>
    public static void Validate(DockerOptions options)
    {
        var failures = new List<string>();
        if (DockerEndpoint.FindFault(options.Socket ?? "") is { } fault)
        {
            failures.Add($"Docker:Socket {fault}");
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
