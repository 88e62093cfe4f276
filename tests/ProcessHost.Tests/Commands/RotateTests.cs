using Shouldly;
using Xunit;

namespace DualMaster.ProcessHost.Tests;

/// <summary>Passwords are exchanged while everything runs; what was begun before a kill is finished by the next start.</summary>
public sealed class RotateTests(RunningInstance instance) : IClassFixture<RunningInstance>
{
    [Theory]
    [InlineData("root")]
    [InlineData("replication")]
    public async Task Another_password_holds_everywhere_and_stands_in_its_file_only(string which)
    {
        var file = Path.Combine(instance.Data, $"{which}-password");
        var was = await File.ReadAllTextAsync(file, Nodes.Token);

        var (exitCode, output) = await instance.RunAsync("rotate", which);

        exitCode.ShouldBe(0, output);
        var now = await File.ReadAllTextAsync(file, Nodes.Token);
        now.ShouldNotBe(was);
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.Exists(file + ".next").ShouldBeFalse();
        output.ShouldNotContain(now.Trim());
        Directory.GetFiles(instance.Data, "*.log*").ShouldAllBe(log => !File.ReadAllText(log).Contains(now.Trim()));
        await Eventually.TrueAsync(async () => (await instance.RunAsync("status")).ExitCode == 0);
        await instance.RunAsync("mysql", "node1", "--", "-e", $"CREATE DATABASE after_{which}");
        foreach (var node in (string[])["node2", "node3", "node4"])
            await Eventually.TrueAsync(async () => (await instance.RunAsync("mysql", node, "--", "-N", "-e", "SHOW DATABASES")).Output.Contains($"after_{which}"));
    }
}
