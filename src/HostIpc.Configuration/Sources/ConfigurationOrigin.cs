using System.Globalization;
using HostIpc.Logging;
using Microsoft.Extensions.Configuration;

namespace HostIpc.Configuration.Sources;

/// <summary>A section of an application's configuration. Configuration knows neither lists nor files: what are numbers from 0 on is a list, and a value is from the last provider that has it.</summary>
/// <param name="configuration">The section.</param>
/// <param name="root">The configuration that it is a section of, to find out where values are set; null where it is not known.</param>
internal sealed partial class ConfigurationOrigin(IConfiguration configuration, IConfigurationRoot? root) : SettingsOrigin
{
    private readonly string _path = (configuration as IConfigurationSection)?.Path ?? "";
    private readonly IConfigurationRoot? _root = root ?? configuration as IConfigurationRoot;

    public override string Name => _path.Length == 0 ? "the configuration" : $"the configuration section {_path}";

    public override bool Exists => configuration.GetChildren().Any();

    public override bool IsServerProgram => false;

    public override SettingNode Read(bool mustExist)
    {
        var node = new SettingNode();
        node.Set(null, Name);
        if (configuration is IConfigurationSection { Value: { } value })
        {
            throw new SettingsException($"{Name} is \"{LogEscaping.EscapeExcerpt(value)}\"; an object with the settings of HostIpc is wanted");
        }

        AddChildren(configuration, node);
        return node;
    }

    public override FileLook Look() => default;

    public override string? FindShellClosure() => Exists ? null : $"{Name} does not exist";

    public override IEnumerable<string> FindStrays(IReadOnlyCollection<string> known) => [];

    public override SettingsWatch Watch(FileLook loaded) => new ConfigurationReload(configuration, Name, Flatten(_root).OfType<FileConfigurationProvider>());

    private void AddChildren(IConfiguration section, SettingNode node)
    {
        int count = 0;
        bool isList = true;
        foreach (IConfigurationSection child in section.GetChildren())
        {
            isList &= child.Key == count.ToString(CultureInfo.InvariantCulture);
            count++;
            Add(child, node.GetOrAdd(child.Key));
        }

        if (count > 0 && isList)
        {
            node.Set(node.Value, node.Source, isList: true);
        }
    }

    private void Add(IConfigurationSection section, SettingNode node)
    {
        // A section has no provider, but what is in it has.
        string? source = FindSource(_root, section.Path);
        node.Set(section.Value, source is null || _path.Length == 0 ? source : $"{source}, {_path}");
        AddChildren(section, node);
    }

    private static IEnumerable<IConfigurationProvider> Flatten(IConfigurationRoot? root) =>
        (root?.Providers ?? []).SelectMany(provider => provider is ChainedConfigurationProvider { Configuration: IConfigurationRoot chained } ? Flatten(chained) : [provider]);

    // The file that a value is from, or the provider's own description; null where no provider has the key. The last provider wins.
    private static string? FindSource(IConfigurationRoot? root, string key)
    {
        foreach (IConfigurationProvider provider in root?.Providers.Reverse() ?? [])
        {
            if (provider.TryGet(key, out _))
            {
                return provider is ChainedConfigurationProvider { Configuration: IConfigurationRoot chained } ? FindSource(chained, key) ?? provider.ToString()
                    : provider is FileConfigurationProvider { Source.Path: { } path } ? path
                    : provider.ToString();
            }
        }

        return null;
    }
}
