using System.Globalization;
using System.Net;
using HostIpc.Docker.Lifecycle;
using HostIpc.Modules;
using HostIpc.Network;
using HostIpc.Transports.Fifo;
using HostIpc.Transports.Tcp;
using HostIpc.Transports.UnixSocket;

namespace HostIpc.Configuration.Settings;

/// <summary>The transports of some settings, as their modules have read them.</summary>
internal sealed class TransportList
{
    // Each is compared with all before it.
    private const int MaxAddresses = 16;

    private readonly bool _isServerProgram;

    private TransportList(IReadOnlyList<TransportModule> modules, IReadOnlyList<ConfiguredTransport> all, bool isServerProgram) => (Modules, All, _isServerProgram) = (modules, all, isServerProgram);

    /// <summary>The modules of <c>hostipcd</c>, in the order in which they are read and checked: the socket is beside the FIFO by default. To have one more transport, add its module here.</summary>
    public static IReadOnlyList<TransportModule> BuiltIn { get; } = [new FifoModule(), new UnixSocketModule(), new TcpModule()];

    /// <summary>All of them, in the order of the modules.</summary>
    public IReadOnlyList<ConfiguredTransport> All { get; }

    /// <summary>The modules that have read them.</summary>
    public IReadOnlyList<TransportModule> Modules { get; }

    /// <summary>Those that listen anywhere.</summary>
    public IEnumerable<ConfiguredTransport> Served => All.Where(static transport => transport.IsServed);

    /// <summary>Those that listen anywhere, in the order in which an operator is told of them: those that answer before those that do not.</summary>
    public IEnumerable<ConfiguredTransport> ByPrecedence => Served.OrderBy(static transport => transport.Info.Answers ? 0 : 1);

    /// <summary>Those that listen anywhere, in the order of an audit: those that are files before those of networks, those that answer before those that do not.</summary>
    public IEnumerable<ConfiguredTransport> ByReach => ByPrecedence.OrderBy(static transport => transport.Files.Any(static file => file.Path.Length > 0) ? 0 : 1);

    /// <summary>The files of all, with whole keys.</summary>
    public IEnumerable<(string Key, string Path)> Files =>
        All.SelectMany(static transport => transport.Files.Select(file => ($"{transport.Info.Section}:{file.Key}", file.Path)));

    /// <summary>The built-in modules and an application's.</summary>
    /// <exception cref="ArgumentException">A module is null, or its section has no name or that of another section.</exception>
    public static IReadOnlyList<TransportModule> WithBuiltIn(IReadOnlyList<TransportModule> modules)
    {
        ArgumentNullException.ThrowIfNull(modules);
        if (modules.Count == 0)
        {
            return BuiltIn;
        }

        HashSet<string> sections = SettingsCatalog.FindTopKeys();
        foreach (TransportModule module in modules)
        {
            string section = module?.Section ?? throw new ArgumentException("A module, or the name of its section, is null.", nameof(modules));
            if (section.Length == 0 || section.Contains(':', StringComparison.Ordinal) || !sections.Add(section))
            {
                throw new ArgumentException($"The section \"{section}\" of a module must have a name of its own, without a colon.", nameof(modules));
            }
        }

        return [.. BuiltIn, .. modules];
    }

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

        return new TransportList(modules, read, isServerProgram);
    }

    /// <summary>The options of one of the built-in transports.</summary>
    public T OptionsOf<T>()
        where T : class => All.Select(static transport => transport.Options).OfType<T>().First();

    /// <summary>The section of one of these transports, in settings that are read once more.</summary>
    public ModuleSection SectionOf(ConfiguredTransport transport, SettingsReader reader) =>
        Section(reader, transport.Info, _isServerProgram, FindDirectory(All.TakeWhile(other => other != transport)));

    /// <summary>Adds an error for each address that is not free once those before it are listened on.</summary>
    public void CheckAddresses(SettingsReader reader, LifecycleOptions lifecycle)
    {
        var taken = new List<TransportAddress>();
        foreach (ConfiguredTransport transport in All)
        {
            TransportAddress[] addresses = [.. transport.Addresses.Select(address => address with { Key = $"{transport.Info.Section}:{address.Key}" })];
            if (addresses.Length > MaxAddresses)
            {
                return;
            }

            Add(taken, addresses, reader);
        }

        if (lifecycle.ScriptDirectory.Length > 0)
        {
            Add(taken, lifecycle.Listen.Select(text => ListenAddress.Parse(text, lifecycle.Port)).OfType<ListenAddress>()
                .Select(static address => new TransportAddress("Lifecycle:Listen", address.Text, address.Address, address.Port)), reader);
        }
    }

    /// <summary>Whether a server with these settings runs already; null where no transport can see it.</summary>
    public bool? FindRunning()
    {
        bool? isRunning = null;
        foreach (bool found in Served.Select(static transport => transport.IsRunning()).OfType<bool>())
        {
            isRunning = found;
            if (found)
            {
                break;
            }
        }

        return isRunning;
    }

    private static ModuleSection Section(SettingsReader reader, TransportInfo module, bool isServerProgram, string? directory) =>
        new(reader, (isServerProgram && module.IsServedByDefault) || reader.Root.Find(module.Section) is { HasChildren: true }, directory);

    private static string? FindDirectory(IEnumerable<ConfiguredTransport> before) =>
        before.SelectMany(static transport => transport.Files).Select(static file => Path.GetDirectoryName(file.Path)).FirstOrDefault(static directory => directory is { Length: > 0 });

    private static void Add(List<TransportAddress> taken, IEnumerable<TransportAddress> addresses, SettingsReader reader)
    {
        foreach (TransportAddress address in addresses)
        {
            if (taken.Find(other => Conflict(address, other)) is { } before)
            {
                reader.AddError(address.Key, string.Create(CultureInfo.InvariantCulture, $"has \"{address.Text}\", but \"{before.Text}\" takes port {address.Port} there already; another port is wanted"));
            }

            taken.Add(address);
        }
    }

    private static bool Conflict(TransportAddress one, TransportAddress other) =>
        one.Port == other.Port
        && one.Port != 0
        && (one.Address is null || other.Address is null ? one.Address == other.Address
            : one.Address.AddressFamily == other.Address.AddressFamily && (one.Address.Equals(other.Address) || IsAny(one.Address) || IsAny(other.Address)));

    private static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
}
