using DualMaster.ProcessHost;
using DualMaster.ProcessHost.Tests;
using MySqlConnector;
using Xunit;

namespace DualMaster.Browser;

/// <summary>The program as <c>./run</c> starts it, once for a class of tests, until its dashboard answers.</summary>
public sealed class StartedHost(ServerUnderTest server) : IAsyncLifetime
{
    const string Announcement = "Dashboard: ";

    readonly TemporaryDirectory directory = new();
    readonly int portBase = Nodes.PortBase();
    HostProgram? program;

    string Data => directory["data"];

    /// <summary>Where a person logs in; null when this machine has no dashboard.</summary>
    public Uri? Login { get; private set; }

    /// <summary>The page at a path; the test is skipped when this machine has no dashboard.</summary>
    public string At(string path)
    {
        Assert.SkipWhen(Login is null, "This machine has neither aspire 13.5 nor npm, so there is no dashboard.");
        return new Uri(Login!, path).ToString();
    }

    /// <summary>Sends statements to a node, as its root account.</summary>
    /// <param name="node">The number in its name.</param>
    /// <param name="sql">The statements.</param>
    /// <returns>How many rows they changed.</returns>
    public async Task<int> ExecuteAsync(int node, string sql)
    {
        await using var connection = new MySqlConnection(new MySqlConnectionStringBuilder
        {
            Server = "127.0.0.1",
            Port = (uint)(portBase + node),
            UserID = "root",
            Password = (await File.ReadAllTextAsync(Path.Combine(Data, "root-password"), Nodes.Token)).Trim(),
            Pooling = false,
        }.ConnectionString);
        await connection.OpenAsync(Nodes.Token);
        await using var command = new MySqlCommand(sql, connection);
        return await command.ExecuteNonQueryAsync(Nodes.Token);
    }

    public async ValueTask InitializeAsync()
    {
        program = HostProgram.Start(HostProgram.Arguments(server, Data, portBase, "--dashboard"));
        var line = await program.PrintedAsync(line => line.StartsWith(Announcement, StringComparison.Ordinal) || line.StartsWith("There is no dashboard", StringComparison.Ordinal));
        if (line.StartsWith(Announcement, StringComparison.Ordinal))
            Login = new Uri(line[Announcement.Length..]);
    }

    public async ValueTask DisposeAsync()
    {
        program!.Signal(Posix.Terminate);
        await program.EndedAsync();
        directory.Dispose();
    }
}
