using DualMaster.Bench;
using DualMaster.ProcessHost;

return await BenchCommand.InvokeAsync(args, async (options, stop) =>
{
    if (OperatingSystem.IsWindows())
    {
        await Console.Error.WriteLineAsync("The figures come from /proc and from servers as Unix processes; expected Linux.");
        return 2;
    }

    try
    {
        await using var workshop = await Workshop.OpenAsync(options, stop);
        var report = await BenchRun.MeasureAsync(workshop, stop);
        Console.WriteLine(report.ToMarkdown());
        return report.AllHold ? 0 : 1;
    }
    catch (HostException fault)
    {
        await Console.Error.WriteLineAsync(fault.Message);
        return 2;
    }
});
