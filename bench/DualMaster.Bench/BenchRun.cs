namespace DualMaster.Bench;

/// <summary>All measurements, one after the other.</summary>
static class BenchRun
{
    /// <summary>Measures what was asked for.</summary>
    /// <param name="workshop">Where.</param>
    /// <param name="stop">Ends it; the servers are stopped.</param>
    public static async Task<Report> MeasureAsync(Workshop workshop, CancellationToken stop)
    {
        var findings = new List<Finding>();
        var stages = new Dictionary<int, StageTimes>();
        foreach (var (number, measure) in new (int, Func<Workshop, StageTimes, CancellationToken, Task<Finding>>)[]
        {
            (1, FromNothing.MeasureAsync), (2, FromTemplate.MeasureAsync), (3, ExistingData.MeasureAsync),
        })
        {
            if (workshop.Options.Only.Contains(number))
                findings.Add(await measure(workshop, stages[number] = new StageTimes(), stop));
        }

        if (workshop.Options.Only.Overlaps([4, 5, 6, 7]))
            findings.AddRange((await HealthyServers.MeasureAsync(workshop, stop)).Where(finding => workshop.Options.Only.Contains(finding.Number)));
        return new Report(workshop.Installation.Version.ToString(), workshop.Options.Pairs, findings, stages);
    }
}
