namespace DualMaster.ProcessHost;

/// <summary>What came of a command.</summary>
/// <param name="Holds">Whether it was taken.</param>
/// <param name="Sentence">What to say of it.</param>
/// <param name="Markdown">What to show at once; null when nothing is.</param>
sealed record CommandAnswer(bool Holds, string Sentence, string? Markdown = null);
