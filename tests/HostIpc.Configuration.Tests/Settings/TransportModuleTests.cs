using System.Text;
using HostIpc.Configuration.Startup;
using HostIpc.Logging;
using HostIpc.Transports.Tcp;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HostIpc.Configuration.Settings;

/// <summary>A transport that this repository does not have gets a section by its module alone.</summary>
public sealed class TransportModuleTests
{
    [Fact]
    public void Section_WhenItIsThere_ThenTheModuleReadsIt()
    {
        MemoryOptions options = Settings("""{"Memory":{"Name":"a","File":"/m/f","Size":"5000000000","Slots":3,"Pause":"00:00:05","Mode":"0640","Kind":"friday","IsShared":true,"Ports":"1,2"}}""").Transports.OptionsOf<MemoryOptions>();

        (options.Name, options.File, options.Size, options.Slots).ShouldBe(("a", "/m/f", 5_000_000_000, 3));
        (options.Pause, options.Mode, options.Kind, options.IsShared).ShouldBe((TimeSpan.FromSeconds(5), (UnixFileMode)0x1a0, DayOfWeek.Friday, true));
        options.Ports.ShouldBe(["1", "2"]);
    }

    [Theory]
    [InlineData("""{"Memory":{"Nam":"a"}}""", "Memory:Nam is no setting; did you mean Memory:Name? (set in the configuration section HostIpc)")]
    [InlineData("""{"Memry":{"Name":"a"}}""", "Memry:Name is no setting; did you mean Memory:Name?")]
    [InlineData("""{"Memory":{"Window":7}}""", "Memory:Window is no setting; in this section there are Memory:File, Memory:IsShared, Memory:Kind, Memory:Mode, Memory:Name, Memory:Pause, Memory:Ports, Memory:Size, Memory:Slots")]
    [InlineData("""{"Memory":{"File":"f"}}""", "Memory:File is \"f\"; the absolute path of a file is wanted")]
    [InlineData("""{"Memory":{"Size":0}}""", "Memory:Size is \"0\"; a number from 1 to 1099511627776 is wanted")]
    [InlineData("""{"Memory":{"Slots":9}}""", "Memory:Slots is \"9\"; a number from 1 to 8 is wanted")]
    [InlineData("""{"Memory":{"Pause":"5"}}""", "Memory:Pause is \"5\"; a time as hh:mm:ss, with days as d.hh:mm:ss, is wanted")]
    [InlineData("""{"Memory":{"Pause":"00:01:01"}}""", "Memory:Pause is 00:01:01; 00:00:00 to 00:01:00 is wanted")]
    [InlineData("""{"Memory":{"Mode":"999"}}""", "Memory:Mode is \"999\"; an octal mode from 0000 to 0777 is wanted")]
    [InlineData("""{"Memory":{"Kind":"5"}}""", "Memory:Kind is \"5\"; sunday or monday or")]
    [InlineData("""{"Memory":{"IsShared":"yes"}}""", "Memory:IsShared is \"yes\"; true or false is wanted")]
    [InlineData("""{"Memory":{"Ports":"1,2,3"}}""", "Memory:Ports has 3 elements; at most 2 are wanted")]
    [InlineData("""{"Memory":{"Ports":["x"]}}""", "Memory:Ports has \"x\"; a port is wanted")]
    [InlineData("""{"Memory":{"File":"/a/f"},"Log":{"Path":"/a/f"}}""", "Log:Path is \"/a/f\", which is Memory:File too; another path is wanted")]
    [InlineData("""{"Memory":{"Ports":"1"},"Tcp":{"Listen":"1"}}""", "Memory:Ports has \"1\", but \"1\" takes port 1 there already; another port is wanted")]
    [InlineData("""{"Memory":{"Ports":"47200"},"Lifecycle":{"ScriptDirectory":"/srv"}}""", "Lifecycle:Listen has \"127.0.0.1\", but \"47200\" takes port 47200 there already")]
    public void Section_WhenItIsWrong_ThenTheMessageIsAsThatOfABuiltInTransport(string json, string expected) =>
        Should.Throw<SettingsException>(() => Settings(json)).Message.ShouldStartWith(expected);

    [Fact]
    public void Section_WithoutAModule_IsUnknown() =>
        Should.Throw<SettingsException>(() => HostIpcSettings.Read(Section("""{"Memory":{"Name":"a"}}"""))).Message.ShouldStartWith("Memory:Name is no setting");

    [Fact]
    public void Key_WhenItIsANumberAtTheTop_ThenItIsNamed() =>
        Should.Throw<SettingsException>(() => HostIpcSettings.Read(Section("""{"0":"a"}"""))).Message.ShouldStartWith("0 is no setting; ");

    [Fact]
    public void File_WhenItHasNoPath_ThenItIsBesideThoseOfTheTransportsBefore() =>
        Settings("""{"Fifo":{"Path":"/a/channel"},"Memory":{"Name":"a"}}""").Transports.OptionsOf<MemoryOptions>().File.ShouldBe("/a/memory");

