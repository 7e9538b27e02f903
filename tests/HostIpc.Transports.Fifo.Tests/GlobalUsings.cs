global using HostIpc.TestSupport;
