namespace HostIpc.EndToEnd.Tests.TestSupport;

/// <summary>Two things measured in turn, because a machine that others use is not as fast now as it was a moment ago.</summary>
internal static class Rounds
{
    private const int Count = 5;

    /// <summary>The median of the rounds' ratios of the first to the second.</summary>
    public static async Task<double> MedianRatioAsync(Func<Task<double>> measured, Func<Task<double>> floor)
    {
        var ratios = new List<double>();
        while (ratios.Count < Count)
        {
            ratios.Add(await RatioAsync(measured, floor));
        }

        return Median(ratios);
    }

    /// <summary>The largest of the rounds' ratios of the first to the second; there are no more rounds once one is enough.</summary>
    public static async Task<double> BestRatioAsync(Func<Task<double>> measured, Func<Task<double>> floor, double enough)
    {
        double best = 0;
        for (int round = 0; round < Count && best < enough; round++)
        {
            best = Math.Max(best, await RatioAsync(measured, floor));
        }

        return best;
    }

    public static double Median(IReadOnlyCollection<double> values) => values.Order().ElementAt(values.Count / 2);

    private static async Task<double> RatioAsync(Func<Task<double>> measured, Func<Task<double>> floor)
    {
        double below = await floor();
        double above = await measured();
        TestContext.Current.TestOutputHelper!.WriteLine($"{above:G6} to {below:G6}: {above / below:F3}");
        return above / below;
    }
}
