using DualMaster.Browser;
using DualMaster.ProcessHost.Tests;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

// Four servers, a dashboard and a browser are what a small machine carries.
[assembly: Parallelization(Mode = ParallelMode.None)]
[assembly: AssemblyFixture(typeof(ServerUnderTest))]
[assembly: AssemblyFixture(typeof(StartedBrowser))]
