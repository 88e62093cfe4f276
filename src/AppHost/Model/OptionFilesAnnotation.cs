namespace Aspire.Hosting.ApplicationModel;

/// <summary>Where a server's own options stand.</summary>
/// <param name="Directory">A directory with <c>.cnf</c> files; it need not exist.</param>
public sealed record OptionFilesAnnotation(string Directory) : IResourceAnnotation;
