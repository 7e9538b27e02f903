global using HostIpc.Configuration.Text;
