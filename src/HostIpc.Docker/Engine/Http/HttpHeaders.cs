namespace HostIpc.Docker.Engine.Http;

/// <summary>The fields of a head, or of trailers (RFC 9110, 5).</summary>
internal sealed class HttpHeaders
{
    private readonly List<string[]> _fields = [];

    /// <summary>Reads fields up to the empty line behind them.</summary>
    /// <exception cref="DockerException">They are none, or too many.</exception>
    public static async ValueTask<HttpHeaders> ReadAsync(HttpInput input, CancellationToken cancellationToken)
    {
        var headers = new HttpHeaders();
        int total = 0;
        while (input.TakeText(await input.FindLineAsync(cancellationToken).ConfigureAwait(false)) is { Length: > 0 } line)
        {
            total += line.Length;
            if (headers._fields.Count == HttpLimits.MostFields || total > HttpLimits.MostHead)
            {
                throw new DockerException($"the answer has more than {HttpLimits.MostFields} fields or {HttpLimits.MostHead} bytes of them");
            }

            // A space before the colon, or a field that goes on in the next line, can be read in two ways (RFC 9112, 5.1 and 5.2): not here.
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || line.AsSpan(0, colon).ContainsAny(' ', '\t'))
            {
                throw new DockerException("the answer has a line among its fields that is none");
            }

            headers._fields.Add([line[..colon], line[(colon + 1)..].Trim(' ', '\t')]);
        }

        return headers;
    }

    /// <summary>A field's value; null where it is not there. A field that is there more than once has its values joined by commas (RFC 9110, 5.3).</summary>
    public string? Find(string name)
    {
        string[] values = [.. _fields.Where(field => field[0].Equals(name, StringComparison.OrdinalIgnoreCase)).Select(field => field[1])];
        return values.Length == 0 ? null : string.Join(", ", values);
    }
}
