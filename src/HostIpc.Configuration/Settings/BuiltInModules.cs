using HostIpc.Modules;
using HostIpc.Transports.Fifo;
using HostIpc.Transports.Tcp;
using HostIpc.Transports.UnixSocket;

namespace HostIpc.Configuration.Settings;

/// <summary>The transports of <c>hostipcd</c>, and of every application that reads settings. To have one more, add its module here.</summary>
internal static class BuiltInModules
{
    /// <summary>In the order in which they are read and checked: the socket is beside the FIFO by default.</summary>
    public static IReadOnlyList<TransportModule> All { get; } = [new FifoModule(), new UnixSocketModule(), new TcpModule()];

    /// <summary>These and an application's.</summary>
    /// <exception cref="ArgumentException">A module is null, or its section has no name or that of another section.</exception>
    public static IReadOnlyList<TransportModule> With(IReadOnlyList<TransportModule> modules)
    {
        ArgumentNullException.ThrowIfNull(modules);
        if (modules.Count == 0)
        {
            return All;
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

        return [.. All, .. modules];
    }
}
