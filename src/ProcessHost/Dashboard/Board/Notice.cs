namespace DualMaster.ProcessHost;

/// <summary>What stands above every page, because it must not be overlooked.</summary>
/// <param name="Title">What is wrong.</param>
/// <param name="Text">What mends it.</param>
/// <param name="IsError">Whether the topology is not as it should be; else it is only to be known.</param>
sealed record Notice(string Title, string Text, bool IsError)
{
    /// <summary>The same of numbers that go up: that is no news.</summary>
    public string Gist => string.Concat((Title + Text).Where(character => !char.IsAsciiDigit(character)));
}
