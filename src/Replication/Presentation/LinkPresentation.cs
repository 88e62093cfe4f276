using DualMaster.Replication.Topology;
using DualMaster.Replication.Watching;

namespace DualMaster.Replication.Presentation;

/// <summary>Shows a link.</summary>
public static class LinkPresentation
{
    /// <summary>Icon of a link of which nothing more is known.</summary>
    public const string Icon = "ArrowSync";

    /// <summary>What kind of thing it is.</summary>
    public const string Kind = "Link";

    /// <summary>What its source is to it.</summary>
    public const string OfSource = "Source of";

    /// <summary>What its replica is to it.</summary>
    public const string ToReplica = "Replica";

    /// <summary>Its name where there are no arrows.</summary>
    /// <param name="source">The node that is read from.</param>
    /// <param name="replica">The node that follows.</param>
    public static string Name(string source, string replica) => $"{source}-to-{replica}";

    /// <summary>The lag beyond which a link is lagging: what is wanted, and what its replica may stay without a new beat.</summary>
    /// <param name="link">The link.</param>
    /// <param name="settings">The topology's settings.</param>
    public static TimeSpan LagLimit(TopologyLink link, TopologySettings settings)
    {
        ArgumentNullException.ThrowIfNull(link);
        ArgumentNullException.ThrowIfNull(settings);
        return link.Delay + settings.BeatPatience;
    }

    /// <summary>Shows it.</summary>
    /// <param name="link">What is known of it; null when nothing is.</param>
    /// <param name="lagLimit">See <see cref="LagLimit"/>.</param>
    public static Shown Of(LinkStatus? link, TimeSpan lagLimit)
    {
        var condition = Condition(link, lagLimit);
        return new Shown(
            condition == LinkCondition.Unlaid ? "Not laid" : condition.ToString(), ToneOf(condition), IconOf(condition),
            link is null ? "nothing is known of it yet" : Text(link));
    }

    /// <summary>Says in one word what there is to say.</summary>
    /// <param name="link">What is known of it; null when nothing is.</param>
    /// <param name="lagLimit">See <see cref="LagLimit"/>.</param>
    public static LinkCondition Condition(LinkStatus? link, TimeSpan lagLimit) =>
        link is null || IsIn(link, "unreachable") ? LinkCondition.Unknown
        : IsIn(link, "paused") ? LinkCondition.Paused
        : IsIn(link, "notConfigured") ? LinkCondition.Unlaid
        : Threads(link).Any(thread => thread.Status is { State: "stopped", ErrorNumber: not null }) ? LinkCondition.Broken
        : IsIn(link, "stopped") ? LinkCondition.Stopped
        : IsIn(link, "connecting") ? LinkCondition.Connecting
        : link.Delivers == false ? LinkCondition.Broken
        : link.Lags.Any(lag => lag.Seconds > lagLimit.TotalSeconds) ? LinkCondition.Lagging
        : LinkCondition.Running;

    /// <summary>The lag behind every writer whose transactions it carries, in words.</summary>
    /// <param name="link">What is known of it.</param>
    public static string Lag(LinkStatus link)
    {
        ArgumentNullException.ThrowIfNull(link);
        return link.Lags.Count switch
        {
            0 => Words.Lag(link.LagSeconds),
            1 => Of(link.Lags[0]),
            _ => string.Join(", ", link.Lags.Select(lag => $"behind {lag.Origin} {Of(lag)}")),
        };

        static string Of(OriginLag lag) => lag.Unknown is null ? Words.Lag(lag.Seconds) : $"unknown ({lag.Unknown})";
    }

    /// <summary>What is known of it.</summary>
    /// <param name="link">The link.</param>
    public static IReadOnlyList<ShownProperty> Properties(LinkStatus link)
    {
        ArgumentNullException.ThrowIfNull(link);
        return ShownProperty.Known(
            ("lag", "Lag", Lag(link)),
            ("receiver", "Receiver (IO thread)", Words.Thread(link.Receiver.State) + Error(link.Receiver)),
            ("applier", "Applier (SQL thread)", Words.Thread(link.Applier.State) + Error(link.Applier)),
            ("delivers", "Beats come through", link.Delivers switch { true => "yes", false => "no", null => "unknown" }),
            ("desired", "Wanted", link.Desired),
            ("channel", "Channel", link.Channel),
            ("missing", "Transactions not here yet", Words.Number(link.Missing)),
            ("backlog", "Received, not applied", Words.Number(link.Backlog)),
            ("applied", "Last applied", link.LastApplied));
    }

    static string Text(LinkStatus link)
    {
        string[] wrong =
        [
            .. Threads(link).Where(thread => thread.Status.State != "running").Select(thread =>
                $"the {thread.Name} is {Words.Thread(thread.Status.State)}{Error(thread.Status)}"),
            .. link.Delivers == false ? ["beats do not come through"] : Array.Empty<string>(),
        ];
        string[] remedies = [.. Threads(link).Select(thread => thread.Status.Remedy).OfType<string>().Distinct()];
        return string.Join("; ", [.. wrong, $"lag {Lag(link)}"]) + (remedies.Length == 0 ? "" : $". To do: {string.Join("; ", remedies)}");
    }

    static string Error(ThreadStatus thread) => thread.ErrorNumber is null ? "" : $" ({thread.ErrorNumber}: {thread.ErrorText})";

    static bool IsIn(LinkStatus link, string state) => Threads(link).Any(thread => thread.Status.State == state);

    static (string Name, ThreadStatus Status)[] Threads(LinkStatus link) => [("receiver", link.Receiver), ("applier", link.Applier)];

    static Tone ToneOf(LinkCondition condition) => condition switch
    {
        LinkCondition.Running => Tone.Success,
        LinkCondition.Unlaid or LinkCondition.Paused => Tone.Info,
        LinkCondition.Stopped or LinkCondition.Broken => Tone.Error,
        _ => Tone.Warning,
    };

    static string IconOf(LinkCondition condition) => condition switch
    {
        LinkCondition.Paused => "PauseCircle",
        LinkCondition.Stopped or LinkCondition.Broken => "PlugDisconnected",
        LinkCondition.Lagging => "Clock",
        _ => Icon,
    };
}
