global using HostIpc.Client;
global using HostIpc.Protocol;
global using Shouldly;
global using Xunit;
