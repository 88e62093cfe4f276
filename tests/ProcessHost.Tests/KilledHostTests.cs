using System.Globalization;
using MySqlConnector;
using Shouldly;
using Xunit;

namespace DualMaster.ProcessHost.Tests;

/// <summary>A host that is killed in the middle of something that takes its time is started again, and finishes it.</summary>
public sealed class KilledHostTests(ServerUnderTest server) : IDisposable
{
    const int Mebibytes = 96;
    const string Rows = "SELECT CONCAT(COUNT(*), ' ', SUM(CRC32(filler))) FROM app.bulk";

    readonly TemporaryDirectory directory = new();
    readonly int portBase = Nodes.PortBase();
    HostProgram host = null!;

    string Data => directory["data"];

    public void Dispose()
    {
        foreach (var process in Nodes.ProcessesWith(directory.Path))
            Posix.Signal(process, Posix.Kill);
        directory.Dispose();
    }

    /// <summary>Once with everything, as when the power fails, and once alone: the servers, and with them the copy, go on meanwhile.</summary>
    [Fact]
    public async Task A_host_that_is_killed_in_the_middle_of_a_copy_ends_in_a_whole_one_when_it_is_started_again()
    {
        Start();
        await host.PrintedAsync("Ctrl+C stops everything");
        await ScalarAsync(1, "CREATE DATABASE app; CREATE TABLE app.bulk (id INT AUTO_INCREMENT PRIMARY KEY, filler LONGBLOB NOT NULL)");
        for (var left = Mebibytes; left > 0; left -= 16)
            await ScalarAsync(1, $"INSERT INTO app.bulk (filler) VALUES {string.Join(", ", Enumerable.Repeat("(REPEAT(RANDOM_BYTES(1024), 1024))", 16))}");
        var rows = await ScalarAsync(1, Rows);
        await SameEverywhereAsync(rows);

        foreach (var everything in (bool[])[true, false])
        {
            host.Signal(Posix.Terminate);
            (await host.EndedAsync()).ShouldBe(0, host.Output);
            Directory.Delete(directory["data/node3/data"], recursive: true);
            Start();
            await MiddleOfTheCopyAsync();

            if (everything)
                host.SignalAll(Posix.Kill);
            else
                host.Signal(Posix.Kill);
            await host.EndedAsync();
            Start();

            await host.PrintedAsync("Ctrl+C stops everything");
            await SameEverywhereAsync(rows);
        }

        host.Signal(Posix.Terminate);
        (await host.EndedAsync()).ShouldBe(0, host.Output);
        Nodes.ProcessesWith(directory.Path).ShouldBeEmpty();
    }

    HostProgram Start() => host = HostProgram.StartSession(new Dictionary<string, string?>(), HostProgram.Arguments(server, Data, portBase, "--no-dashboard"));

    async Task MiddleOfTheCopyAsync()
    {
        await Eventually.TrueAsync(async () =>
        {
            try
            {
                return await ScalarAsync(3, "SELECT stage FROM performance_schema.clone_progress WHERE state = 'In Progress' AND stage NOT IN ('RESTART', 'RECOVERY')") is not null;
            }
            catch (MySqlException)
            {
                // It does not answer yet, or has no plugin yet.
                return false;
            }
        });
    }

    async Task SameEverywhereAsync(object? rows)
    {
        for (var node = 1; node <= 4; node++)
            await Eventually.TrueAsync(async () => Equals(await ScalarAsync(node, Rows), rows));
    }

    async Task<object?> ScalarAsync(int node, string sql)
    {
        await using var connection = new MySqlConnection(
            $"Server=127.0.0.1;Port={(portBase + node).ToString(CultureInfo.InvariantCulture)};User ID=root;Password={File.ReadAllText(directory["data/root-password"]).Trim()};Pooling=false");
        await connection.OpenAsync(Nodes.Token);
        await using var command = new MySqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Nodes.Token);
    }
}
