using System.Text.RegularExpressions;

namespace HostIpc.Samples.Tests;

/// <summary>An ASP.NET Core application with two lines of HostIpc and a section of its appsettings.json, from packages alone.</summary>
public sealed class WebApplicationTests(PackageFeed feed) : IDisposable
{
    private const string Two = """ "greet": { "Run": ["echo", "hello", "{name}"], "Parameters": [{ "Name": "name", "Pattern": "[a-z]+" }] }, "one": { "Run": ["echo", "one"] } """;

    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(1);

    private readonly string _directory = TemporaryDirectories.Create("hostipc-web-").FullName;

    private string Log => $"{_directory}/log";

    [Fact]
    public async Task Server_WhenAWebApplicationHasItsSettings_ThenItServesReloadsAndStops()
    {
        Write(Two);
        string assembly = await feed.BuildWebApplicationAsync(
            "WebApplication",
            ["HostIpc.Configuration", "HostIpc.HealthChecks"],
            """
            var builder = WebApplication.CreateBuilder(args);
            builder.Services.AddHostIpc(builder.Configuration.GetSection("HostIpc"));
            builder.Services.AddHealthChecks().AddHostIpc();
            var app = builder.Build();
            app.MapHealthChecks("/health");
            app.Run();
            """);
        using SampleProgram server = SampleProgram.Start(
            "sh", new Dictionary<string, string> { ["ASPNETCORE_URLS"] = "http://127.0.0.1:0" }, _directory, "-c", "exec dotnet \"$1\" > log 2>&1", "sh", assembly);
        string address = (await LoggedAsync(@"Now listening on: (http://127\.0\.0\.1:\d+)")).Groups[1].Value;
        await LoggedAsync("Serving unix:");

        (await AskAsync("run", "greet", "bob")).ShouldBe((0, "hello bob\n"));
        (await AskAsync("run", "greet", "Bob7")).ExitCode.ShouldBe(2);
        (await AskAsync("run", "uptime")).ExitCode.ShouldBe(126);
        using var http = new HttpClient();
        (await http.GetStringAsync($"{address}/health", TestContext.Current.CancellationToken)).ShouldBe("Healthy");

        Write(Two + """, "two": { "Run": ["echo", "two"] } """);
        await LoggedAsync("The policy was reloaded: 3 commands");
        (await AskAsync("run", "two")).ShouldBe((0, "two\n"));

        Write(""" "three": { "Rnu": ["echo", "three"] } """);
        await LoggedAsync("The policy was not reloaded and stays as it was");
        Read().ShouldContain("Commands:three:Rnu is no setting; did you mean Commands:three:Run? (set in appsettings.json, HostIpc)\n");
        (await AskAsync("run", "two")).ShouldBe((0, "two\n"));
        (await AskAsync("run", "three")).ExitCode.ShouldBe(126);

        await server.StopAsync();
        (await server.EndAsync()).ExitCode.ShouldBe(0, Read());
        Read().ShouldEndWith("Stopped\n");
        File.Exists($"{_directory}/hostipc.sock").ShouldBeFalse();
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    // By a rename, so that no half of it is read.
    private void Write(string commands)
    {
        File.WriteAllText(
            $"{_directory}/next",
            $$"""{ "HostIpc": { "UnixSocket": { "Path": "{{_directory}}/hostipc.sock" }, "Commands": {{{commands}}} } }""");
        File.Move($"{_directory}/next", $"{_directory}/appsettings.json", overwrite: true);
    }

    private string Read() => File.Exists(Log) ? File.ReadAllText(Log) : "";

    private async Task<Match> LoggedAsync(string pattern)
    {
        await Eventually.BecomesTrue(() => Regex.IsMatch(Read(), pattern), (int)Bound.TotalSeconds, found: Read, text: pattern);
        return Regex.Match(Read(), pattern);
    }

    private Task<(int ExitCode, string Output)> AskAsync(params string[] arguments) => PythonClient.AskAsync($"unix:{_directory}/hostipc.sock", arguments);
}
