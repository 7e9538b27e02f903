using HostIpc.Configuration.Audit;
using HostIpc.Docker.Lifecycle;

namespace HostIpc.Configuration.Settings;

public sealed class LifecycleSettingsTests
{
    [Fact]
    public void Lifecycle_WhenNothingIsSet_ThenItIsOffWithTheUsualAddresses()
    {
        LifecycleOptions options = Given.Settings("{}").Lifecycle;
        options.ScriptDirectory.ShouldBe("");
        options.Port.ShouldBe(47200);
        options.Listen.ShouldBe(["127.0.0.1"]);
        options.AllowFrom.ShouldBe(["127.0.0.0/8", "::1", "bridge"]);
        options.WatchDaemon.ShouldBeTrue();
        options.Timeout.ShouldBeNull();
        options.Socket.ShouldBe("/var/run/docker.sock");
    }

    [Fact]
    public void Lifecycle_WhenEverythingIsSet_ThenItIsTaken()
    {
        LifecycleOptions options = Given.Settings("""
            {
              "Docker": { "Socket": "/run/other.sock" },
              "Lifecycle": { "ScriptDirectory": "/etc/hostipc/lifecycle", "Port": 1, "Listen": "127.0.0.1, [::1]", "AllowFrom": ["10.0.0.0/8", "bridge"], "WatchDaemon": false, "Timeout": "00:01:00" }
            }
            """).Lifecycle;
        options.ScriptDirectory.ShouldBe("/etc/hostipc/lifecycle");
        options.Port.ShouldBe(1);
        options.Listen.ShouldBe(["127.0.0.1", "[::1]"]);
        options.AllowFrom.ShouldBe(["10.0.0.0/8", "bridge"]);
        options.WatchDaemon.ShouldBeFalse();
        options.Timeout.ShouldBe(TimeSpan.FromMinutes(1));
        options.Socket.ShouldBe("/run/other.sock");
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("[]")]
    public void Listen_WhenItIsEmpty_ThenThereAreNoNotifiers(string json) => Given.Settings($$"""{"Lifecycle":{"Listen":{{json}} } }""").Lifecycle.Listen.ShouldBeEmpty();

    [Theory]
    [InlineData("\"ScriptDirectory\":\"lifecycle\"", "Lifecycle:ScriptDirectory is \"lifecycle\"; an absolute path is wanted")]
    [InlineData("\"Port\":0", "Lifecycle:Port is \"0\"; a number from 1 to 65535 is wanted")]
    [InlineData("\"Port\":65536", "Lifecycle:Port is \"65536\"; a number from 1 to 65535 is wanted")]
    [InlineData("\"Listen\":\"127.0.0.1:47200\"", "Lifecycle:Listen has \"127.0.0.1:47200\" in it; an address without a port, as 127.0.0.1 or [::1], or the word bridge is wanted")]
    [InlineData("\"Listen\":[\"bridge\",\"localhost\"]", "Lifecycle:Listen has \"localhost\" in it; an address without a port")]
    [InlineData("\"AllowFrom\":[]", "Lifecycle:AllowFrom is empty")]
    [InlineData("\"AllowFrom\":\"bridge,10.0.0.0/33\"", "Lifecycle:AllowFrom has \"10.0.0.0/33\" in it; an address, a network as 172.17.0.0/16, or the word bridge is wanted")]
    [InlineData("\"WatchDaemon\":\"yes\"", "Lifecycle:WatchDaemon is \"yes\"; true or false is wanted")]
    [InlineData("\"Timeout\":\"00:00:00\"", "Lifecycle:Timeout is 00:00:00; a millisecond to 49 days is wanted")]
    [InlineData("\"Scripts\":\"/x\"", "Lifecycle:Scripts is no setting; in this section there are Lifecycle:AllowFrom, Lifecycle:Listen, Lifecycle:Port, Lifecycle:ScriptDirectory, Lifecycle:Timeout, Lifecycle:WatchDaemon")]
    public void Lifecycle_WhenItIsWrong_ThenItIsSaid(string json, string expected) => Given.Faults($$"""{"Lifecycle":{ {{json}} } }""").ShouldContain(expected);

    [Theory]
    [InlineData("\"Port\":47300", "Lifecycle has no effect without Lifecycle:ScriptDirectory")]
    [InlineData("\"ScriptDirectory\":\"/nonexistent/lifecycle\"", "Lifecycle:ScriptDirectory /nonexistent/lifecycle has neither on_start nor on_stop: nothing is run")]
    [InlineData("\"ScriptDirectory\":\"DIRECTORY\"", "DIRECTORY/on_start/10-open is skipped: it is writable by its group and others (mode 0777); writable by its owner alone is wanted")]
    [InlineData("\"ScriptDirectory\":\"DIRECTORY\"", "the script directory DIRECTORY/on_stop: it is writable by its group and others (mode 0777); writable by its owner alone, or sticky, is wanted")]
    [InlineData("\"ScriptDirectory\":\"DIRECTORY\",\"AllowFrom\":\"0.0.0.0/0\"", "Lifecycle:AllowFrom lets everybody in: whoever reaches the port can have on_start and on_stop run")]
    public void Lifecycle_WhenItIsOdd_ThenItIsWarnedOf(string json, string expected)
    {
        string directory = TemporaryDirectories.Create("hostipc-lifecycle-").FullName;
        try
        {
            Make($"{directory}/on_start", "755");
            Make($"{directory}/on_stop", "777");
            File.WriteAllText($"{directory}/on_start/10-open", "#!/bin/sh\n");
            File.SetUnixFileMode($"{directory}/on_start/10-open", (UnixFileMode)0x1ff);
            HostIpcSettings settings = Given.Settings($$"""{"Lifecycle":{ {{json.Replace("DIRECTORY", directory, StringComparison.Ordinal)}} } }""");
            PolicyAudit.Find(settings.Policy, settings).ShouldContain(expected.Replace("DIRECTORY", directory, StringComparison.Ordinal));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public void Lifecycle_WhenItIsNotSet_ThenThereIsNoWarning()
    {
        HostIpcSettings settings = Given.Settings("{}");
        PolicyAudit.Find(settings.Policy, settings).ShouldNotContain(warning => warning.Contains("Lifecycle", StringComparison.Ordinal));
    }

    private static void Make(string directory, string mode)
    {
        Directory.CreateDirectory(directory);
        File.SetUnixFileMode(directory, (UnixFileMode)Convert.ToInt32(mode, 8));
    }
}
