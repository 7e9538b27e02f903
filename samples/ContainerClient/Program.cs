// An application in a container that runs commands on its host, by the client package.
//   docker run --rm -v ipc:/ipc:ro container-client
using System.Text;
using HostIpc.Client;
using HostIpc.Protocol;

await using var host = new HostIpcClient(); // HOSTIPC_ENDPOINT, else unix:/ipc/hostipc.sock
try
{
    // A short one: its output in memory.
    CommandOutput name = await host.RunAsync("uname", "-n");
    Console.WriteLine($"the host is {name.EnsureSuccess().OutputText.Trim()}");

    // One with input, and a time that it may take.
    using var words = new MemoryStream(Encoding.UTF8.GetBytes("pear\napple\nquince\n"));
    CommandOutput sorted = await host.RunAsync(HostCommand.Program("sort") with { Timeout = TimeSpan.FromSeconds(10) }, words);
    Console.WriteLine($"sorted there: {sorted.OutputText.Trim().ReplaceLineEndings(" ")}");

    // A long one: its output line by line as it comes, and ended from here.
    await using (RunningCommand counting = await host.StartAsync(HostCommand.Shell("i=0; while :; do i=$((i+1)); echo $i; sleep 0.1; done")))
    {
        await foreach (OutputText line in counting.ReadLinesAsync())
        {
            Console.WriteLine($"{line.Kind} of command {counting.Id}: {line.Text}");
            if (line.Text.EndsWith('3'))
            {
                await counting.SignalAsync(15);
            }
        }

        CommandResult result = await counting.WaitAsync();
        Console.WriteLine($"ended by signal {result.Signal}");
    }

    // One that does not exist.
    await host.RunAsync(HostCommand.Program("no-such-program"));
    return 1;
}
catch (HostIpcRejectedException rejected)
{
    // Where MayHaveRun is false, the same request may be sent again.
    Console.WriteLine($"rejected: {rejected.Reason}");
    return 0;
}
catch (HostIpcException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
