using DualMaster.Replication.Wiring;

namespace DualMaster.Replication.Presentation;

/// <summary>A command as a dashboard offers it.</summary>
/// <param name="Name">Its name for command lines.</param>
/// <param name="Title">What stands on its button.</param>
/// <param name="Description">What it does, in a sentence.</param>
/// <param name="Icon">Name of a Fluent UI icon.</param>
/// <param name="Confirmation">What is asked first; null when nothing is.</param>
public sealed record CommandWords(string Name, string Title, string Description, string Icon, string? Confirmation = null)
{
    /// <summary>Shows nodes and links as a table.</summary>
    public static CommandWords Status { get; } = new(
        "replication-status", "Replication status", "Shows all nodes and links with state, lag and errors.", "Table");

    /// <summary>Has everything shown anew.</summary>
    public static CommandWords Reprove { get; } = new(
        "replication-reprove", "Prove anew", "Nothing that was shown before counts any more: beats and transactions are shown anew.", "CheckmarkStarburst");

    /// <summary>A command of a link.</summary>
    /// <param name="command">The command.</param>
    public static CommandWords Of(LinkCommand command) => command switch
    {
        LinkCommand.Pause => new("replication-pause", "Pause", "Stops the link, and keeps it stopped over restarts of everything.", "Pause",
            "Its replica will miss all that is written from now on, until you resume it. Pause this link?"),
        LinkCommand.Resume => new("replication-resume", "Resume", "Lets the link run again, at once.", "Play"),
        _ => new("replication-restart", "Restart", "Stops and starts both threads of the link, for example after you put right what an error names.", "ArrowCounterclockwise"),
    };

    /// <summary>Whether a command makes sense of a link in that condition.</summary>
    /// <param name="command">The command.</param>
    /// <param name="condition">What there is to say about the link.</param>
    public static bool MakesSense(LinkCommand command, LinkCondition condition) => condition switch
    {
        LinkCondition.Unknown or LinkCondition.Unlaid => false,
        LinkCondition.Paused => command == LinkCommand.Resume,
        _ => command != LinkCommand.Resume,
    };
}
