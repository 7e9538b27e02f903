using System.Globalization;
using HostIpc.Benchmarks;

// "lines PATH COUNT": the side of HostIpc in eng/bench-peers, compiled as the server is.
return args is ["lines", var path, var count] ? await LinesProbe.RunAsync(path, long.Parse(count, CultureInfo.InvariantCulture)) : 2;
