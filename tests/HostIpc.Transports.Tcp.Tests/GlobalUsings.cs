global using HostIpc.Testing;
