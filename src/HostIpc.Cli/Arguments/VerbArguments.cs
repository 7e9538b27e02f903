using System.CommandLine;

namespace HostIpc.Cli.Arguments;

/// <summary>What a verb was given.</summary>
/// <param name="Parsed">Its options and arguments.</param>
/// <param name="Words">The command line in two parts.</param>
/// <param name="Endpoint">Where the server is.</param>
internal sealed record VerbArguments(ParseResult Parsed, CommandWords Words, string Endpoint);
