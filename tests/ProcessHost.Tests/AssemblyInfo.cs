using DualMaster.ProcessHost.Tests;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

// Starting a server keeps a core busy for a second; two classes at a time are what a small machine carries.
[assembly: Parallelization(Mode = ParallelMode.Collections, MaxThreads = 2)]
[assembly: AssemblyFixture(typeof(ServerUnderTest))]
[assembly: AssemblyFixture(typeof(DashboardUnderTest))]
