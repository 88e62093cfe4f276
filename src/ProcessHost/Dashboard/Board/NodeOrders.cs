using DualMaster.Replication.Presentation;

namespace DualMaster.ProcessHost;

/// <summary>Starts and stops single servers while all run, one order a server at a time, until everything is to be stopped.</summary>
/// <param name="servers">The servers.</param>
/// <param name="ending">From then on no order is taken.</param>
sealed class NodeOrders(LocalServers servers, CancellationToken ending)
{
    readonly CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(ending);
    readonly Dictionary<string, SemaphoreSlim> turns = servers.All.ToDictionary(server => server.Node.Name, _ => new SemaphoreSlim(1));

    /// <summary>Carries an order out.</summary>
    /// <param name="node">The node's name.</param>
    /// <param name="command">One of <see cref="NodeCommandWords"/>.</param>
    public async Task<CommandAnswer> GiveAsync(string node, CommandWords command)
    {
        var turn = turns[node];
        if (ended.IsCancellationRequested || !await turn.WaitAsync(TimeSpan.Zero))
            return new CommandAnswer(Holds: false, ended.IsCancellationRequested ? "Everything is being stopped." : $"{node} is being started or stopped just now; try again when it is done.");
        try
        {
            return await CarryOutAsync(servers[node], command);
        }
        catch (OperationCanceledException)
        {
            return new CommandAnswer(Holds: false, "Everything is being stopped.");
        }
        catch (Exception fault) when (HostFaults.Sentence(fault) is { } sentence)
        {
            return new CommandAnswer(Holds: false, sentence);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Takes no more orders, and waits for those that are being carried out.</summary>
    public async Task EndAsync()
    {
        await ended.CancelAsync();
        foreach (var turn in turns.Values)
            await turn.WaitAsync(CancellationToken.None);
    }

    async Task<CommandAnswer> CarryOutAsync(NodeServer server, CommandWords command)
    {
        if (!NodeCommandWords.MakesSense(command, server.Phase))
            return new CommandAnswer(Holds: false, $"{server.Node.Name} is {server.Phase.ToString().ToLowerInvariant()}, so there is nothing to {command.Name}.");
        // What is stopped halfway is not left so: only the start can be withdrawn.
        if (command != NodeCommandWords.Start)
            await server.StopAsync();
        if (command != NodeCommandWords.Stop)
            await server.StartAsync(ended.Token);
        return new CommandAnswer(Holds: true, command == NodeCommandWords.Stop ? $"{server.Node.Name} is stopped." : $"{server.Node.Name} answers.");
    }
}
