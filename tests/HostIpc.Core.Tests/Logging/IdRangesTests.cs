namespace HostIpc.Logging;

public sealed class IdRangesTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("7", "7")]
    [InlineData("7 8", "7-8")]
    [InlineData("7 9 10 11 12", "7, 9-12")]
    [InlineData("1 2 4 6 7", "1-2, 4, 6-7")]
    public void Format_WhenNumbersFollowEachOther_ThenTheyAreARange(string ids, string expected) =>
        IdRanges.Format([.. ids.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(long.Parse)]).ShouldBe(expected);

    [Fact]
    public void Format_WhenThereAreManyRanges_ThenTheRestIsCounted()
    {
        long[] ids = [.. Enumerable.Range(0, 200).Select(static number => 2L * number)];
        string all = string.Join(", ", ids);
        IdRanges.Format(ids).ShouldBe(all);
        IdRanges.Format([.. ids, 1000, 1001, 2000]).ShouldBe(all + " and 3 more");
    }
}
