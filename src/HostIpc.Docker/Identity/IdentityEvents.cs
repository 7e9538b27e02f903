using Microsoft.Extensions.Logging;

namespace HostIpc.Docker.Identity;

/// <summary>What is told to the operator. Its event ids are 70 to 79.</summary>
internal static partial class IdentityEvents
{
    [LoggerMessage(70, LogLevel.Warning, "{Socket} cannot be asked for containers, and peers have just an id until it can; the next minute's failures are not told one by one: {Reason}")]
    public static partial void Unavailable(this ILogger logger, string socket, string reason);

    [LoggerMessage(71, LogLevel.Warning, "There is no {Socket} (Docker:Socket): of containers just the id is known until there is one")]
    public static partial void NotThere(this ILogger logger, string socket);

    [LoggerMessage(78, LogLevel.Warning, "A connection from {Address} is not taken for the container {Container}'s, though the engine says that it has the address: {Reason}; the next minute's are not told one by one")]
    public static partial void Unconfirmed(this ILogger logger, string address, string container, string reason);

    [LoggerMessage(72, LogLevel.Warning, "{Socket} does not tell the labels of the image {Image}, and no rule of labels matches its containers; the next minute's failures are not told one by one: {Reason}")]
    public static partial void ImageUnavailable(this ILogger logger, string socket, string image, string reason);

    [LoggerMessage(77, LogLevel.Warning, "A connection from {Address} is taken for the container {Container}'s by its address alone, which a neighbour on its network can forge: {Reason}; the next minute's are not told one by one")]
    public static partial void TakenByAddress(this ILogger logger, string address, string container, string reason);

    [LoggerMessage(79, LogLevel.Warning, "{Socket} cannot be asked whose an address is, and peers over TCP have no container until it can; the next minute's failures are not told one by one: {Reason}")]
    public static partial void AddressUnavailable(this ILogger logger, string socket, string reason);
}
