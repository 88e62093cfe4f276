using Xunit.Sdk;
using Xunit.v3;

// Most of a test is waiting for what servers do by themselves, so two cores carry two of them with four servers each.
[assembly: Parallelization(Mode = ParallelMode.Collections, MaxThreads = 2)]
[assembly: Xunit.AssemblyFixture(typeof(DualMaster.EndToEnd.ServerUnderTest))]
