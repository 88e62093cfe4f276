using DualMaster.ProcessHost.Wire;
using Grpc.Core;

namespace DualMaster.ProcessHost;

/// <summary>What the dashboard asks for. No watch ends by itself: the dashboard would ask again at once, for ever.</summary>
/// <param name="content">What it gets.</param>
sealed class ResourceService(DashboardContent content) : DashboardService.DashboardServiceBase
{
    /// <inheritdoc/>
    public override Task<ApplicationInformationResponse> GetApplicationInformation(ApplicationInformationRequest request, ServerCallContext context) =>
        Task.FromResult(new ApplicationInformationResponse { ApplicationName = DashboardAccess.Title });

    /// <inheritdoc/>
    public override Task WatchResources(WatchResourcesRequest request, IServerStreamWriter<WatchResourcesUpdate> responseStream, ServerCallContext context) => WatchAsync(context, async stop =>
    {
        var first = true;
        await foreach (var resources in content.Resources.WatchAsync(stop))
        {
            await responseStream.WriteAsync(first
                ? new WatchResourcesUpdate { InitialData = new InitialResourceData { Resources = { resources } } }
                : new WatchResourcesUpdate { Changes = new WatchResourcesChanges { Value = { resources.Select(resource => new WatchResourcesChange { Upsert = resource }) } } }, stop);
            first = false;
        }
    });

    /// <inheritdoc/>
    public override Task WatchResourceConsoleLogs(WatchResourceConsoleLogsRequest request, IServerStreamWriter<WatchResourceConsoleLogsUpdate> responseStream, ServerCallContext context)
    {
        var console = content.Console(request.ResourceName)
            ?? throw new RpcException(new Status(StatusCode.NotFound, $"There is no log of '{request.ResourceName}'."));
        return WatchAsync(context, async stop =>
        {
            await foreach (var lines in console.ReadAsync(follow: !request.SuppressFollow, stop))
                await responseStream.WriteAsync(new WatchResourceConsoleLogsUpdate { LogLines = { lines } }, stop);
        });
    }

    /// <inheritdoc/>
    public override async Task<ResourceCommandResponse> ExecuteResourceCommand(ResourceCommandRequest request, ServerCallContext context)
    {
        var known = content.Resources.Find(request.ResourceName)?.Commands.Any(command => command.Name == request.CommandName) ?? false;
        var answer = known
            ? await content.ExecuteAsync(request.ResourceName, request.CommandName, context.CancellationToken)
            : new CommandAnswer(Holds: false, $"There is no command '{request.CommandName}' of '{request.ResourceName}'.");
        var response = new ResourceCommandResponse
        {
            Kind = answer.Holds ? ResourceCommandResponseKind.Succeeded : ResourceCommandResponseKind.Failed,
            Message = answer.Sentence,
        };
        if (answer.Markdown is not null)
            response.Result = new ResourceCommandResult { Value = answer.Markdown, Format = CommandResultFormat.Markdown, DisplayImmediately = true };
        return response;
    }

    /// <inheritdoc/>
    public override async Task WatchInteractions(
        IAsyncStreamReader<WatchInteractionsRequestUpdate> requestStream, IServerStreamWriter<WatchInteractionsResponseUpdate> responseStream, ServerCallContext context)
    {
        // The dashboard goes on when it has seen them, and there may be nothing to say for hours.
        await context.WriteResponseHeadersAsync([]);
        await WatchAsync(context, stop => Task.WhenAll(ShowAsync(stop), HearAsync(stop)));

        async Task ShowAsync(CancellationToken stop)
        {
            await foreach (var notice in content.Notices.WatchAsync(stop))
                await responseStream.WriteAsync(notice, stop);
        }

        async Task HearAsync(CancellationToken stop)
        {
            await foreach (var said in requestStream.ReadAllAsync(stop))
                if (said.Complete is not null)
                    content.Notices.Close(said.InteractionId);
        }
    }

    static async Task WatchAsync(ServerCallContext context, Func<CancellationToken, Task> watch)
    {
        try
        {
            await watch(context.CancellationToken);
        }
        catch (Exception) when (context.CancellationToken.IsCancellationRequested)
        {
            // Nobody looks any more.
        }
    }
}
