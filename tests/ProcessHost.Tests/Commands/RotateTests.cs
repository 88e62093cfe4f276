using DualMaster.Replication.Servers;
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

    /// <summary>Root's: what is on the server and in the files after each of the steps, in the order in which the host takes them.</summary>
    [Fact]
    public async Task What_a_killed_host_had_begun_is_finished_by_the_next_start_after_whichever_step_it_was_killed()
    {
        using var directory = new TemporaryDirectory();
        var (data, ports) = (directory["data"], Nodes.PortBase());
        HostProgram Start() => HostProgram.Start(HostProgram.Arguments(server, data, ports, "--no-dashboard"));
        var host = Start();
        await host.PrintedAsync("Ctrl+C stops everything");
        var file = Path.Combine(data, "root-password");

        for (var steps = 0; steps <= 3; steps++)
        {
            await KillAsync();
            var was = (await File.ReadAllTextAsync(file, Nodes.Token)).Trim();
            var next = $"the-next-password-of-a-test-{steps}";
            SecretFile.Write(file + ".next", next + "\n");
            if (steps >= 1)
                await ExecuteAsync(was, $"ALTER USER CURRENT_USER() IDENTIFIED BY '{next}' RETAIN CURRENT PASSWORD");
            if (steps >= 2)
            {
                await HoldsAsync("root", next, null);
                SecretFile.Write(file, next + "\n");
            }

            if (steps >= 3)
                await ExecuteAsync(next, "ALTER USER CURRENT_USER() DISCARD OLD PASSWORD");
            host = Start();
            await host.PrintedAsync("Root's password is a new one");

            (await File.ReadAllTextAsync(file, Nodes.Token)).ShouldBe(next + "\n");
            File.Exists(file + ".next").ShouldBeFalse();
            await HoldsAsync("root", next, was);
        }

        var former = (await File.ReadAllTextAsync(Path.Combine(data, "replication-password"), Nodes.Token)).Trim();
        await KillAsync();
        SecretFile.Write(Path.Combine(data, "replication-password"), "the-next-of-replication\n");
        host = Start();
        await host.PrintedAsync("Ctrl+C stops everything");
        await HoldsAsync(ReplicationAccount.DefaultUser, "the-next-of-replication", former);
        await ExecuteAsync((await File.ReadAllTextAsync(file, Nodes.Token)).Trim(), "CREATE DATABASE afterwards");
        foreach (var port in Enumerable.Range(ports + 1, 4))
            await Eventually.TrueAsync(async () => await CountAsync(port, "afterwards") == 1);

        host.Signal(Posix.Terminate);
        (await host.EndedAsync()).ShouldBe(0, host.Output);
        host.Output.ShouldNotContain("the-next");

        async Task KillAsync()
        {
            host.Signal(Posix.Kill);
            await host.EndedAsync();
        }

        async Task HoldsAsync(string user, string next, string? was)
        {
            foreach (var port in Enumerable.Range(ports + 1, 4))
                await Eventually.TrueAsync(async () => await IsTakenAsync(port, user, next) && (was is null || !await IsTakenAsync(port, user, was)));
        }

        async Task ExecuteAsync(string password, string statement)
        {
            await using var connection = new MySqlConnection(Login(ports + 1, "root", password));
            await connection.OpenAsync(Nodes.Token);
            await using var command = new MySqlCommand(statement, connection);
            await command.ExecuteNonQueryAsync(Nodes.Token);
        }

        async Task<long> CountAsync(int port, string database)
        {
            await using var connection = new MySqlConnection(Login(port, "root", (await File.ReadAllTextAsync(file, Nodes.Token)).Trim()));
            await connection.OpenAsync(Nodes.Token);
            await using var command = new MySqlCommand($"SELECT COUNT(*) FROM information_schema.schemata WHERE schema_name = '{database}'", connection);
            return (long)(await command.ExecuteScalarAsync(Nodes.Token))!;
        }
    }

    static string Login(int port, string user, string password) => $"Server=127.0.0.1;Port={port};User ID={user};Password={password};Pooling=false";

    static async Task<bool> IsTakenAsync(int port, string user, string password)
    {
        await using var connection = new MySqlConnection(Login(port, user, password));
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
