global using HostIpc.Testing;
global using Shouldly;
global using Xunit;
