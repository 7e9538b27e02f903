using System.Globalization;
using System.Text;
using System.Text.Json;

namespace HostIpc.Docker.TestSupport;

/// <summary>What engines say.</summary>
internal static class Answers
{
    public static string Id(char digit) => new(digit, 64);

    /// <summary>The id that a request asks for.</summary>
    public static string IdOf(string request) => request.Split(' ')[1].Split('/')[3];

    /// <summary>When a container was started, in its description.</summary>
    public const string Started = "2026-11-21T21:33:01.2Z";

    /// <summary>A description as an engine gives it, with much that nobody asks for.</summary>
    public static string Describe(string id, string name, string image = "registry.example/web:1.2", string labels = """{"com.example.role":"web","empty":""}""") =>
        $$"""
        {"Id":"{{id}}","Created":"2026-11-21T21:33:01.123456789Z","Path":"sh","Args":[],
        "State":{"Status":"running","Pid":812,"StartedAt":"{{Started}}","Health":{"Log":[{"Output":"{\"Id\":\"x\"}"} ] } },
        "Image":"sha256:{{id}}","Name":"/{{JsonEncodedText.Encode(name)}}",
        "HostConfig":{"Binds":["/ipc:/ipc"],"Mounts":null,"LogConfig":{"Type":"json-file","Config":{"Labels":{"no":"no"} } } },
        "Config":{"Hostname":"h","Env":["Id=1"],"Image":"{{image}}","Labels":{{labels}} },
        "NetworkSettings":{"Networks":{"none":{"IPAMConfig":null} } } }
        """;

    public static string Sized(string content, string status = "200 OK") => string.Create(
        CultureInfo.InvariantCulture, $"HTTP/1.1 {status}\r\nApi-Version: 1.41\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(content)}\r\n\r\n{content}");

    public static string NoSuchContainer(string id) => Sized($$"""{"message":"No such container: {{id}}"}""", "404 Not Found");
}
