using MySqlConnector;
using Shouldly;

namespace DualMaster.EndToEnd.Copying;

/// <summary>Inserts rows all the time and writes down outside MySQL which ones were acknowledged; the first failure ends it and is told.</summary>
sealed class ContinuousInserts : IAsyncDisposable
{
    readonly CancellationTokenSource enough = new();
    readonly Task<IReadOnlyList<string>> writing;

    ContinuousInserts(Cluster cluster, string node) => writing = WriteAsync(cluster, node);

    /// <summary>Begins on a node that has <c>app.t (id, v)</c>.</summary>
    public static ContinuousInserts On(Cluster cluster, string node) => new(cluster, node);

    /// <summary>Ends it.</summary>
    /// <returns>All rows; none failed.</returns>
    public async Task<IReadOnlyList<string>> EndAsync()
    {
        await enough.CancelAsync();
        var rows = await writing;
        rows.Count.ShouldBeGreaterThan(20);
        return rows;
    }

    public async ValueTask DisposeAsync()
    {
        await enough.CancelAsync();
        await ((Task)writing).ContinueWith(_ => { }, TaskScheduler.Default);
        enough.Dispose();
    }

    async Task<IReadOnlyList<string>> WriteAsync(Cluster cluster, string node)
    {
        await using var connection = await cluster.OpenAsync(node);
        var rows = new List<string>();
        var own = Guid.NewGuid().ToString("N")[..8];
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!enough.IsCancellationRequested)
        {
            var row = $"{node}/{own}/{rows.Count}";
            await using var insert = new MySqlCommand("INSERT INTO app.t (v) VALUES (@v)", connection) { CommandTimeout = 30 };
            insert.Parameters.AddWithValue("v", row);
            await insert.ExecuteNonQueryAsync(Cluster.Token);
            rows.Add(row);
            await timer.WaitForNextTickAsync(Cluster.Token);
        }

        return rows;
    }
}
