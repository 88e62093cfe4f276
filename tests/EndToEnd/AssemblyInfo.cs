using Xunit.Sdk;
using Xunit.v3;

// Each test starts four servers; two cores carry one such test at a time.
[assembly: Parallelization(Mode = ParallelMode.None)]
[assembly: Xunit.AssemblyFixture(typeof(DualMaster.EndToEnd.ServerUnderTest))]
