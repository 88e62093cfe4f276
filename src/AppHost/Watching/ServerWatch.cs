using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;

namespace DualMaster.AppHost.Watching;

/// <summary>
/// Starts a server again whose container was ended from outside: the engine restarts what ends by itself, and leaves alone what was
/// killed or stopped by its own commands. What the dashboard stops stays stopped.
/// </summary>
/// <param name="server">The server.</param>
/// <param name="notifications">Say how it is.</param>
/// <param name="commands">Start it.</param>
/// <param name="console">Where that is said.</param>
sealed class ServerWatch(MySqlServerResource server, ResourceNotificationService notifications, ResourceCommandService commands, ILogger console)
{
    /// <summary>Goes on until it is told to end.</summary>
    public async Task RunAsync(CancellationToken token)
    {
        var runs = false;
        try
        {
            await foreach (var found in notifications.WatchAsync(token))
            {
                if (found.Resource != server)
                    continue;

                var state = found.Snapshot.State?.Text;
                if (runs && state == KnownResourceStates.Exited)
                {
                    Log.EndedFromOutside(console, server.Name, found.Snapshot.ExitCode);
                    await commands.ExecuteCommandAsync(server, KnownResourceCommands.StartCommand, token);
                }

                // On the way to a stop that was asked for, it says so first.
                runs = state == KnownResourceStates.Running;
            }
        }
        catch (OperationCanceledException)
        {
            // The application ends.
        }
    }
}
