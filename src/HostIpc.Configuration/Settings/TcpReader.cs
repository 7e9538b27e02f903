using HostIpc.Transports.Tcp;

namespace HostIpc.Configuration.Settings;

/// <summary>Reads where TCP is listened for, and who is let in.</summary>
internal static class TcpReader
{
    public const string ListenKey = "Tcp:Listen";
    public const string AllowFromKey = "Tcp:AllowFrom";

    public static void Read(SettingsReader reader, TcpOptions options)
    {
        options.Listen = ReadList(reader, ListenKey, TcpOptions.MostAddresses, TcpProbe.FindListenFault) ?? options.Listen;
        options.AllowFrom = ReadList(reader, AllowFromKey, TcpOptions.MostNetworks, TcpProbe.FindAllowFault) ?? options.AllowFrom;
        options.IdentifyContainers = reader.Flag("Tcp:IdentifyContainers") ?? options.IdentifyContainers;
        options.Backlog = reader.Number("Tcp:Backlog", options.Backlog, 1, TcpOptions.MaxBacklog);
        options.Lines = reader.Flag("Tcp:Lines") ?? options.Lines;
    }

    private static string[]? ReadList(SettingsReader reader, string key, int most, Func<string, string?> findFault)
    {
        string[]? elements = reader.PossiblyEmptyList(key);
        if (elements?.Length > most)
        {
            reader.Complain(key, $"has {elements.Length} elements; at most {most} are wanted");
        }

        foreach (string element in elements ?? [])
        {
            if (findFault(element) is { } wanted)
            {
                reader.Complain(key, $"has \"{Printable.Of(element)}\"; {wanted}");
            }
        }

        return elements;
    }
}
