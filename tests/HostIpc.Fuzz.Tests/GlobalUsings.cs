global using HostIpc.TestSupport;
global using Shouldly;
global using Xunit;