    [Theory]
    [InlineData("{}", "Fifo:Path and UnixSocket:Path are empty, and Tcp:Listen and Memory:Name are not set: nothing is served")]
    [InlineData("""{"Memory":{"Name":"a"},"AllowShell":true}""", "memory a is served|In another terminal:|--endpoint memory:a run -c 'echo hello from $(uname -n)'")]
    [InlineData("""{"Memory":{"Name":"a"},"AllowShell":false}""", "memory a is served|In another terminal:|--endpoint memory:a list")]
    [InlineData("""{"Memory":{"Name":"a","File":""},"Fifo":{"Path":"/x/channel"},"AllowShell":false}""", "memory a is served|In another terminal:|--endpoint memory:a list")]
    public void Banner_WhenAModuleIsAdded_ThenItsLinesAreInIt(string json, string expected)
    {
        var lines = new List<string>();
        ServerStart.Announce(Settings(json), "program", "1", lines.Add);

        string[] parts = expected.Split('|');
        lines.Count.ShouldBe(1 + parts.Length);
        lines.Skip(1).Zip(parts).ShouldAllBe(pair => pair.First.EndsWith(pair.Second, StringComparison.Ordinal));
    }

    [Fact]
    public void Check_WhenAModuleIsAdded_ThenItHasALine()
    {
        using var output = new StringWriter();
        ServerCheck.Run(Settings("""{"Memory":{"Name":"a"},"Execution":{"Target":"local"}}"""), output);
        output.ToString().ShouldContain("\ntcp: none\nmemory: memory:a\nlog: ");
    }

    [Fact]
    public void Audit_WhenAModuleIsAdded_ThenItsWarningsAreInIt()
    {
        IReadOnlyList<string> warnings = ServerCheck.FindWarnings(Settings("""
            {"Memory":{"Name":"a"},"AllowShell":true,"Commands":{"x":{"Run":["/bin/true"]},"y":{"Run":["/bin/true"],"Allow":{"Transports":["memory"]}},"z":{"Run":["/bin/true"],"Allow":{"Users":["0"],"Transports":["memory"]}}}}
            """));

        warnings.ShouldContain($"the shell is open (AllowShell is true): whoever shares the memory can do whatever {ServerUser.Name} can");
        warnings.ShouldContain("memory: the shell and x, y; the shell and x, y; y; True; a, b\\u000a");
        warnings.ShouldContain("Commands:z:Allow can never match: all that it names is not known of any peer of memory");
    }

    [Fact]
    public void Options_WhenTheApplicationConfiguresThemBefore_ThenTheSectionIsReadIntoThem()
    {
        var services = new ServiceCollection();
        services.Configure<MemoryOptions>(options => (options.Slots, options.Size) = (5, 6));
        services.AddHostIpc(Section("""{"Memory":{"Name":"a","Size":7}}"""), new MemoryModule());

        MemoryOptions options = services.BuildServiceProvider().GetRequiredService<IOptions<MemoryOptions>>().Value;
        (options.Name, options.Slots, options.Size).ShouldBe(("a", 5, 7));
    }

    [Fact]
    public void Modules_WhenTwoHaveOneSection_ThenTheyAreRefused()
    {
        Should.Throw<ArgumentException>(() => HostIpcSettings.Read(Section("{}"), new MemoryModule(), new MemoryModule())).Message
            .ShouldStartWith("The section \"Memory\" of a module must have a name of its own");
        Should.Throw<ArgumentException>(() => HostIpcSettings.Read(Section("{}"), new TcpModule()));
        Should.Throw<ArgumentException>(() => HostIpcSettings.Read(Section("{}"), new NamedModule("limits")));
        Should.Throw<ArgumentException>(() => HostIpcSettings.Read(Section("{}"), new NamedModule("Commands")));
        Should.Throw<ArgumentException>(() => HostIpcSettings.Read(Section("{}"), new NamedModule("a:b")));
    }

    [Fact]
    public void Modules_WhenOneIsNullOrReadsNothing_ThenTheMessageSaysSo()
    {
        Should.Throw<ArgumentException>(() => HostIpcSettings.Read(Section("{}"), new MemoryModule(), null!)).Message.ShouldStartWith("A module, or the name of its section, is null.");
        Should.Throw<ArgumentException>(() => HostIpcSettings.Read(Section("{}"), new NamedModule(null!))).Message.ShouldStartWith("A module, or the name of its section, is null.");
        Should.Throw<InvalidOperationException>(() => HostIpcSettings.Read(Section("{}"), new EmptyModule())).Message.ShouldBe("The module of the section \"Empty\" reads no transport: Read returns null.");
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("é")]
    [InlineData("0")]
    [InlineData("a__b")]
    [InlineData("a.b-c")]
    public void Section_WhenItsNameIsUnusual_ThenItIsReadAndAMisspeltKeyIsFound(string name)
    {
        var builder = new ConfigurationBuilder();
        builder.AddInMemoryCollection([new($"HostIpc:{name}:Nam", "x")]);

        Should.Throw<SettingsException>(() => HostIpcSettings.Read(builder.Build().GetSection("HostIpc"), new NamedModule(name))).Message.ShouldStartWith($"{LogEscaping.EscapeExcerpt(name)}:Nam is no setting; ");
    }

    [Fact]
    public void Schema_WhenAModuleIsAdded_ThenItHasItsSection()
    {
        SettingsSchema.Write(new MemoryModule()).ShouldContain("\"Slots\": { \"type\": \"integer\", \"minimum\": 1, \"maximum\": 8, \"description\": \"Its slots.\", \"default\": 2 }");
        SettingsSchema.Write().ShouldBe(SettingsSchema.Text);
    }

    private static HostIpcSettings Settings(string json) => HostIpcSettings.Read(Section(json), new MemoryModule());

    private static IConfigurationSection Section(string json) =>
        new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes($$"""{"HostIpc":{{json}}}"""))).Build().GetSection("HostIpc");
}
