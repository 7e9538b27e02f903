using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace HostIpc.Configuration.Settings;

/// <summary>Settings of an application's configuration are read and checked as those of the file are.</summary>
public sealed class ConfigurationOriginTests
{
    // What is wrong with each of these is said in the same words, but for where it was set.
    [Theory]
    [InlineData("""{"Commands":{"x":{"Run":["/bin/true"],"Timeout":"10"}}}""")]
    [InlineData("""{"Commands":{"x":{"Run":"/bin/true"}}}""")]
    [InlineData("""{"Commands":{"x":{"Run":["/bin/true"],"Allow":{}}}}""")]
    [InlineData("""{"Commands":{"x":{"Run":["/bin/true"],"Allow":{"User":["a"]}}}}""")]
    [InlineData("""{"Commands":{"x":{"Run":["/bin/true"],"Parameters":{"Name":"a"}}}}""")]
    [InlineData("""{"Commands":[{"Run":["/bin/true"]}]}""")]
    [InlineData("""{"Commands":{"x y":{"Run":["/bin/true"]}}}""")]
    [InlineData("""{"Commands":{"x":{}}}""")]
    [InlineData("""{"Fifo":{"Mode":"999"}}""")]
    [InlineData("""{"UnixSocket":{"Path":"relative"}}""")]
    [InlineData("""{"Tcp":{"Listen":["nowhere"]}}""")]
    [InlineData("""{"Limits":{"MaxConections":1}}""")]
    [InlineData("""{"Triggers":[{"On":{"Type":"container"},"Run":"absent"}]}""")]
    [InlineData("""{"Lifecycle":{"ScriptDirectory":"x"}}""")]
    [InlineData("""{"Policy":{"Mode":"lern"}}""")]
    public void Section_WhenItIsWrong_ThenTheMessageIsThatOfTheFile(string json)
    {
        string expected = Given.Faults(json).Replace("/etc/hostipc/hostipc.json)", "the configuration section HostIpc)", StringComparison.Ordinal);
        Should.Throw<SettingsException>(() => HostIpcSettings.Read(Section(json))).Message.ShouldBe(expected);
    }

    [Fact]
    public void Section_WhenItHasAllOfThePolicy_ThenItIsRead()
    {
        HostIpcSettings settings = HostIpcSettings.Read(Section("""{"$schema":"x","Commands":{"x":{"Run":["/bin/echo","{a}"],"Parameters":[{"Name":"a","Values":["1","2"]}],"Allow":[{"Users":["0"]},{"Containers":["web"]}],"Environment":{"A":"b"},"Timeout":"00:00:05","Stdin":true}},"ShellAllow":{"Users":["1"]},"AllowShell":true}"""));
        settings.Policy.Commands.ShouldHaveSingleItem().Allow.Count.ShouldBe(2);
        settings.Policy.Commands[0].Environment["A"].ShouldBe("b");
        settings.Policy.Commands[0].Stdin.ShouldBeTrue();
        settings.Policy.ShellAllow.ShouldHaveSingleItem().Users.ShouldBe(["1"]);
        settings.Policy.OpensShell.ShouldBeTrue();
    }

    [Theory]
    [InlineData("{}", "", "")]
    [InlineData("""{"Fifo":{"Path":"/a/b"}}""", "/a/b", "")]
    [InlineData("""{"UnixSocket":{"Path":"/a/b"}}""", "", "/a/b")]
    [InlineData("""{"Fifo":{"Path":"/a/b"},"UnixSocket":{"Mode":"0660"}}""", "/a/b", "/a/hostipc.sock")]
    public void Transport_WhenItHasNoSection_ThenItIsNotServed(string json, string fifo, string socket)
    {
        HostIpcSettings settings = HostIpcSettings.Read(Section(json));
        settings.Fifo.Path.ShouldBe(fifo);
        settings.UnixSocket.Path.ShouldBe(socket);
    }

    [Fact]
    public void Shell_WhenThereIsNoSuchSection_ThenItIsClosed() =>
        HostIpcSettings.Read(new ConfigurationBuilder().Build().GetSection("HostIpc")).Policy.OpensShell.ShouldBeFalse();

    [Fact]
    public void Section_WhenItIsAText_ThenItIsRefused()
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection([new("HostIpc", "yes")]).Build();
        Should.Throw<SettingsException>(() => HostIpcSettings.Read(configuration.GetSection("HostIpc"))).Message
            .ShouldBe("the configuration section HostIpc is \"yes\"; an object with the settings of HostIpc is wanted");
    }

    [Fact]
    public void Value_WhenTheRootIsGiven_ThenItsProviderIsNamed()
    {
        IConfigurationRoot root = new ConfigurationBuilder()
            .AddInMemoryCollection([new("StopTimeout", "x"), new("Limits:MaxConnections", "1")])
            .AddConfiguration(new ConfigurationBuilder().AddInMemoryCollection([new("Limits:MaxConnections", "0")]).Build()).Build();
        string message = Should.Throw<SettingsException>(() => HostIpcSettings.Read(root)).Message;
        message.ShouldContain("StopTimeout is \"x\"; a time as hh:mm:ss, with days as d.hh:mm:ss, is wanted (set in MemoryConfigurationProvider)");
        message.ShouldContain("Limits:MaxConnections is \"0\"");
    }

    [Fact]
    public void AddHostIpc_WhenItIsCalledTwice_ThenItIsRefused()
    {
        var services = new ServiceCollection();
        services.AddHostIpc(Section("{}"));
        Should.Throw<InvalidOperationException>(() => services.AddHostIpc(Section("{}")));
    }

    private static IConfigurationSection Section(string json) =>
        new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes($$"""{"HostIpc":{{json}}}"""))).Build().GetSection("HostIpc");
}
