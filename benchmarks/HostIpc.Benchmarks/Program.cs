using BenchmarkDotNet.Running;
using HostIpc.Benchmarks;

// "lines PATH COUNT" is the side of HostIpc in eng/bench-peers, "allocations" is for eng/counts; anything else is for BenchmarkDotNet.
if (args is ["lines", var path, var count])
{
    return await LinesProbe.RunAsync(path, long.Parse(count, System.Globalization.CultureInfo.InvariantCulture));
}

if (args is ["allocations"])
{
    return await AllocationProbe.RunAsync();
}

BenchmarkSwitcher.FromAssembly(typeof(LinesProbe).Assembly).Run(args);
return 0;
