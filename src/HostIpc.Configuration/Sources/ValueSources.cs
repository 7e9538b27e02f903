using Microsoft.Extensions.Configuration;

namespace HostIpc.Configuration.Sources;

/// <summary>Finds out which provider of a configuration a value is from.</summary>
/// <param name="root">The configuration; null where it is not known.</param>
internal sealed class ValueSources(IConfigurationRoot? root)
{
    /// <summary>The providers that read files.</summary>
    public IEnumerable<FileConfigurationProvider> Files => Flatten(root).OfType<FileConfigurationProvider>();

    /// <summary>The file, or the provider's own description; null where no provider has the key.</summary>
    public string? Find(string key) => Find(root, key);

    private static IEnumerable<IConfigurationProvider> Flatten(IConfigurationRoot? root) =>
        (root?.Providers ?? []).SelectMany(provider => provider is ChainedConfigurationProvider { Configuration: IConfigurationRoot chained } ? Flatten(chained) : [provider]);

    // The last provider wins.
    private static string? Find(IConfigurationRoot? root, string key)
    {
        foreach (IConfigurationProvider provider in root?.Providers.Reverse() ?? [])
        {
            if (provider.TryGet(key, out _))
            {
                return provider is ChainedConfigurationProvider { Configuration: IConfigurationRoot chained } ? Find(chained, key) ?? provider.ToString()
                    : provider is FileConfigurationProvider { Source.Path: { } path } ? path
                    : provider.ToString();
            }
        }

        return null;
    }
}
