using Xunit;
using Xunit.Sdk;
using Xunit.v3;

// Four containers are what a small machine carries; without them the tests take seconds anyway.
[assembly: Parallelization(Mode = ParallelMode.None)]
