namespace DualMaster.ProcessHost;

/// <summary>What the dashboard's pages are filled with.</summary>
/// <param name="Resources">The rows.</param>
/// <param name="Notices">What stands above every page.</param>
/// <param name="Console">The log of a resource; null when it has none.</param>
/// <param name="ExecuteAsync">Carries out a command: of which resource, which one.</param>
sealed record DashboardContent(
    ResourceBoard Resources, NoticeBoard Notices, Func<string, ConsoleLog?> Console, Func<string, string, CancellationToken, Task<CommandAnswer>> ExecuteAsync);
