using HostIpc.Modules;

namespace HostIpc.Configuration.Settings;

/// <summary>The transports of some settings, as their modules have read them.</summary>
internal sealed class TransportList
{
    private readonly bool _isServerProgram;

    private TransportList(IReadOnlyList<ConfiguredTransport> all, bool isServerProgram) => (All, _isServerProgram) = (all, isServerProgram);

    /// <summary>All of them, in the order of the modules.</summary>
    public IReadOnlyList<ConfiguredTransport> All { get; }

    /// <summary>The modules that have read them.</summary>
    public IReadOnlyList<TransportModule> Modules => [.. All.Select(static transport => transport.Module)];

    /// <summary>Those that listen anywhere.</summary>
    public IEnumerable<ConfiguredTransport> Served => All.Where(static transport => transport.IsServed);

    /// <summary>Those that listen anywhere, in the order in which an operator is told of them: those that answer before those that do not.</summary>
    public IEnumerable<ConfiguredTransport> ByPrecedence => Served.OrderBy(static transport => transport.Module.Answers ? 0 : 1);

    /// <summary>Those that listen anywhere, in the order of an audit: those that are files before those of networks, those that answer before those that do not.</summary>
    public IEnumerable<ConfiguredTransport> ByReach => ByPrecedence.OrderBy(static transport => transport.Files.Any(static file => file.Path.Length > 0) ? 0 : 1);

    /// <summary>The files of all, with whole keys.</summary>
    public IEnumerable<(string Key, string Path)> Files =>
        All.SelectMany(static transport => transport.Files.Select(file => ($"{transport.Module.Section}:{file.Key}", file.Path)));

    /// <summary>Reads the section of each module.</summary>
    /// <exception cref="InvalidOperationException">A module reads no transport.</exception>
    public static TransportList Read(SettingsReader reader, IReadOnlyList<TransportModule> modules, bool isServerProgram)
    {
        var read = new List<ConfiguredTransport>();
        foreach (TransportModule module in modules)
        {
            read.Add(module.Read(Section(reader, module, isServerProgram, FindDirectory(read)))
                ?? throw new InvalidOperationException($"The module of the section \"{module.Section}\" reads no transport: Read returns null."));
        }

        return new TransportList(read, isServerProgram);
    }

    /// <summary>The options of one of the built-in transports.</summary>
    public T OptionsOf<T>()
        where T : class => All.Select(static transport => transport.Options).OfType<T>().First();

    /// <summary>The section of one of these transports, in settings that are read once more.</summary>
    public ModuleSection SectionOf(ConfiguredTransport transport, SettingsReader reader) =>
        Section(reader, transport.Module, _isServerProgram, FindDirectory(All.TakeWhile(other => other != transport)));

    private static ModuleSection Section(SettingsReader reader, TransportModule module, bool isServerProgram, string? directory) =>
        new(reader, (isServerProgram && module.IsServedByDefault) || reader.Root.Find(module.Section) is { HasChildren: true }, directory);

    private static string? FindDirectory(IEnumerable<ConfiguredTransport> before) =>
        before.SelectMany(static transport => transport.Files).Select(static file => Path.GetDirectoryName(file.Path)).FirstOrDefault(static directory => directory is { Length: > 0 });
}
