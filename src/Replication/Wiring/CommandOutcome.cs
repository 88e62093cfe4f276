namespace DualMaster.Replication.Wiring;

/// <summary>What became of an operator's command.</summary>
/// <param name="Result">Whether it holds.</param>
/// <param name="Sentence">What happened, or what was found, what was expected and what to do.</param>
public sealed record CommandOutcome(CommandResult Result, string Sentence)
{
    internal static CommandOutcome Done(string sentence) => new(CommandResult.Done, sentence);

    internal static CommandOutcome Senseless(string sentence) => new(CommandResult.Senseless, sentence);
}
