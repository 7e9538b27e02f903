namespace HostIpc.Transports.Testing;

/// <summary>
/// What every transport keeps, whatever carries its bytes. Each rule is a check of its own, for any test framework. Where a transport cannot have a thing, its harness says so, and the rule holds of what it has
/// instead, or of nothing.
/// </summary>
/// <example>
/// With xunit:
/// <code>
/// public static TheoryData&lt;string&gt; Rules => [.. TransportContract.Rules];
///
/// [Theory]
/// [MemberData(nameof(Rules))]
/// public async Task Transport_WhenARuleOfTheContractIsTried_ThenItIsKept(string rule)
/// {
///     using var harness = new MyHarness();
///     await TransportContract.VerifyAsync(rule, harness);
/// }
/// </code>
/// </example>
public static class TransportContract
{
    private static readonly Dictionary<string, Func<ContractRun, Task>> Checks = new()
    {
        ["Endpoint_OfAnyListener_IsWhatAClientIsGiven"] = ListenerRules.EndpointIsTheClientsAsync,
        ["Input_WhenSentInPiecesOfAnySize_ArrivesWholeAndInOrder"] = ConnectionRules.InputIsWholeAsync,
        ["Output_WhenWritten_ReachesTheClient"] = ConnectionRules.OutputIsWholeAsync,
        ["Connection_WhenDisposed_EndsItsClientsOutput"] = ConnectionRules.DisposalEndsTheOutputAsync,
        ["Client_WhenItGoesAway_EndsOnlyItsOwnConnection"] = ConnectionRules.LeavingEndsOneConnectionAsync,
        ["Stop_WhenSomethingWasSent_ItIsReadAndThenTheInputEnds"] = ConnectionRules.StopEndsTheInputAsync,
        ["Stop_WhileAcceptWaits_MakesItNullForEver"] = ListenerRules.StopEndsAcceptingAsync,
        ["Accept_WhenCancelled_LeavesTheListenerUsable"] = ListenerRules.CancelledAcceptLeavesItUsableAsync,
        ["Bind_WhenSomebodyServesTheEndpoint_IsRefusedAndNamesIt"] = ListenerRules.SecondBindIsRefusedAsync,
        ["Dispose_WhenItIsDone_ReleasesTheEndpoint"] = ListenerRules.DisposalReleasesTheEndpointAsync,
        ["Dispose_WhileAConnectionIsOpen_EndsItsInput"] = ListenerRules.DisposalEndsInputsAsync,
        ["Dispose_WhenNothingWasBound_IsHarmless"] = ListenerRules.DisposalUnboundIsHarmlessAsync,
    };

    /// <summary>The names of the rules.</summary>
    public static IReadOnlyList<string> Rules { get; } = [.. Checks.Keys];

    /// <summary>Checks one rule. Each wait within it is bounded by 20 seconds.</summary>
    /// <param name="rule">One of <see cref="Rules"/>.</param>
    /// <param name="harness">The transport, for this rule alone.</param>
    /// <exception cref="ArgumentException">There is no such rule.</exception>
    /// <exception cref="TransportContractException">The transport does not keep it: the message says what was expected and what was found.</exception>
    public static async Task VerifyAsync(string rule, TransportHarness harness)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(harness);
        if (!Checks.TryGetValue(rule, out Func<ContractRun, Task>? check))
        {
            throw new ArgumentException($"There is no rule {rule}.", nameof(rule));
        }

        try
        {
            await check(new ContractRun(harness)).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not TransportContractException)
        {
            throw new TransportContractException($"{rule}: {(e is TimeoutException or OperationCanceledException ? $"nothing came within {ContractRun.Bound.TotalSeconds} s" : e.Message)}", e);
        }
    }
}
