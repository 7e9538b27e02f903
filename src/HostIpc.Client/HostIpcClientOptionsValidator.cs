using Microsoft.Extensions.Options;

namespace HostIpc.Client;

/// <summary>Checks the settings that come from the services of an application when it starts.</summary>
internal sealed class HostIpcClientOptionsValidator : IValidateOptions<HostIpcClientOptions>
{
    public ValidateOptionsResult Validate(string? name, HostIpcClientOptions options)
    {
        try
        {
            options.Validate();
            _ = ServerEndpoint.Of(options);
            return ValidateOptionsResult.Success;
        }
        catch (Exception e) when (e is ArgumentException or HostIpcConnectionException)
        {
            return ValidateOptionsResult.Fail(e.Message);
        }
    }
}
