using HostIpc.Settings;

namespace HostIpc.Configuration.Settings;

/// <summary>What becomes of the client program.</summary>
internal sealed class ClientOptions
{
    /// <summary>Whether the client program is put beside the socket. Default true.</summary>
    public bool Install { get; set; } = true;

    /// <summary>The section <c>Client</c>, with what each setting takes.</summary>
    public static SettingSection<ClientOptions> Settings { get; } = new("Client", "The client program.",
    [
        Setting.Flag(nameof(Install), (ClientOptions client) => client.Install, (client, value) => client.Install = value,
            "Puts the program `hostipc` beside the socket, and replaces an older one."),
    ]);
}
