namespace HostIpc.Docker.Engine.Http;

/// <summary>The head of an answer, and its content, which is still to be read.</summary>
/// <param name="status">The status, 200 to 599, or 101 where the connection changes to another protocol.</param>
/// <param name="headers">Its fields.</param>
/// <param name="body">Its content.</param>
internal sealed class HttpResponse(int status, HttpHeaders headers, HttpBody body)
{
    private const int SwitchingProtocols = 101;

    public int Status => status;

    public HttpHeaders Headers => headers;

    public HttpBody Body => body;

    /// <summary>Reads a head, after those that only tell of it.</summary>
    /// <exception cref="DockerException">It is none.</exception>
    public static async ValueTask<HttpResponse> ReadAsync(HttpInput input, CancellationToken cancellationToken)
    {
        for (int interim = 0; interim <= HttpLimits.MostInterim; interim++)
        {
            int status = ParseStatus(input.TakeText(await input.FindLineAsync(cancellationToken).ConfigureAwait(false)));
            HttpHeaders headers = await HttpHeaders.ReadAsync(input, cancellationToken).ConfigureAwait(false);
            if (status >= 200 || status == SwitchingProtocols)
            {
                return new HttpResponse(status, headers, HttpBody.Of(status, headers, input));
            }
        }

        throw new DockerException("the answer does not come to its head");
    }

    // HTTP/1.1 200 OK (RFC 9112, 4); the reason may be empty or missing.
    private static int ParseStatus(string line)
    {
        ReadOnlySpan<char> rest = line.AsSpan();
        bool isHttp = line.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) || line.StartsWith("HTTP/1.0 ", StringComparison.Ordinal);
        rest = isHttp ? rest["HTTP/1.1 ".Length..] : default;
        return rest.Length >= 3 && (rest.Length == 3 || rest[3] == ' ') && rest[0] is >= '1' and <= '5' && char.IsAsciiDigit(rest[1]) && char.IsAsciiDigit(rest[2])
            ? ((rest[0] - '0') * 100) + ((rest[1] - '0') * 10) + rest[2] - '0'
            : throw new DockerException("what answers does not speak HTTP/1.1");
    }
}
