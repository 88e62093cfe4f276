using DualMaster.Replication.Presentation;

namespace DualMaster.ProcessHost;

/// <summary>The commands of a server; their names are those that Aspire's own hosts have for what they run.</summary>
static class NodeCommandWords
{
    public static CommandWords Start { get; } = new("start", "Start", "Starts the server.", "Play");

    public static CommandWords Stop { get; } = new(
        "stop", "Stop", "Stops the server, and keeps it stopped until it is started.", "Stop", "What reads from it or writes to it fails until you start it again. Stop this server?");

    public static CommandWords Restart { get; } = new(
        "restart", "Restart", "Stops the server and starts it again.", "ArrowCounterclockwise", "What reads from it or writes to it fails for some seconds. Restart this server?");

    public static IReadOnlyList<CommandWords> All { get; } = [Start, Stop, Restart];

    /// <summary>Whether a command makes sense of a server that does this.</summary>
    public static bool MakesSense(CommandWords command, NodeServerPhase phase) =>
        command == Start ? phase == NodeServerPhase.Stopped : phase is NodeServerPhase.Running or NodeServerPhase.Restarting;
}
