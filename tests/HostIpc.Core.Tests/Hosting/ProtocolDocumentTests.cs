using System.Globalization;
using System.Text.RegularExpressions;
using HostIpc.Admission;

namespace HostIpc.Core.Tests.Hosting;

/// <summary>What docs/protocol.md says of the server's settings is what they are. Its frames are compared in HostIpc.Protocol.Tests.</summary>
public sealed class ProtocolDocumentTests
{
    [Fact]
    public void Tables_WhenComparedToTheCode_ThenDefaultsAreTheSame()
    {
        var limits = new LimitOptions();
        Setting("MaxLineBytes").ShouldBe(limits.MaxLineBytes);
        Setting("MaxConnections").ShouldBe(limits.MaxConnections);
        Setting("MaxConcurrentCommands").ShouldBe(limits.MaxConcurrentCommands);
        Setting("MaxRequestBytes").ShouldBe(limits.MaxRequestBytes);
    }

    private static int Setting(string name) => int.Parse(
        Regex.Match(File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs/protocol.md")), $@"\| `Limits:{name}` \| (\d+) \|").Groups[1].Value, CultureInfo.InvariantCulture);
}
