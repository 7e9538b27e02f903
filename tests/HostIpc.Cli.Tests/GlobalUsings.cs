global using HostIpc.Cli.TestSupport;
global using Shouldly;
global using Xunit;
