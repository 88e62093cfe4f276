using Shouldly;
using Xunit;

namespace DualMaster.ProcessHost.Tests;

public sealed class LogRotationTests : IDisposable
{
    readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public void Five_logs_of_previous_runs_are_kept()
    {
        for (var run = 1; run <= 8; run++)
        {
            LogRotation.Rotate(directory["x.log"]);
            File.AppendAllText(directory["x.log"], $"run {run}");
        }

        Directory.GetFiles(directory.Path).Select(Path.GetFileName).ShouldBe(["x.log", "x.log.1", "x.log.2", "x.log.3", "x.log.4", "x.log.5"], ignoreOrder: true);
        LogRotation.All(directory["x.log"]).Select(File.ReadAllText).ShouldBe(["run 8", "run 7", "run 6", "run 5", "run 4", "run 3"]);
    }

    [Fact]
    public void An_empty_log_pushes_none_out()
    {
        File.WriteAllText(directory["x.log"], "");
        File.WriteAllText(directory["x.log.1"], "before");

        LogRotation.Rotate(directory["x.log"]);

        File.ReadAllText(directory["x.log.1"]).ShouldBe("before");
        File.Exists(directory["x.log.2"]).ShouldBeFalse();
    }
}
