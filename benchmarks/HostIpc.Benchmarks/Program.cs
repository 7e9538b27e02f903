using BenchmarkDotNet.Running;
using HostIpc.Benchmarks;

// "lines PATH COUNT" is the side of HostIpc in eng/bench-peers; anything else is for BenchmarkDotNet.
if (args is ["lines", var path, var count])
{
    return await LinesProbe.RunAsync(path, long.Parse(count, System.Globalization.CultureInfo.InvariantCulture));
}

BenchmarkSwitcher.FromAssembly(typeof(LinesProbe).Assembly).Run(args);
return 0;
