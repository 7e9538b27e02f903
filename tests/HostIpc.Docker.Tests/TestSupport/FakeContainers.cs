using System.Text;
using HostIpc.Protocol;

namespace HostIpc.Docker.TestSupport;

/// <summary>An engine that has containers, by name and digit of their ids, looks them up as an engine does, and says of what is asked for otherwise what a test wants.</summary>
internal sealed class FakeContainers(params string[] containers)
{
    /// <summary>What it answers to anything but a question for a container.</summary>
    public Func<string, string> Answer { get; set; } = _ => "HTTP/1.1 204 No Content\r\n\r\n";

    public string More { get; set; } = "";

    /// <summary>What it was asked to do, each as <c>POST /containers/ID/restart</c>.</summary>
    public static string[] Deeds(FakeEngine engine) =>
        [.. engine.Requests.Select(request => string.Join(' ', request.Split(' ')[..2]).Replace("/v1.41", "", StringComparison.Ordinal)).Where(request => !request.EndsWith("/json", StringComparison.Ordinal))];

    public FakeEngine Start() => FakeEngine.Start((request, stream, cancellationToken) =>
    {
        string[] words = request.Split(' ');
        return stream.WriteAsync(Encoding.Latin1.GetBytes(words[0] == "GET" && words[1].EndsWith("/json", StringComparison.Ordinal) && words[1].Contains("/containers/", StringComparison.Ordinal)
            ? Describe(Answers.IdOf(request)) : Answer(request)), cancellationToken).AsTask();
    });

    /// <summary>A piece of a stream, as the engine frames it.</summary>
    public static string Frame(OutputKind kind, string text) =>
        $"{(char)kind}\0\0\0{(char)(text.Length >> 24)}{(char)(text.Length >> 16 & 0xff)}{(char)(text.Length >> 8 & 0xff)}{(char)(text.Length & 0xff)}{text}";

    // By full id, then name, then the beginning of an id.
    private string Describe(string asked)
    {
        string? found = Array.Find(containers, container => Answers.Id(container[0]) == asked)
            ?? Array.Find(containers, container => container[2..] == asked)
            ?? Array.Find(containers, container => Answers.Id(container[0]).StartsWith(asked, StringComparison.Ordinal));
        return found is null ? Answers.NoSuchContainer(asked)
            : Answers.Sized(Answers.Describe(Answers.Id(found[0]), found[2..]).Replace("\"Hostname\"", $"{More}\"Hostname\"", StringComparison.Ordinal));
    }
}
