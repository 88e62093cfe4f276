using Aspire.Hosting.ApplicationModel;
using DualMaster.AppHost.Watching;
using DualMaster.Replication.Presentation;
using DualMaster.Replication.Watching;
using DualMaster.Replication.Wiring;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting;

/// <summary>The commands of a topology and its links; the initializer carries them out.</summary>
static class CommandExtensions
{
    public static IResourceBuilder<ReplicationTopologyResource> WithTopologyCommands(this IResourceBuilder<ReplicationTopologyResource> builder) => builder
        .WithCommand(CommandWords.Status, context => ShowAsync(builder.Resource, context), _ => builder.Resource.Observed() is not null)
        .WithCommand(CommandWords.Reprove, context => GiveAsync(builder.Resource, "/reprove", context), _ => builder.Resource.Observed() is not null);

    public static IResourceBuilder<ReplicationLinkResource> WithLinkCommands(this IResourceBuilder<ReplicationLinkResource> builder)
    {
        var resource = builder.Resource;
        foreach (var command in Enum.GetValues<LinkCommand>())
            builder.WithCommand(
                CommandWords.Of(command),
                context => GiveAsync(resource.Topology, $"/links/{resource.Link.Source}/{resource.Link.Replica}/{command.ToString().ToLowerInvariant()}", context),
                _ => CommandWords.MakesSense(command, LinkPresentation.Condition(resource.Status(resource.Topology.Observed()), resource.LagLimit())));
        return builder;
    }

    static IResourceBuilder<T> WithCommand<T>(
        this IResourceBuilder<T> builder, CommandWords words, Func<ExecuteCommandContext, Task<ExecuteCommandResult>> execute,
        Func<UpdateCommandStateContext, bool> makesSense) where T : IResource => builder.WithCommand(words.Name, words.Title, execute, new CommandOptions
        {
            Description = words.Description,
            ConfirmationMessage = words.Confirmation,
            IconName = words.Icon,
            IsHighlighted = true,
            UpdateState = context => makesSense(context) ? ResourceCommandState.Enabled : ResourceCommandState.Hidden,
        });

    static async Task<ExecuteCommandResult> GiveAsync(ReplicationTopologyResource topology, string path, ExecuteCommandContext context)
    {
        if (!topology.TryGetLastAnnotation<InitializerAnnotation>(out var initializer))
            return CommandResults.Failure($"{topology.Name} has no initializer; expected {nameof(InitializerExtensions.WithTopology)} to be called with it; call it.");

        var (taken, sentence) = await Client(context).CommandAsync(initializer, path, context.CancellationToken);
        return taken ? CommandResults.Success(sentence) : CommandResults.Failure(sentence);
    }

    static async Task<ExecuteCommandResult> ShowAsync(ReplicationTopologyResource topology, ExecuteCommandContext context)
    {
        var status = topology.TryGetLastAnnotation<InitializerAnnotation>(out var initializer)
            ? await Client(context).StatusAsync(initializer, context.CancellationToken)
            : null;
        return status is null
            ? CommandResults.Failure("The initializer does not answer; expected it to run; start it, or look into its log.")
            : CommandResults.Success(Words.Health(status.State), StatusTable.Of(status, found => LagLimit(topology, found)), CommandResultFormat.Markdown, displayImmediately: true);
    }

    static TimeSpan LagLimit(ReplicationTopologyResource topology, LinkStatus link) =>
        topology.Links.FirstOrDefault(resource => resource.Link.Source == link.Source && resource.Link.Replica == link.Replica)?.LagLimit() ?? TimeSpan.MaxValue;

    static InitializerClient Client(ExecuteCommandContext context) => context.Services.GetRequiredService<InitializerClient>();
}
