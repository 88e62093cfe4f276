using MySqlConnector;
using Shouldly;
using Xunit;

namespace DualMaster.ProcessHost.Tests;

/// <summary>Passwords are exchanged while everything runs; what was begun before a kill is finished by the next start.</summary>
public sealed class RotateTests(RunningInstance instance, ServerUnderTest server) : IClassFixture<RunningInstance>
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

    [Fact]
    public async Task What_a_killed_host_had_begun_is_finished_by_the_next_start_and_the_old_password_is_refused()
    {
        using var directory = new TemporaryDirectory();
        var (data, ports) = (directory["data"], Nodes.PortBase());
        var arguments = HostProgram.Arguments(server, data, ports, "--no-dashboard");
        (await HostProgram.RunAsync([.. arguments, "--once"])).ExitCode.ShouldBe(0);
        var file = Path.Combine(data, "root-password");
        var was = (await File.ReadAllTextAsync(file, Nodes.Token)).Trim();
        const string next = "the-next-password-of-a-test";
        SecretFile.Write(file + ".next", next + "\n");

        var host = HostProgram.Start(arguments);
        await host.PrintedAsync("Root's password is a new one");

        (await File.ReadAllTextAsync(file, Nodes.Token)).ShouldBe(next + "\n");
        File.Exists(file + ".next").ShouldBeFalse();
        foreach (var port in Enumerable.Range(ports + 1, 4))
            await Eventually.TrueAsync(async () => await IsTakenAsync(port, next) && !await IsTakenAsync(port, was));
        host.Signal(Posix.Terminate);
        await host.EndedAsync();
    }

    static async Task<bool> IsTakenAsync(int port, string password)
    {
        await using var connection = new MySqlConnection($"Server=127.0.0.1;Port={port};User ID=root;Password={password};Pooling=false");
        try
        {
            await connection.OpenAsync(Nodes.Token);
            return true;
        }
        catch (MySqlException refused) when (refused.ErrorCode == MySqlErrorCode.AccessDenied)
        {
            return false;
        }
    }
}
