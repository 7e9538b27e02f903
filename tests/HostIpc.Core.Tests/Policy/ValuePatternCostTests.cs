using HostIpc.Policy;

namespace HostIpc.Core.Tests.Policy;

public sealed class ValuePatternCostTests
{
    [Fact]
    public void Pattern_WhenItWasFoundRightBefore_ThenAnotherReadingOfItCostsNextToNothing()
    {
        const string pattern = "[a-z]{1,40}-cost-[0-9]+";
        ValuePattern.FindFault(pattern).ShouldBeNull();
        ValuePattern.FindFault($"{pattern}-other").ShouldBeNull();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            ValuePattern.FindFault(pattern).ShouldBeNull();
            ValuePattern.FindFault($"{pattern}-other").ShouldBeNull();
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(100_000);
        new ValuePattern(pattern).IsMatch("abc-cost-7").ShouldBeTrue();
    }

    [Theory]
    [InlineData("a)|(b")]
    [InlineData("[")]
    [InlineData("(?=a)a")]
    [InlineData(@"(a)\1")]
    public void Pattern_WhenItIsWrong_ThenItIsEachTime(string pattern)
    {
        ValuePattern.FindFault(pattern).ShouldNotBeNull();
        ValuePattern.FindFault(pattern).ShouldNotBeNull();
    }

    [Fact]
    public void Patterns_WhenThereAreMoreThanAreRemembered_ThenEachIsStillJudged()
    {
        for (int i = 0; i < 1100; i++)
        {
            ValuePattern.FindFault($"x{i}").ShouldBeNull();
        }

        // Tests of other classes may add theirs at the same moment.
        ValuePattern.RememberedCount.ShouldBeInRange(0, 1024 + 16);
        ValuePattern.FindFault("[").ShouldNotBeNull();
        new ValuePattern("x7").IsMatch("x7").ShouldBeTrue();
        new ValuePattern("x7").IsMatch("x7\n").ShouldBeFalse();
    }

    [Fact]
    [Trait("Kind", "Performance")]
    public void Patterns_WhenAllOfManyAreUsed_ThenTheyAreNotAllKept()
    {
        ValuePattern[] patterns = [.. Enumerable.Range(0, 200).Select(i => new ValuePattern($"[a-z0-9._-]{{1,30}}(-y{i})?"))];
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int i = 0; i < patterns.Length; i++)
        {
            patterns[i].IsMatch($"aa-y{i}").ShouldBeTrue();
        }

        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(40_000_000);
        GC.KeepAlive(patterns);
    }
}
