using Xunit;

namespace DualMaster.ProcessHost.Tests;

/// <summary>The real dashboard, found or obtained as the product itself would; null where this machine has neither <c>aspire</c> nor npm.</summary>
public sealed class DashboardUnderTest : IAsyncLifetime
{
    internal DashboardBundle? Found { get; private set; }

    /// <summary>It; the test is skipped where there is none.</summary>
    internal DashboardBundle Bundle
    {
        get
        {
            Assert.SkipWhen(Found is null, "This machine has neither aspire 13.5 nor npm, so there is no dashboard.");
            return Found!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        var offer = await new DashboardProvisioner().FindAsync(TestContext.Current.CancellationToken);
        if (offer.Exists)
            Found = offer.Ready ?? await offer.ObtainAsync!(line => TestContext.Current.SendDiagnosticMessage("{0}", line), TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
